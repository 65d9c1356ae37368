import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve.js';
import { refusal, smallest } from '../support/config.js';

describe('objectives', () => {
  const resolved = (...strategies: object[]) => resolveConfig({ ...smallest, strategies }).strategies;

  it('are a target return where there is one, measured by the sample', () => {
    expect(resolved({ name: 'six', targetReturn: 0.06 })).toEqual([
      {
        name: 'six',
        covariance: 'systematic',
        objective: 'targetReturn',
        minWeights: 0,
        maxWeights: 1,
        targetReturn: 0.06,
        expectedReturns: 'sample',
      },
    ]);
  });

  it('have no bounds in the closed form', () => {
    expect(resolved({ name: 'sample', objective: 'unconstrainedMinimumVariance' })).toEqual([
      { name: 'sample', covariance: 'sample', objective: 'unconstrainedMinimumVariance' },
    ]);
  });

  it('resolve to themselves', () => {
    const once = resolved(
      { name: 'six', targetReturn: 0.06, expectedReturns: 'model', minWeights: -0.2 },
      { name: 'closed', objective: 'unconstrainedMinimumVariance' },
    );
    expect(resolved(...once)).toEqual(once);
  });

  it.each([
    [{ objective: 'targetReturn' }, 'missing-key', 'targetReturn'],
    [{ objective: 'minimumVariance', targetReturn: 0.06 }, 'bad-value', 'targetReturn'],
    [{ expectedReturns: 'model' }, 'bad-value', 'expectedReturns'],
    [{ objective: 'unconstrainedMinimumVariance', minWeights: -1 }, 'bad-value', 'minWeights'],
    [{ objective: 'unconstrainedMinimumVariance', maxWeights: 0.5 }, 'bad-value', 'maxWeights'],
    [{ objective: 'equalWeight', covariance: 'sample' }, 'bad-value', 'covariance'],
    [{ name: 'equalWeight', covariance: 'sample' }, 'bad-value', 'covariance'],
    [{ objective: 'equalWeight', standardise: true }, 'bad-value', 'standardise'],
    [{ covariance: 'sample', standardise: true }, 'bad-value', 'standardise'],
    [{ covariance: 'nonlinear', halfLife: 12 }, 'bad-value', 'halfLife'],
    [{ covariance: 'ledoitWolf', factors: 2 }, 'bad-value', 'factors'],
    [{ covariance: 'exponential', halfLife: 0 }, 'bad-value', 'halfLife'],
    [{ covariance: 'pcaFactor', factors: 0.5 }, 'bad-value', 'factors'],
    [{ targetReturn: -1 }, 'bad-value', 'targetReturn'],
    [{ targetReturn: 0.06, expectedReturns: 'median' }, 'bad-value', 'expectedReturns'],
  ])('with the wrong fields are refused: %j', (strategy, code, field) => {
    const error = refusal({ ...smallest, strategies: [{ name: 'mine', ...strategy }] });
    expect(error).toMatchObject({ code, details: { path: `strategies[0].${field}` } });
  });
});

describe('options of covariances', () => {
  const resolved = (...strategies: object[]) => resolveConfig({ ...smallest, strategies }).strategies;

  it('stay as they are given, and the half-life is half of the window', () => {
    const strategies = resolved(
      { name: 'exponential' },
      { name: 'slow', covariance: 'exponential', halfLife: 60 },
      { name: 'nonlinear', standardise: true },
      { name: 'pca', covariance: 'pcaFactor', factors: 3, standardise: false },
    );
    expect(strategies).toMatchObject([
      { covariance: 'exponential', halfLife: 18 },
      { halfLife: 60 },
      { covariance: 'nonlinear', standardise: true },
      { factors: 3, standardise: false },
    ]);
    expect(resolved(...strategies)).toEqual(strategies);
    expect(resolved({ name: 'nonlinear' })[0]).not.toHaveProperty('standardise');
  });
});

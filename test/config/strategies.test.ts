import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve.js';
import { refusal, smallest } from '../support/config.js';

/** What every chain is by default. */
const fallback = ['ledoitWolf', 'previousWeights', 'equalWeight'];

describe('objectives', () => {
  const resolved = (...strategies: object[]) => resolveConfig({ ...smallest, strategies }).strategies;

  it('are a target return where there is one, measured by the sample', () => {
    expect(resolved({ name: 'six', targetReturn: 0.06 })).toEqual([
      {
        name: 'six',
        covariance: 'posterior',
        objective: 'targetReturn',
        minWeights: 0,
        maxWeights: 1,
        targetReturn: 0.06,
        expectedReturns: 'sample',
        fallback,
      },
    ]);
  });

  it('have no bounds in the closed form', () => {
    expect(resolved({ name: 'sample', objective: 'unconstrainedMinimumVariance' })).toEqual([
      { name: 'sample', covariance: 'sample', objective: 'unconstrainedMinimumVariance', fallback },
    ]);
  });

  it('are those whose number is given, or of the strategy’s name', () => {
    const strategies = resolved(
      { name: 'ten', targetVolatility: 0.1 },
      { name: 'utility', riskAversion: 4, expectedReturns: 'model' },
      { name: 'maximumSharpe' },
      { name: 'riskParity' },
      { name: 'hierarchicalRiskParity', covariance: 'sample' },
      { name: 'inverseVolatility', maxWeights: 0.5 },
      { name: 'maximumDiversification', objective: 'minimumVariance' },
    );
    const common = { covariance: 'posterior', minWeights: 0, maxWeights: 1, fallback };
    const sample = { expectedReturns: 'sample' };
    expect(strategies).toEqual([
      { name: 'ten', ...common, objective: 'targetVolatility', targetVolatility: 0.1, ...sample },
      { name: 'utility', ...common, objective: 'meanVariance', riskAversion: 4, expectedReturns: 'model' },
      { name: 'maximumSharpe', ...common, objective: 'maximumSharpe', ...sample },
      { name: 'riskParity', ...common, objective: 'riskParity' },
      {
        ...{ name: 'hierarchicalRiskParity', ...common, covariance: 'sample' },
        ...{ objective: 'hierarchicalRiskParity', linkage: 'single' },
      },
      { name: 'inverseVolatility', ...common, maxWeights: 0.5, objective: 'inverseVolatility' },
      { name: 'maximumDiversification', ...common, objective: 'minimumVariance' },
    ]);
    expect(resolved(...strategies)).toEqual(strategies);
  });

  it('fall back as they say, those without a covariance on none', () => {
    const strategies = resolved(
      { name: 'equalWeight' },
      { name: 'a', fallback: [] },
      { name: 'b', fallback: ['oas', 'cash'] },
    );
    expect(strategies.map((strategy) => strategy.fallback)).toEqual([
      ['previousWeights', 'equalWeight'],
      [],
      ['oas', 'cash'],
    ]);
    const error = refusal({ ...smallest, strategies: [{ name: 'equalWeight', fallback: ['cash', 'oas'] }] });
    expect(error).toMatchObject({ code: 'bad-value', details: { path: 'strategies[0].fallback[1]' } });
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
    [{ objective: 'targetVolatility' }, 'missing-key', 'targetVolatility'],
    [{ objective: 'meanVariance' }, 'missing-key', 'riskAversion'],
    [{ targetVolatility: 0 }, 'bad-value', 'targetVolatility'],
    [{ riskAversion: -1 }, 'bad-value', 'riskAversion'],
    [{ targetReturn: 0.06, riskAversion: 2 }, 'bad-value', 'riskAversion'],
    [{ objective: 'riskParity', expectedReturns: 'sample' }, 'bad-value', 'expectedReturns'],
    [{ objective: 'riskParity', linkage: 'single' }, 'bad-value', 'linkage'],
    [{ objective: 'hierarchicalRiskParity', linkage: 'median' }, 'bad-value', 'linkage'],
    [{ objective: 'minimumTrackingError' }, 'missing-key', 'benchmarkWeights'],
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

import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/browser.js';
import { refusal } from '../support/config.js';

describe('a configuration with minimumCVaR', () => {
  const of = (strategy: object, rest: object = {}) =>
    refusal({ market: 'SPY', ...rest, strategies: [{ name: 'minimumCVaR', ...strategy }] });
  it.each([
    [{ covariance: 'sample' }, 'covariance', 'over scenarios from returns'],
    [{ expectedReturns: 'sample' }, 'expectedReturns', 'without targetReturn'],
    [{ fallback: ['ledoitWolf'] }, 'fallback[0]', 'needs none over scenarios from returns'],
    [{ cardinality: 3 }, 'cardinality', 'minimumCVaR'],
    [{ riskAversion: 3, objective: 'minimumCVaR' }, 'riskAversion', 'minimumCVaR'],
    [{ halfLife: 12 }, 'halfLife', 'minimumCVaR'],
    [{ confidence: 1 }, 'confidence', ''],
    [{ scenarios: 'history' }, 'scenarios', ''],
    [{ scenarios: { draws: 100 } }, 'scenarios.draws', 'from returns'],
    [{ scenarios: { from: 'normal', draws: 1 } }, 'scenarios.draws', ''],
    [{ scenarios: { from: 'normal', degreesOfFreedom: 5 } }, 'scenarios.degreesOfFreedom', 'from normal'],
    [{ scenarios: 't' }, 'scenarios.degreesOfFreedom', 'the errors of the model are normal'],
    [{ objective: 'minimumVariance', confidence: 0.9 }, 'confidence', 'minimumVariance'],
  ])('refuses %j at its path', (strategy, path, text) => {
    const { message, details } = of(strategy);
    expect(details.path).toBe(`strategies[0].${path}`);
    expect(message).toContain(text);
  });

  it('refuses draws of log returns', () => {
    expect(of({ scenarios: 'normal' }, { returns: 'log' }).details.path).toBe('strategies[0].scenarios');
  });

  it.each([
    [{}, { scenarios: { from: 'returns' }, fallback: ['previousWeights', 'equalWeight'] }],
    [{ targetReturn: 0.05 }, { expectedReturns: 'sample', targetReturn: 0.05 }],
    [
      { targetReturn: 0.05, objective: 'minimumCVaR' },
      { expectedReturns: 'sample', targetReturn: 0.05 },
    ],
    [
      { scenarios: { from: 'normal', draws: 50 } },
      { scenarios: { from: 'normal', draws: 50, seed: 1 }, covariance: 'posterior' },
    ],
    [{ scenarios: { from: 't', degreesOfFreedom: 4 } }, { fallback: ['ledoitWolf', 'previousWeights', 'equalWeight'] }], // prettier-ignore
  ] as const)('resolves %j to itself with its defaults', (given, expected) => {
    const resolved = resolveConfig({ market: 'SPY', strategies: [{ name: 'minimumCVaR', ...given }] });
    expect(resolved.strategies[0]).toMatchObject({
      objective: 'minimumCVaR',
      confidence: 0.95,
      minWeights: 0,
    });
    expect(resolved.strategies[0]).toMatchObject(expected);
    expect(resolveConfig(resolved)).toEqual(resolved);
  });
});

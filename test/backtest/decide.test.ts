import { describe, expect, it } from 'vitest';
import { decide, minimumsSetAside } from '../../src/backtest/decide.js';
import type { Outcome } from '../../src/backtest/outcome.js';
import type { TrainingWindow } from '../../src/backtest/window.js';
import type { Covariance, CovarianceName, ResolvedStrategy } from '../../src/browser.js';
import { engines } from '../support/engines.js';

const [[, engine]] = engines;
const universe = ['A', 'B', 'C'];

const systematic: ResolvedStrategy = {
  name: 'mine',
  covariance: 'systematic',
  objective: 'minimumVariance',
  minWeights: 0,
  maxWeights: 1,
};

/** A covariance of A and B without correlation: minimum variance is inverse to the variances. */
function diagonal(name: CovarianceName, a: number, b: number): Outcome<Covariance> {
  return { value: { name, assets: ['A', 'B'], values: Float64Array.of(a, 0, 0, b), conditionNumber: 1 } };
}

/** A window in which A and B take part, C sits out, and covariances are as given. */
function window(
  covariances: Partial<Record<CovarianceName, Outcome<Covariance>>>,
  heritability: number | null = 0.5,
  expected: Outcome<Record<string, number>> = { value: { A: 0.01, B: 0.002 } },
): TrainingWindow {
  const refuse = () => {
    throw new Error('a decision needs weights only');
  };
  return {
    assets: ['A', 'B'],
    marketAsset: null,
    modelled: ['A', 'B'],
    spread: (weight) => Float64Array.of(weight('A', 0), weight('B', 1), 0),
    covariance: (name) => covariances[name] ?? { failure: `no ${name}` },
    heritability: () => heritability,
    expectedReturns: () => expected,
    riskFree: 0.001,
    periodsPerYear: 12,
    rebalance: 4,
    components: refuse,
    kernels: refuse,
    fitted: Object.assign(refuse, { result: refuse }),
    report: refuse,
  };
}

const notes: string[] = [];

const run = (strategy: ResolvedStrategy, w: TrainingWindow, previous: Float64Array | null = null) => {
  const { weights, ...rest } = decide(strategy, {
    engine,
    window: w,
    minHeritability: 0.1,
    previous: () => previous,
    note: (text) => void notes.push(text),
  });
  return { ...rest, weights: Object.fromEntries(universe.map((asset, i) => [asset, weights[i]])) };
};

const ledoitWolf = diagonal('ledoitWolf', 3, 1);

describe('a decision that works', () => {
  const bounds = { minWeights: 0, maxWeights: 1 };
  const covariances = { systematic: diagonal('systematic', 0.01, 0.04) };

  it('has a volatility target by the year, the risk aversion a period, and the window’s risk-free rate', () => {
    const returns = { ...systematic, ...bounds, expectedReturns: 'sample' } as const;
    const w = (expected: Record<string, number>) => window(covariances, 0.5, { value: expected });
    // 0.01x² + 0.04(1 − x)² = 0.36²/12 with the most of B: 0.05x² − 0.08x + 0.0292 = 0
    const target = { ...returns, objective: 'targetVolatility', targetVolatility: 0.36 } as const;
    const x = (0.08 - Math.sqrt(0.0064 - 0.2 * 0.0292)) / 0.1;
    expect(run(target, w({ A: 0.01, B: 0.02 })).weights.A).toBeCloseTo(x, 10);
    // w_B = (0.01 + 0.01/λ)/0.05
    const utility = { ...returns, objective: 'meanVariance', riskAversion: 4 } as const;
    expect(run(utility, w({ A: 0.01, B: 0.02 })).weights.B).toBeCloseTo(0.25, 10);
    // (μ − 0.001)/σ²: 0.9 and 0.475
    const sharpe = { ...returns, objective: 'maximumSharpe' } as const;
    expect(run(sharpe, w({ A: 0.01, B: 0.02 })).weights.A).toBeCloseTo(0.9 / 1.375, 10);
  });

  it('says why a Sharpe ratio or a volatility is out of reach', () => {
    const returns = { ...systematic, ...bounds, expectedReturns: 'sample' } as const;
    const poor = window({ ...covariances, ledoitWolf }, 0.5, { value: { A: 0.001, B: -0.01 } });
    const sharpe = run({ ...returns, objective: 'maximumSharpe' }, poor, Float64Array.of(0.5, 0.5, 0));
    expect(sharpe).toMatchObject({ status: 'fallback', used: 'previousWeights' });
    expect(sharpe.reason).toBe(
      "systematic: no weights do what is asked: no asset's expected return is above the risk-free rate 0.001",
    );
    // under another covariance there may be one
    const calm = window({ ...covariances, ledoitWolf: diagonal('ledoitWolf', 1e-4, 1e-4) });
    const target = run({ ...returns, objective: 'targetVolatility', targetVolatility: 0.1 }, calm);
    expect(target).toMatchObject({ status: 'fallback', used: 'ledoitWolf' });
    expect(target.reason).toMatch(
      /^systematic: no weights do what is asked: targetVolatility 0\.0288\d+ is below/,
    );
  });

  it('minimises the variance, with weight 0 for who sat out', () => {
    const { weights, ...rest } = run(systematic, window({ systematic: diagonal('systematic', 1, 3) }));
    expect(rest).toEqual({ status: 'ok', reason: null, used: null });
    expect(weights.A).toBeCloseTo(0.75, 10);
    expect(weights.B).toBeCloseTo(0.25, 10);
    expect(weights.C).toBe(0);
  });

  it('keeps the bounds, those of assets that sat out aside', () => {
    const bounded = { ...systematic, maxWeights: { A: 0.6, C: 0.1 } };
    const { weights, status } = run(bounded, window({ systematic: diagonal('systematic', 1, 3) }));
    expect(status).toBe('ok');
    expect(weights.A).toBeCloseTo(0.6, 10);
  });

  it('gives equal weights to who takes part, without any covariance', () => {
    const equal: ResolvedStrategy = { ...systematic, covariance: undefined, objective: 'equalWeight' };
    expect(run(equal, window({}))).toEqual({
      status: 'ok',
      reason: null,
      used: null,
      weights: { A: 0.5, B: 0.5, C: 0 },
    });
  });
});

describe('the fallback chain', () => {
  it('takes the previous weights where equal weights are outside the bounds', () => {
    const equal: ResolvedStrategy = { ...systematic, objective: 'equalWeight', maxWeights: { B: 0.4 } };
    expect(run(equal, window({}), Float64Array.of(0.6, 0.4, 0))).toEqual({
      status: 'fallback',
      used: 'previousWeights',
      reason: 'equalWeight: the equal weight 0.5 of B is outside its bounds',
      weights: { A: 0.6, B: 0.4, C: 0 },
    });
  });

  it('takes Ledoit–Wolf where the covariance fails, with the reason', () => {
    const result = run(
      systematic,
      window({ systematic: { failure: 'the fit failed: no residual' }, ledoitWolf }),
    );
    expect(result).toMatchObject({
      status: 'fallback',
      used: 'ledoitWolf',
      reason: 'systematic: the fit failed: no residual',
    });
    expect(result.weights.A).toBeCloseTo(0.25, 10);
  });

  it('takes Ledoit–Wolf where the heritability is below the least, and only for covariances of the model', () => {
    const covariances = {
      systematic: diagonal('systematic', 1, 3),
      sample: diagonal('sample', 1, 3),
      ledoitWolf,
    };
    expect(run(systematic, window(covariances, 0.03))).toMatchObject({
      status: 'fallback',
      used: 'ledoitWolf',
      reason: 'systematic: heritability 0.030 is below 0.1',
    });
    expect(run(systematic, window(covariances, 0.1)).status).toBe('ok');
    expect(run(systematic, window(covariances, null)).status).toBe('ok');
    expect(run({ ...systematic, covariance: 'sample' }, window(covariances, 0.03)).status).toBe('ok');
  });

  it('keeps the previous weights as they drifted, of who can be held, where no covariance works', () => {
    const result = run(systematic, window({}), Float64Array.of(0.2, 0.3, 0.5));
    expect(result).toMatchObject({
      status: 'fallback',
      used: 'previousWeights',
      reason: 'systematic: no systematic; ledoitWolf: no ledoitWolf',
    });
    expect(result.weights.A).toBeCloseTo(0.4, 15);
    expect(result.weights.B).toBeCloseTo(0.6, 15);
    expect(result.weights.C).toBe(0);
  });

  it('asks for Ledoit–Wolf once where that is the strategy itself', () => {
    const result = run({ ...systematic, covariance: 'ledoitWolf' }, window({}), Float64Array.of(1, 0, 0));
    expect(result.reason).toBe('ledoitWolf: no ledoitWolf');
  });

  it.each([
    [null, 'there are none'],
    [Float64Array.of(0, 0, 1), 'none of their assets can be held'],
    [Float64Array.of(0.4, -0.3, 0.9), 'what can be held of them is mostly short'],
  ])('ends with equal weights where the previous ones are of no use: %j', (previous, why) => {
    expect(run(systematic, window({}), previous)).toEqual({
      status: 'fallback',
      used: 'equalWeight',
      reason: `systematic: no systematic; ledoitWolf: no ledoitWolf; previous weights: ${why}`,
      weights: { A: 0.5, B: 0.5, C: 0 },
    });
  });

  it('tries no other covariance where the bounds conflict, and says how', () => {
    const bounded = { ...systematic, maxWeights: { A: 0.3, B: 0.3 } };
    const result = run(bounded, window({ systematic: diagonal('systematic', 1, 3), ledoitWolf }));
    expect(result).toMatchObject({ status: 'fallback', used: 'equalWeight' });
    expect(result.reason).toMatch(
      /^systematic: the bounds on weights conflict: sum of maxWeights is 0.6 < 1; previous/,
    );
    expect(result.reason).not.toContain('ledoitWolf');
  });

  it('skips a window in which no asset can be held', () => {
    const empty = { ...window({}), assets: [], spread: () => new Float64Array(3) };
    expect(run(systematic, empty, Float64Array.of(1, 0, 0))).toEqual({
      status: 'skipped',
      used: null,
      reason: 'no asset of the universe can be held',
      weights: { A: 0, B: 0, C: 0 },
    });
  });
});

describe('a target return', () => {
  const target: ResolvedStrategy = {
    name: 'target',
    covariance: 'systematic',
    objective: 'targetReturn',
    minWeights: 0,
    maxWeights: 1,
    // 0.5 % a month, compounded
    targetReturn: 1.005 ** 12 - 1,
    expectedReturns: 'sample',
  };
  const covariances = { systematic: diagonal('systematic', 3, 1), ledoitWolf };

  it('a year is reached a period', () => {
    // 0.01·w + 0.002·(1 − w) = 0.005
    const { weights, status } = run(target, window(covariances));
    expect(status).toBe('ok');
    expect(weights.A).toBeCloseTo(0.375, 9);
  });

  it('out of reach keeps the previous weights, with the largest return that could be reached', () => {
    const result = run({ ...target, targetReturn: 0.2 }, window(covariances), Float64Array.of(0.5, 0.5, 0));
    expect(result).toMatchObject({ status: 'fallback', used: 'previousWeights' });
    // 1.2^(1/12) − 1
    expect(result.reason).toBe(
      'systematic: no weights do what is asked: targetReturn 0.0153094705 is above the largest reachable return, 0.01 a period',
    );
    expect(result.reason).not.toContain('ledoitWolf');
  });

  it('without expected returns falls back with the reason', () => {
    const result = run(
      target,
      window(covariances, 0.5, { failure: 'the fit failed' }),
      Float64Array.of(1, 0, 0),
    );
    expect(result.reason).toBe('systematic: the fit failed; ledoitWolf: the fit failed');
  });
});

describe('the closed form', () => {
  const closed: ResolvedStrategy = {
    name: 'closed',
    covariance: 'systematic',
    objective: 'unconstrainedMinimumVariance',
  };
  const correlated = (value: number): Outcome<Covariance> => ({
    value: {
      name: 'systematic',
      assets: ['A', 'B'],
      values: Float64Array.of(4, value, value, 1),
      conditionNumber: 1,
    },
  });

  it('goes short without bounds', () => {
    const { weights, status } = run(closed, window({ systematic: correlated(1.5) }));
    expect(status).toBe('ok');
    expect(weights.A).toBeCloseTo(-0.25, 12);
    expect(weights.B).toBeCloseTo(1.25, 12);
  });

  it('takes Ledoit–Wolf where the covariance is singular, with the reason', () => {
    const result = run(closed, window({ systematic: correlated(2), ledoitWolf }));
    expect(result).toMatchObject({ status: 'fallback', used: 'ledoitWolf' });
    expect(result.reason).toBe(
      'systematic: the systematic covariance of 2 assets is singular at B: Σ⁻¹1 does not exist',
    );
  });
});

describe('bounds that cannot hold', () => {
  it('are none of the closed form, whose fallback goes short', () => {
    const closed: ResolvedStrategy = {
      name: 'closed',
      covariance: 'systematic',
      objective: 'unconstrainedMinimumVariance',
    };
    const values = Float64Array.of(4, 1.5, 1.5, 1);
    const short: Outcome<Covariance> = {
      value: { name: 'ledoitWolf', assets: ['A', 'B'], values, conditionNumber: 1 },
    };
    const result = run(closed, window({ ledoitWolf: short }));
    expect(result.weights.A).toBeCloseTo(-0.25, 12);
    expect(result).toMatchObject({
      status: 'fallback',
      used: 'ledoitWolf',
      reason: 'systematic: no systematic',
    });
  });

  it('are named where the fallback breaks them', () => {
    const bounded = { ...systematic, minWeights: { A: 0.55 } };
    expect(run(bounded, window({}))).toMatchObject({
      used: 'equalWeight',
      reason: expect.stringMatching(/; equalWeight breaks the bounds of A$/) as string,
    });
    expect(run(bounded, window({}), Float64Array.of(0.5, 0.5, 0)).reason).toMatch(
      /; previousWeights breaks the bounds of A$/,
    );
    expect(run(bounded, window({}), Float64Array.of(0.6, 0.4, 0)).reason).not.toContain('breaks');
  });

  it('are noted for an asset that sat out', () => {
    const bounded = { ...systematic, minWeights: { B: 0.1, C: 0.1 } };
    expect(minimumsSetAside([bounded, systematic], [{ asset: 'C' }])).toEqual([
      'mine: minWeights of C set aside, it sat out',
    ]);
  });
});

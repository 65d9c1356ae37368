import { describe, expect, it } from 'vitest';
import { decide, minimumsSetAside } from '../../src/backtest/decide.js';
import type { Outcome } from '../../src/backtest/outcome.js';
import type { TrainingWindow } from '../../src/backtest/window.js';
import type {
  Covariance,
  CovarianceName,
  DecisionData,
  ResolvedStrategy,
  StrategyFunctions,
} from '../../src/browser.js';
import { expectWeights } from '../support/close.js';
import { engines } from '../support/engines.js';

const [[, engine]] = engines;
const universe = ['A', 'B', 'C'];

const fallback: ResolvedStrategy['fallback'] = ['ledoitWolf', 'previousWeights', 'equalWeight'];

const systematic: ResolvedStrategy = {
  fallback,
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
    decision: '2020-01-31',
    universe,
    assets: ['A', 'B'],
    returns: {
      assets: ['A', 'B'],
      dates: ['2019-12-31', '2020-01-31'],
      returns: Float64Array.of(0.01, 0.02, 0.03, -0.01),
      frequency: 'month',
      notes: [],
    },
    isLog: false,
    market: Float64Array.of(0.01, 0.02),
    classes: undefined,
    marketAsset: null,
    modelled: ['A', 'B'],
    spread: (weight) => Float64Array.of(weight('A', 0), weight('B', 1), 0),
    covariance: (name) =>
      (name === 'stacked' || name === 'averaged' ? undefined : covariances[name]) ?? {
        failure: `no ${name}`,
      },
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

const run = (
  strategy: ResolvedStrategy,
  w: TrainingWindow,
  previous: Float64Array | null = null,
  functions: StrategyFunctions = {},
) => {
  const { weights, ...rest } = decide(strategy, {
    engine,
    window: w,
    minHeritability: 0.1,
    previous: () => previous,
    functions,
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
    fallback,
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
    fallback,
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
      fallback,
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

describe('a chain of fallbacks', () => {
  const covariances = { total: diagonal('total', 1, 3), ledoitWolf };

  it('is tried in its order, with a reason for each link that fails', () => {
    const result = run({ ...systematic, fallback: ['oas', 'total', 'ledoitWolf'] }, window(covariances));
    expect(result).toMatchObject({
      status: 'fallback',
      used: 'total',
      reason: 'systematic: no systematic; oas: no oas',
    });
    expect(result.weights.A).toBeCloseTo(0.75, 12);
  });

  it('goes on to what needs no covariance, and ends in cash', () => {
    const chain = (fallback: ResolvedStrategy['fallback'], previous?: Float64Array) =>
      run({ ...systematic, fallback }, window({}), previous);
    expect(chain(['equalWeight'])).toMatchObject({ used: 'equalWeight', weights: { A: 0.5, B: 0.5, C: 0 } });
    expect(chain([])).toEqual({
      ...{ status: 'fallback', used: 'cash', reason: 'systematic: no systematic' },
      weights: { A: 0, B: 0, C: 0 },
    });
    expect(chain(['previousWeights'])).toMatchObject({
      used: 'cash',
      reason: 'systematic: no systematic; previous weights: there are none',
    });
    expect(chain(['previousWeights'], Float64Array.of(0.2, 0.3, 0.5)).weights).toEqual({
      A: 0.4,
      B: 0.6,
      C: 0,
    });
  });

  it('has no use for another covariance where the bounds conflict under any', () => {
    const strategy: ResolvedStrategy = { ...systematic, maxWeights: 0.3, fallback: ['total', 'cash'] };
    const result = run(strategy, window({ systematic: diagonal('systematic', 1, 1), ...covariances }));
    expect(result.used).toBe('cash');
    expect(result.reason).not.toContain('total');
  });
});

describe('functions of the caller', () => {
  const covariances = { systematic: diagonal('systematic', 1, 1), ledoitWolf };
  const chosen = (
    functions: StrategyFunctions,
    strategy = systematic,
    previous: Float64Array | null = null,
  ) => run(strategy, window(covariances), previous, functions);

  it('take the place of the covariance', () => {
    const { weights, status } = chosen({ covariance: () => Float64Array.of(1, 0, 0, 3) });
    expect(status).toBe('ok');
    expectWeights(weights, { A: 0.75, B: 0.25, C: 0 }, 1e-14);
    const named = chosen({ covariance: () => ({ assets: ['B'], values: Float64Array.of(1) }) });
    expect(named.weights).toEqual({ A: 0, B: 1, C: 0 });
  });

  it('take the place of expected returns, of constraints and of the objective', () => {
    const utility: ResolvedStrategy = { ...systematic, objective: 'meanVariance', riskAversion: 1 };
    // w_A − w_B = (μ_A − μ_B)/(λ(σ² + σ²)/… ): (1 + 0.2)/2
    const expected = chosen({ expectedReturns: () => ({ A: 0.2, B: 0 }) }, utility);
    expect(expected.weights.A).toBeCloseTo(0.6, 12);
    expect(chosen({ expectedReturns: () => Float64Array.of(0, 0.2) }, utility).weights.A).toBeCloseTo(
      0.4,
      12,
    );
    const limited = chosen({ constraints: () => ({ groups: { a: { assets: ['A'], maxWeight: 0.2 } } }) });
    expect(limited.weights.A).toBeCloseTo(0.2, 12);
    expect(chosen({ objective: ({ assets }) => ({ [assets[1]]: 0.9 }) })).toMatchObject({
      ...{ status: 'ok', weights: { A: 0, B: 0.9, C: 0 } },
    });
  });

  it('see copies, with the weights that are still held', () => {
    let seen: DecisionData | undefined;
    const w = window(covariances);
    run(systematic, w, Float64Array.of(0.1, 0.2, 0.7), {
      objective: (data) => {
        seen = data;
        data.returns.returns.fill(9);
        data.covariance('systematic').values.fill(9);
        return { A: 1 };
      },
    });
    expect(seen).toMatchObject({
      decision: '2020-01-31',
      assets: ['A', 'B'],
      previousWeights: { A: 0.1, B: 0.2, C: 0.7 },
    });
    expect(w.returns.returns).not.toContain(9);
    expect(w.covariance('systematic')).toEqual(diagonal('systematic', 1, 1));
  });

  it.each<[string, StrategyFunctions, string]>([
    [
      'throws',
      {
        covariance: () => {
          throw new TypeError('x is undefined');
        },
      },
      'function covariance: the function covariance failed: x is undefined',
    ],
    [
      'gives a matrix of another size',
      { covariance: () => Float64Array.of(1) },
      'function covariance: the covariance has 1 elements when 2 assets ask for 4',
    ],
    [
      'gives no numbers',
      { covariance: () => Float64Array.of(1, NaN, NaN, 1) },
      'function covariance: the covariance of A and B is NaN',
    ],
    [
      'gives an asymmetric matrix',
      { covariance: () => Float64Array.of(1, 0.1, 0.2, 1) },
      'function covariance: the covariance of B and A is 0.2, and 0.1 the other way round',
    ],
    [
      'gives an indefinite matrix',
      { covariance: () => Float64Array.of(1, 2, 2, 1) },
      'function covariance: the given covariance of 2 assets is not positive semi-definite',
    ],
    [
      'names another asset',
      { objective: () => ({ C: 1 }) },
      'function objective: the weight of C is 1, and the covariance does not have the asset',
    ],
    [
      'breaks the bounds',
      { objective: () => ({ A: 1.5, B: -0.5 }) },
      'function objective: its weights break the bounds of A, B',
    ],
    [
      'does not answer at once',
      { objective: (() => Promise.resolve({ A: 1 })) as never },
      'function objective: the function objective is asynchronous, and a decision does not wait',
    ],
    [
      'gives options that are not there',
      { constraints: () => ({ linkage: 'single' }) },
      'systematic: the objective minimumVariance has no linkage',
    ],
  ])('fall back with the reason where one %s', (_, functions, reason) => {
    const result = chosen(functions);
    expect(result).toMatchObject({ status: 'fallback', reason: expect.stringContaining(reason) as string });
  });

  it('are the first link of the chain', () => {
    const failing = () => {
      throw new Error('none');
    };
    const reasons: string[] = [];
    const result = chosen({
      objective: failing,
      fallback: (_, given) => {
        reasons.push(...given);
        return { A: 0.4, B: 0.6 };
      },
    });
    expect(result).toMatchObject({ status: 'fallback', used: 'function', weights: { A: 0.4, B: 0.6, C: 0 } });
    expect(reasons).toEqual(['function objective: the function objective failed: none']);
    expect(chosen({ objective: failing, fallback: failing })).toMatchObject({
      used: 'ledoitWolf',
      reason:
        'function objective: the function objective failed: none; function fallback: the function fallback failed: none',
    });
  });
});

import { describe, expect, it } from 'vitest';
import {
  type ConstraintMultipliers,
  type Covariance,
  optimizeWeights,
  type PortfolioOptions,
} from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { covarianceOf, fromCorrelations, randomPortfolioProblem } from '../support/portfolio-problems.js';
import { thrown } from '../support/thrown.js';

const [[, engine]] = engines;

/** Variances 1 and 4, per cent², uncorrelated. */
const two = covarianceOf(
  [
    [1e-4, 0],
    [0, 4e-4],
  ],
  ['A', 'B'],
);
const expectedReturns = { A: 0.002, B: 0.01 };
const noBounds = { minWeights: -Infinity, maxWeights: Infinity };

describe.each(engines)('objectives of expected returns, %s build', (_, anyEngine) => {
  const solve = (options: PortfolioOptions, covariance: Covariance = two) =>
    optimizeWeights(anyEngine, covariance, { expectedReturns, ...options });
  const weightsOf = (options: PortfolioOptions, covariance?: Covariance): number[] =>
    Object.values(solve(options, covariance).weights);

  it('mean-variance of two assets has its closed form', () => {
    // w_B = (σ_A² + (μ_B − μ_A)/λ)/(σ_A² + σ_B²)
    const options = { objective: 'meanVariance', riskAversion: 50 } as const;
    expectClose(weightsOf(options), [0.48, 0.52], 1e-13);
    expect(solve(options)).toMatchObject({
      status: 'optimal',
      expectedReturn: expect.closeTo(0.00616, 14) as number,
    });
    expect(weightsOf({ ...options, riskAversion: 5 })).toEqual([0, 1]);
    expectClose(weightsOf({ ...options, ...noBounds, riskAversion: 5 }), [-2.4, 3.4], 1e-12);
  });

  it('target volatility of two assets has its closed form', () => {
    // (1 − x)² + 4x² = s² in 1e-4
    const x = (1 + Math.sqrt(1 - 5 * (1 - 2.25))) / 5;
    const result = solve({ objective: 'targetVolatility', targetVolatility: 0.015 });
    expectClose(Object.values(result.weights), [1 - x, x], 1e-12);
    expect(result.status).toBe('optimal');
    expect(result.volatility).toBeCloseTo(0.015, 15);
  });

  it('target volatility above that of the best asset holds this alone, at no cost', () => {
    const result = solve({ objective: 'targetVolatility', targetVolatility: 0.05, maxWeights: 2 });
    expect(result).toMatchObject({ status: 'optimal', weights: { A: 0, B: 1 }, volatility: 0.02 });
    expect(result.multipliers!.targetVolatility).toBe(0);
    // −μ = y + z: y = −0.01, z_A = 0.008
    expect(result.multipliers!.budget).toBeCloseTo(-0.01, 15);
    expect(result.multipliers!.minWeights!.A).toBeCloseTo(0.008, 15);
  });

  it('target volatility goes as far as it takes without bounds', () => {
    const result = solve({ objective: 'targetVolatility', targetVolatility: 1, ...noBounds });
    expect(result.volatility).toBeCloseTo(1, 12);
    expect(result.expectedReturn).toBeGreaterThan(0.3);
  });

  it('target volatility at the smallest one is the portfolio of minimum variance', () => {
    const least = optimizeWeights(anyEngine, two).volatility;
    const result = solve({ objective: 'targetVolatility', targetVolatility: least });
    expectClose(Object.values(result.weights), [0.8, 0.2], 1e-7);
    expect(solve({ objective: 'targetVolatility', targetVolatility: 0.99 * least })).toMatchObject({
      status: 'infeasible',
      conflict: [
        expect.stringMatching(
          /^targetVolatility 0\.0088\d+ is below the smallest reachable volatility, 0\.0089\d+ a period$/,
        ) as string,
      ],
    });
  });

  it('maximum Sharpe of two assets goes by Σ⁻¹(μ − r_f)', () => {
    const covariance = fromCorrelations(
      [0.02, 0.03],
      [
        [1, 0.25],
        [0.25, 1],
      ],
      ['A', 'B'],
    );
    const excess = [0.003, 0.008];
    const c = 0.25 * 0.02 * 0.03;
    const raw = [9e-4 * excess[0] - c * excess[1], 4e-4 * excess[1] - c * excess[0]];
    const sum = raw[0] + raw[1];
    const options = {
      objective: 'maximumSharpe',
      riskFree: 0.002,
      expectedReturns: { A: 0.005, B: 0.01 },
    } as const;
    const result = solve(options, covariance);
    expectClose(
      Object.values(result.weights),
      raw.map((value) => value / sum),
      1e-13,
    );
    const S = [4e-4, c, c, 9e-4];
    const squared =
      (S[3] * excess[0] ** 2 - 2 * c * excess[0] * excess[1] + S[0] * excess[1] ** 2) / (S[0] * S[3] - c * c);
    expect(result.status === 'optimal' && result.sharpe).toBeCloseTo(Math.sqrt(squared), 13);
  });

  it('maximum Sharpe says why there is none', () => {
    const options = { objective: 'maximumSharpe', riskFree: 0.01 } as const;
    expect(solve(options)).toMatchObject({
      status: 'infeasible',
      conflict: ["no asset's expected return is above the risk-free rate 0.01"],
      weights: { A: 0, B: 0 },
    });
    expect(solve({ ...options, riskFree: 0.007, maxWeights: { B: 0.5 } })).toMatchObject({
      conflict: [
        'no portfolio within the constraints has an expected return above the risk-free rate 0.007: the largest is 0.006',
      ],
    });
    const groups = { g: { assets: ['B'], maxWeight: 0.1 }, h: { assets: ['A'], maxWeight: 0.1 } };
    expect(solve({ ...options, riskFree: 0, groups })).toMatchObject({
      status: 'infeasible',
      conflict: ['weights add up to 1', 'maxWeight of the group g is 0.1', 'maxWeight of the group h is 0.1'],
    });
  });

  it('maximum Sharpe says so where it has no maximum', () => {
    const riskless = covarianceOf(
      [
        [1, -1],
        [-1, 1],
      ],
      ['A', 'B'],
    );
    expect(solve({ objective: 'maximumSharpe' }, riskless)).toMatchObject({
      status: 'infeasible',
      conflict: ['the Sharpe ratio has no maximum: it rises without end as a portfolio has no risk'],
    });
    // A's return is below the risk-free rate by as much as its risk pays: long B and short A without end
    const options = { objective: 'maximumSharpe', riskFree: 0.009, ...noBounds } as const;
    const unlimited = solve({ ...options, expectedReturns: { A: 0.002, B: 0.0091 } });
    expect(unlimited).toMatchObject({
      status: 'infeasible',
      conflict: ['the Sharpe ratio has no maximum: it rises without end with positions without bound'],
    });
  });

  it('maximum diversification of two assets goes by inverse volatilities, of three by C⁻¹1', () => {
    const options = { objective: 'maximumDiversification' } as const;
    expectClose(weightsOf(options), [2 / 3, 1 / 3], 1e-13);
    const rho = [
      [1, 0.5, 0.2],
      [0.5, 1, 0.1],
      [0.2, 0.1, 1],
    ];
    const covariance = fromCorrelations([0.1, 0.2, 0.4], rho);
    const result = optimizeWeights(anyEngine, covariance, options);
    // C⁻¹1 by Cramer's rule, over σ
    const raw = [
      1 * (1 - 0.01) - 0.5 * (1 - 0.1) + 0.2 * (0.1 - 1),
      1 * (1 - 0.1) - 1 * (0.5 - 0.02) + 0.2 * (0.5 - 0.2),
      1 * (1 - 0.1) - 0.5 * (0.5 - 0.2) + 1 * (0.05 - 0.2),
    ];
    const weights = raw.map((value, i) => value / [0.1, 0.2, 0.4][i]);
    const sum = weights.reduce((a, b) => a + b);
    expectClose(
      Object.values(result.weights),
      weights.map((w) => w / sum),
      1e-12,
    );
    const risks = Object.values(result.weights).map((w, i) => w * [0.1, 0.2, 0.4][i]);
    expect(result.status === 'optimal' && result.diversificationRatio).toBeCloseTo(
      risks.reduce((a, b) => a + b) / result.volatility,
      13,
    );
  });

  it('minimum tracking error is the benchmark itself where it can be held, else as near as can be', () => {
    const objective = 'minimumTrackingError';
    const held = solve({ objective, benchmarkWeights: { A: 0.4, B: 0.6 } });
    expectClose(Object.values(held.weights), [0.4, 0.6], 1e-13);
    expect(held.status === 'optimal' && held.trackingError).toBeLessThan(1e-9);
    const capped = solve({ objective, benchmarkWeights: { A: 0.4, B: 0.6 }, maxWeights: 0.5 });
    expectClose(Object.values(capped.weights), [0.5, 0.5], 1e-13);
    expect(capped.status === 'optimal' && capped.trackingError).toBeCloseTo(0.1 * Math.sqrt(5e-4), 14);
    // a benchmark that is half in cash
    const cash = solve({ objective, benchmarkWeights: { B: 0.5 } });
    expectClose(Object.values(cash.weights), [0.4, 0.6], 1e-13);
  });
});

describe('options of the objectives', () => {
  const solve = (options: PortfolioOptions) => optimizeWeights(engine, two, options);

  it.each<[PortfolioOptions, string, string]>([
    [{ objective: 'meanVariance', expectedReturns }, 'missing-target', 'riskAversion'],
    [{ objective: 'meanVariance', riskAversion: 1 }, 'missing-target', 'expectedReturns'],
    [{ objective: 'meanVariance', expectedReturns, riskAversion: 0 }, 'bad-target', 'riskAversion'],
    [{ objective: 'targetVolatility', expectedReturns }, 'missing-target', 'targetVolatility'],
    [
      { objective: 'targetVolatility', expectedReturns, targetVolatility: -0.1 },
      'bad-target',
      'targetVolatility',
    ],
    [{ objective: 'maximumSharpe' }, 'missing-target', 'expectedReturns'],
    [{ objective: 'maximumSharpe', expectedReturns, riskFree: NaN }, 'bad-target', 'riskFree'],
    [{ objective: 'minimumTrackingError' }, 'missing-target', 'benchmarkWeights'],
    [{ objective: 'minimumVariance', riskFree: 0 }, 'unused-option', 'riskFree'],
    [{ objective: 'equalWeight', linkage: 'single' }, 'unused-option', 'linkage'],
  ])('%j is refused: %s, %s', (options, code, option) => {
    expect(thrown(() => solve(options))).toMatchObject({ code, details: { option } });
  });

  it('a benchmark of what is not there is refused', () => {
    const objective = 'minimumTrackingError';
    expect(thrown(() => solve({ objective, benchmarkWeights: { C: 0.1 } }))).toMatchObject({
      code: 'not-in-covariance',
      details: { asset: 'C', weight: 0.1 },
    });
    expect(thrown(() => solve({ objective, benchmarkWeights: { A: NaN } })).code).toBe('not-finite');
    expect(solve({ objective, benchmarkWeights: { A: 1, C: 0 } }).weights).toEqual({ A: 1, B: 0 });
  });
});

describe('multipliers', () => {
  /** What each objective minimises, of its result. */
  const costs = {
    meanVariance: (r: { expectedReturn?: number; volatility: number }) =>
      r.volatility ** 2 - r.expectedReturn!,
    targetVolatility: (r: { expectedReturn?: number }) => -r.expectedReturn!,
    maximumSharpe: (r: { sharpe?: number }) => -r.sharpe!,
    maximumDiversification: (r: { diversificationRatio?: number }) => -r.diversificationRatio!,
    minimumTrackingError: (r: { trackingError?: number }) => 0.5 * r.trackingError! ** 2,
  };

  it.each(Object.keys(costs) as (keyof typeof costs)[])(
    'of %s are what a change of a limit changes, by differences',
    (objective) => {
      const problem = randomPortfolioProblem(12, 8);
      const { assets } = problem.covariance;
      const equal = Object.fromEntries(assets.map((asset) => [asset, 1 / 8]));
      const own: PortfolioOptions = {
        meanVariance: { riskAversion: 2 },
        targetVolatility: { targetVolatility: 0.0185 },
        maximumSharpe: { riskFree: 0.001 },
        maximumDiversification: {},
        minimumTrackingError: { benchmarkWeights: { A0: 0.3, A2: 0.2, A4: 0.5 } },
      }[objective];
      const returns =
        objective === 'minimumTrackingError' || objective === 'maximumDiversification'
          ? {}
          : { expectedReturns: problem.expectedReturns };
      const at = (limits: { group: number; cap: number; turnover: number; floor: number }) =>
        optimizeWeights(engine, problem.covariance, {
          ...own,
          ...returns,
          objective,
          maxWeights: limits.cap,
          minWeights: { A1: limits.floor },
          groups: { g: { assets: ['A0', 'A4', 'A5'], maxWeight: limits.group } },
          turnoverLimit: limits.turnover,
          previousWeights: equal,
        });
      const limits = { group: 0.3, cap: 0.22, turnover: 0.46, floor: 0.06 };
      const base = at(limits);
      expect(base.status).toBe('optimal');
      const y = base.multipliers!;
      const sums: Record<keyof typeof limits, (m: ConstraintMultipliers) => number> = {
        group: (m) => m.groups!.g,
        cap: (m) => Object.values(m.maxWeights ?? {}).reduce((sum, v) => sum + v, 0),
        turnover: (m) => m.turnoverLimit!,
        floor: (m) => m.minWeights?.A1 ?? 0,
      };
      const cost = costs[objective] as (r: typeof base) => number;
      const h = 1e-5;
      let seen = 0;
      for (const name of Object.keys(limits) as (keyof typeof limits)[]) {
        const change = (delta: number) => cost(at({ ...limits, [name]: limits[name] + delta }));
        const slope = (change(h) - change(-h)) / (2 * h);
        const expected = sums[name](y);
        expect(Math.abs(slope - expected)).toBeLessThan(
          1e-5 * Math.max(Math.abs(expected), Math.abs(cost(base))),
        );
        if (expected !== 0) seen++;
      }
      expect(seen).toBeGreaterThan(1);
    },
  );
});

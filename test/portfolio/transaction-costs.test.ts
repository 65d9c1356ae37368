import { describe, expect, it } from 'vitest';
import {
  type Covariance,
  optimizeWeights,
  type PortfolioOptions,
  type PortfolioResult,
} from '../../src/browser.js';
import { solveInParts, solveKinked, type WeightProgram } from '../../src/portfolio/kinked-program.js';
import { costsKinks, type Kinked, turnoverKinks } from '../../src/portfolio/kinks.js';
import { engines } from '../support/engines.js';
import { type Gradient, kktViolation, portfolioViolation } from '../support/portfolio-kkt.js';
import { covarianceOf, randomPortfolioProblem } from '../support/portfolio-problems.js';
import { randomCovariance, times } from '../support/quadratic-programs.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

const [[, engine]] = engines;

const inner = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Array.from(x).reduce((sum, value, i) => sum + value * y[i], 0);

type NetObjective = 'meanVariance' | 'targetReturn' | 'targetVolatility' | 'maximumSharpe';
const netObjectives: NetObjective[] = ['meanVariance', 'targetReturn', 'targetVolatility', 'maximumSharpe'];

interface Problem {
  covariance: Covariance;
  options: PortfolioOptions & {
    previousWeights: Record<string, number>;
    expectedReturns: Record<string, number>;
  };
  mu: Float64Array;
  previous: Float64Array;
  costs: Float64Array;
}

/** Some portfolio satisfies its constraints; costs of a few of the assets are 0. */
function randomProblem(seed: number, N: number, rank = 2 * N): Problem {
  const { covariance, expectedReturns, constraints, point } = randomPortfolioProblem(seed, N, rank);
  const { uniform, normal } = randomSource(seed + 77);
  const { assets } = covariance;
  const previous = Float64Array.from(
    assets,
    (asset, i) =>
      constraints.previousWeights?.[asset] ?? (uniform() < 0.3 ? 0 : Math.max(0, point[i] + 0.1 * normal())),
  );
  const costs = Float64Array.from(assets, () => (uniform() < 0.2 ? 0 : 0.004 * uniform()));
  const byTicker = (values: Float64Array): Record<string, number> =>
    Object.fromEntries(assets.map((asset, i) => [asset, values[i]]));
  return {
    ...{ covariance, previous, costs },
    mu: Float64Array.from(assets, (asset) => expectedReturns[asset]),
    options: {
      ...constraints,
      ...{ expectedReturns, previousWeights: byTicker(previous), transactionCosts: byTicker(costs) },
    },
  };
}

const netReturn = ({ mu, previous, costs }: Problem, w: ArrayLike<number>): number =>
  inner(mu, w) - Array.from(costs).reduce((sum, c, i) => sum + c * Math.abs(w[i] - previous[i]), 0);
const variance = ({ covariance }: Problem, w: Float64Array): number => inner(w, times(covariance.values, w));

/** Options of an objective that some weights satisfy: targets between those of two portfolios that do the rest. */
function optionsFor(problem: Problem, objective: NetObjective, seed: number): PortfolioOptions | null {
  const { covariance, options } = problem;
  const { uniform } = randomSource(seed + 5);
  const meanVariance = (riskAversion: number): PortfolioResult =>
    optimizeWeights(engine, covariance, { ...options, objective: 'meanVariance', riskAversion });
  if (objective === 'meanVariance') return { ...options, objective, riskAversion: 1 + 20 * uniform() };
  if (objective === 'maximumSharpe') return { ...options, objective, riskFree: 0.001 * uniform() };
  const [first, second] = [meanVariance(1e5), meanVariance(0.5)];
  if (first.status !== 'optimal' || second.status !== 'optimal') return null;
  const between = (a: number, b: number): number => a + (0.2 + 0.6 * uniform()) * (b - a);
  if (objective === 'targetVolatility')
    return { ...options, objective, targetVolatility: between(first.volatility, second.volatility) };
  const [low, high] = [first, second].map(({ weights }) => netReturn(problem, Object.values(weights)));
  return { ...options, objective, targetReturn: between(low, high) };
}

/** The gradient of what is minimised at the weights, and the size of its kinks at the previous weights. */
function gradientOf(
  problem: Problem,
  objective: NetObjective,
  options: PortfolioOptions,
  { weights, multipliers }: PortfolioResult,
): Gradient {
  const { covariance, mu, costs } = problem;
  const w = Float64Array.from(Object.values(weights));
  const risk = Array.from(times(covariance.values, w));
  const plain = Array.from(mu);
  if (objective === 'meanVariance') {
    const values = plain.map((value, i) => options.riskAversion! * risk[i] - value);
    return { values, costs: Array.from(costs), unit: Math.max(...plain.map(Math.abs)) };
  }
  if (objective === 'targetReturn') {
    const gamma = multipliers!.targetReturn!;
    return { values: risk, costs: Array.from(costs, (c) => gamma * c), targets: { targetReturn: plain } };
  }
  const sigma = Math.sqrt(variance(problem, w));
  if (objective === 'targetVolatility') {
    const targets = { targetVolatility: risk.map((value) => value / sigma) };
    return { values: plain.map((value) => -value), costs: Array.from(costs), targets };
  }
  const net = netReturn(problem, w) - options.riskFree!;
  return {
    values: plain.map(
      (value, i) => (-(value - options.riskFree!) + (net * risk[i]) / (sigma * sigma)) / sigma,
    ),
    ...{ costs: Array.from(costs, (c) => c / sigma), isRatio: true },
  };
}

/** What the objective minimises, and whether its target is met. */
function judge(problem: Problem, objective: NetObjective, options: PortfolioOptions, w: Float64Array) {
  const net = netReturn(problem, w);
  const risk = variance(problem, w);
  if (objective === 'meanVariance') return { value: 0.5 * options.riskAversion! * risk - net, excess: 0 };
  if (objective === 'targetReturn') return { value: 0.5 * risk, excess: options.targetReturn! - net };
  if (objective === 'targetVolatility')
    return { value: -net, excess: Math.sqrt(risk) - options.targetVolatility! };
  return { value: -(net - options.riskFree!) / Math.sqrt(risk), excess: 0 };
}

describe.each(netObjectives)('Transaction costs in %s', (objective) => {
  it('meets the conditions of a minimum with its kinks, beside bounds, groups and a turnover limit', () => {
    let [solved, held, traded, limited] = [0, 0, 0, 0];
    for (let seed = 1; seed <= 120; seed++) {
      const problem = randomProblem(seed, 3 + (seed % 9), seed % 7 === 0 ? 3 : undefined);
      const options = optionsFor(problem, objective, seed);
      if (options === null) continue;
      const result = optimizeWeights(engine, problem.covariance, options);
      if (objective === 'maximumSharpe' && result.status === 'infeasible') continue;
      expect(result.status, `seed ${seed}`).toBe('optimal');
      const w = Float64Array.from(Object.values(result.weights));
      expect(portfolioViolation(result.weights, options)).toBeLessThan(1e-9);
      expect(judge(problem, objective, options, w).excess).toBeLessThan(1e-10);
      expect(result.transactionCosts).toBeCloseTo(inner(problem.mu, w) - netReturn(problem, w), 14);
      expect(result.multipliers!.turnoverLimit === undefined).toBe(options.turnoverLimit === undefined);
      const nothingTraded = w.every((weight, i) => Math.abs(weight - problem.previous[i]) < 1e-13);
      if (objective === 'maximumSharpe' && nothingTraded) continue;
      if (result.multipliers!.targetReturn === undefined && objective === 'targetReturn') continue;
      const gradient = gradientOf(problem, objective, options, result);
      expect(kktViolation(result, options, gradient), `seed ${seed}`).toBeLessThan(1e-7);
      w.forEach((weight, i) => {
        if (problem.previous[i] === 0) return;
        if (weight === problem.previous[i]) held++;
        else traded++;
      });
      if ((result.multipliers!.turnoverLimit ?? 0) < 0) limited++;
      solved++;
    }
    expect(solved).toBeGreaterThan(60);
    expect(Math.min(held, traded)).toBeGreaterThan(20);
    expect(limited).toBeGreaterThan(3);
  });

  it('is better than every portfolio of a grid with two and three assets', () => {
    let compared = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const N = 2 + (seed % 2);
      const problem = randomProblem(1000 + seed, N);
      const { expectedReturns, transactionCosts } = problem.options;
      // previous weights are on the grid, so that its points are at the kinks
      const grid = N === 2 ? 2000 : 250;
      const places = N === 2 ? [0.4, 0.6] : [0.2, 0.5, 0.3];
      problem.previous.set(places);
      problem.options = {
        ...{ expectedReturns, transactionCosts, turnoverLimit: 0.5 },
        previousWeights: Object.fromEntries(problem.covariance.assets.map((asset, i) => [asset, places[i]])),
      };
      const options = optionsFor(problem, objective, seed)!;
      const result = optimizeWeights(engine, problem.covariance, options);
      if (result.status === 'infeasible') {
        expect(objective).toBe('maximumSharpe');
        continue;
      }
      const best = judge(problem, objective, options, Float64Array.from(Object.values(result.weights)));
      let nearest = Infinity;
      for (let a = 0; a <= grid; a++) {
        for (let b = 0; b <= (N === 2 ? 0 : grid - a); b++) {
          const w = Float64Array.from(N === 2 ? [a, grid - a] : [a, b, grid - a - b], (x) => x / grid);
          const { value, excess } = judge(problem, objective, options, w);
          if (w.reduce((sum, x, i) => sum + Math.abs(x - places[i]), 0) > 0.5 + 1e-12 || excess > 0) continue;
          nearest = Math.min(nearest, value);
        }
      }
      const size = Math.abs(best.value);
      expect(best.value).toBeLessThanOrEqual(nearest + 1e-9 * size);
      if (nearest === Infinity) continue;
      compared++;
      expect(nearest).toBeLessThan(best.value + 0.05 * size + 1e-4);
    }
    expect(compared).toBeGreaterThan(6);
  });
});

describe('Transaction costs', () => {
  it('give the same weights by orthants as by purchases and sales as variables', () => {
    let nets = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const n = 3 + (seed % 8);
      const { uniform, normal } = randomSource(seed);
      const previous = Float64Array.from({ length: n }, () => (uniform() < 0.2 ? 0 : uniform() / n));
      const mu = Float64Array.from({ length: n }, () => 0.01 * normal());
      const e = Float64Array.from({ length: n }, () => 0.002 * uniform());
      const A = new Float64Array(3 * n).fill(1, 0, n);
      A.set(mu, n);
      const isNet = seed % 2 === 0;
      const program: WeightProgram = {
        ...{ n, A, P: randomCovariance(seed, n, 2 * n, 1e-3), convex: false },
        q: isNet ? new Float64Array(n) : mu.map((value) => -value / 5),
        l: Float64Array.from([1, isNet ? 0.3 * Math.max(...mu) : -Infinity, -Infinity]),
        u: Float64Array.from([1, Infinity, Infinity]),
        lower: new Float64Array(n).fill(seed % 3 === 0 ? -0.2 : 0),
        upper: new Float64Array(n).fill(0.8),
      };
      const limit = { previous, limit: seed % 5 === 0 ? 1 : Infinity };
      const costs = costsKinks(limit, e);
      const trading: Kinked = {
        limits: [turnoverKinks(limit)],
        ...(isNet ? { net: { row: 1, costs } } : { costs }),
      };
      const { solution } = solveKinked(engine, program, trading);
      const split = solveInParts(engine, program, trading, true);
      expect(solution.status).toBe(split.status);
      if (split.status !== 'optimal') continue;
      split.x.forEach((weight, i) => expect(Math.abs(weight - solution.x[i])).toBeLessThan(1e-7));
      if (isNet) nets++;
    }
    expect(nets).toBeGreaterThan(10);
  });

  it('change nothing at 0, and leave everything where it is when they are large', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { covariance, options, previous } = randomProblem(seed, 6);
      const total = previous.reduce((sum, value) => sum + value, 0);
      const previousWeights = Object.fromEntries(covariance.assets.map((a, i) => [a, previous[i] / total]));
      const { expectedReturns } = options;
      const plain = { expectedReturns, objective: 'meanVariance', riskAversion: 5 } as const;
      const free = optimizeWeights(engine, covariance, plain);
      const zero = optimizeWeights(engine, covariance, { ...plain, previousWeights, transactionCosts: 0 });
      for (const asset of covariance.assets) expect(zero.weights[asset]).toBeCloseTo(free.weights[asset], 9);
      expect(zero.transactionCosts).toBe(0);
      const dear = optimizeWeights(engine, covariance, { ...plain, previousWeights, transactionCosts: 1 });
      for (const asset of covariance.assets)
        expect(dear.weights[asset]).toBeCloseTo(previousWeights[asset], 12);
    }
  });

  it('are found where they alone bound what short positions pay for', () => {
    // without risk between A and B, which pays 0.001 more: trading costs more than that
    const covariance = covarianceOf(
      [
        [0.01, 0.01],
        [0.01, 0.01],
      ],
      ['A', 'B'],
    );
    const options: PortfolioOptions = {
      ...{ objective: 'meanVariance', riskAversion: 2, minWeights: -Infinity, maxWeights: Infinity },
      ...{ expectedReturns: { A: 0.005, B: 0.006 }, previousWeights: { A: 0.7, B: 0.3 } },
    };
    const result = optimizeWeights(engine, covariance, { ...options, transactionCosts: 0.002 });
    expect(result.status).toBe('optimal');
    expect(result.weights.A).toBeCloseTo(0.7, 9);
    expect(
      thrown(() => optimizeWeights(engine, covariance, { ...options, transactionCosts: 0.0001 })).code,
    ).toBe('unbounded');
  });

  it.each<[string, PortfolioOptions]>([
    ['bad-cost', { transactionCosts: -0.001 }],
    ['bad-cost', { transactionCosts: { A: NaN } }],
    ['bad-cost', { transactionCosts: '0.1' as unknown as number }],
    ['unknown-asset', { transactionCosts: { Z: 0.001 } }],
    ['missing-previous-weights', { transactionCosts: 0.001, previousWeights: undefined }],
    ['unused-option', { objective: 'minimumVariance', riskAversion: undefined, transactionCosts: 0.001 }],
  ])('are refused with %s', (code, change) => {
    const covariance = covarianceOf([[0.04]], ['A']);
    const options: PortfolioOptions = {
      ...{ objective: 'meanVariance', riskAversion: 2, expectedReturns: { A: 0.01 }, previousWeights: {} },
      ...change,
    };
    expect(thrown(() => optimizeWeights(engine, covariance, options)).code).toBe(code);
  });
});

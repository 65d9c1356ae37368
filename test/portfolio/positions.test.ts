import { describe, expect, it } from 'vitest';
import {
  type Covariance,
  optimizeWeights,
  type PortfolioOptions,
  type PortfolioResult,
} from '../../src/browser.js';
import { NodeQueue } from '../../src/portfolio/positions/node-queue.js';
import { engines } from '../support/engines.js';
import { portfolioViolation } from '../support/portfolio-kkt.js';
import { covarianceOf, randomPortfolioProblem } from '../support/portfolio-problems.js';
import { times } from '../support/quadratic-programs.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

const [[, engine]] = engines;

type SearchedObjective = 'minimumVariance' | 'targetReturn' | 'meanVariance' | 'minimumTrackingError';
const searched: SearchedObjective[] = [
  'minimumVariance',
  'targetReturn',
  'meanVariance',
  'minimumTrackingError',
];

const inner = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Array.from(x).reduce((sum, value, i) => sum + value * y[i], 0);

interface Problem {
  covariance: Covariance;
  options: PortfolioOptions;
  minPosition: number[];
  cardinality: number;
}

const number = (
  given: number | Record<string, number> | undefined,
  asset: string,
  otherwise: number,
): number => (typeof given === 'object' ? (given[asset] ?? otherwise) : (given ?? otherwise));

const withoutLimits = (options: PortfolioOptions): PortfolioOptions => ({
  ...options,
  minPosition: undefined,
  cardinality: undefined,
});

/** Bounds, groups, a turnover limit, costs, short positions: each there or not. */
function randomProblem(seed: number, N: number, objective: SearchedObjective): Problem {
  const { covariance, expectedReturns, constraints } = randomPortfolioProblem(seed, N);
  const { uniform } = randomSource(seed + 31);
  const { assets } = covariance;
  const of = (value: () => number): Record<string, number> =>
    Object.fromEntries(assets.map((asset) => [asset, value()]));
  const options: PortfolioOptions = { ...constraints, objective, expectedReturns };
  if (objective === 'meanVariance') options.riskAversion = 1 + 10 * uniform();
  if (objective === 'targetReturn') options.targetReturn = 0.004 + 0.006 * uniform();
  if (objective === 'minimumTrackingError') options.benchmarkWeights = of(() => uniform() / N);
  if ((objective === 'meanVariance' || objective === 'targetReturn') && uniform() < 0.4) {
    options.previousWeights ??= of(() => uniform() / N);
    options.transactionCosts = 0.002 * uniform();
  }
  const hasLeast = uniform() < 0.7;
  const minPosition = assets.map(() => (hasLeast ? 0.02 + 0.15 * uniform() : 0));
  const cardinality = !hasLeast || uniform() < 0.6 ? 1 + Math.floor(uniform() * (N - 1)) : N;
  if (hasLeast) options.minPosition = Object.fromEntries(assets.map((asset, i) => [asset, minPosition[i]]));
  if (cardinality < N) options.cardinality = cardinality;
  return { covariance, options, minPosition, cardinality };
}

/** f as docs define it with the multipliers. */
function objectiveOf({ covariance, options }: Problem, weights: Record<string, number>): number {
  const { assets, values } = covariance;
  const w = assets.map((asset) => weights[asset]);
  const risk = (x: number[]): number => 0.5 * inner(x, times(values, Float64Array.from(x)));
  if (options.objective === 'minimumTrackingError')
    return risk(w.map((weight, i) => weight - options.benchmarkWeights![assets[i]]));
  if (options.objective !== 'meanVariance') return risk(w);
  const mu = options.expectedReturns as Record<string, number>;
  const cost = number(options.transactionCosts, '', 0);
  const traded = assets.map((asset, i) => Math.abs(w[i] - (options.previousWeights?.[asset] ?? 0)));
  const net =
    inner(
      w,
      assets.map((asset) => mu[asset]),
    ) -
    (cost === 0
      ? 0
      : cost *
        inner(
          traded,
          w.map(() => 1),
        ));
  return options.riskAversion! * risk(w) - net;
}

/** The least objective over all supports and signs, each by a program with bounds alone. */
function byEnumeration(problem: Problem): number {
  const { covariance, options, minPosition, cardinality } = problem;
  const plain = withoutLimits(options);
  const { assets } = covariance;
  let best = Infinity;
  const visit = (
    i: number,
    held: number,
    lower: Record<string, number>,
    upper: Record<string, number>,
  ): void => {
    if (held > cardinality) return;
    if (i === assets.length) {
      const result = optimizeWeights(engine, covariance, { ...plain, minWeights: lower, maxWeights: upper });
      if (result.status === 'optimal') best = Math.min(best, objectiveOf(problem, result.weights));
      return;
    }
    const asset = assets[i];
    const [low, high] = [number(options.minWeights, asset, 0), number(options.maxWeights, asset, 1)];
    const into = (from: number, to: number, count: number): void => {
      if (from <= to) visit(i + 1, held + count, { ...lower, [asset]: from }, { ...upper, [asset]: to });
    };
    if (low <= 0 && high >= 0) into(0, 0, 0);
    if (minPosition[i] === 0) into(low, high, 1);
    else {
      into(Math.max(low, minPosition[i]), high, 1);
      into(low, Math.min(high, -minPosition[i]), 1);
    }
  };
  visit(0, 0, {}, {});
  return best;
}

function withinLimits(
  { covariance, options, minPosition, cardinality }: Problem,
  result: PortfolioResult,
): void {
  expect(portfolioViolation(result.weights, options)).toBeLessThan(1e-9);
  const w = covariance.assets.map((asset) => result.weights[asset]);
  expect(w.filter((weight) => weight !== 0).length).toBeLessThanOrEqual(cardinality);
  w.forEach((weight, i) => {
    if (weight !== 0) expect(Math.abs(weight)).toBeGreaterThanOrEqual(minPosition[i] - 1e-12);
  });
}

describe.each(searched)('Least positions and cardinality of %s', (objective) => {
  it('has the least objective of all supports and signs', () => {
    let [solved, infeasible, binding] = [0, 0, 0];
    for (let seed = 1; seed <= 45; seed++) {
      const problem = randomProblem(seed, 3 + (seed % 5), objective);
      const expected = byEnumeration(problem);
      const result = optimizeWeights(engine, problem.covariance, problem.options);
      if (result.status === 'infeasible') {
        expect(expected, `seed ${seed}`).toBe(Infinity);
        expect(result.conflict.length).toBeGreaterThan(0);
        infeasible++;
        continue;
      }
      expect(result.status).toBe('optimal');
      withinLimits(problem, result);
      const found = objectiveOf(problem, result.weights);
      const unit = Math.max(Math.abs(expected), 1e-6);
      expect(Math.abs(found - expected) / unit, `seed ${seed}`).toBeLessThan(1e-8);
      expect(Math.abs(result.optimality!.objective - found) / unit).toBeLessThan(1e-8);
      expect(result.optimality).toMatchObject({ proven: true, gap: 0 });
      const free = optimizeWeights(engine, problem.covariance, withoutLimits(problem.options));
      if (objectiveOf(problem, free.weights) < found - 1e-6 * unit) binding++;
      solved++;
    }
    expect(solved).toBeGreaterThan(20);
    expect(binding).toBeGreaterThan(8);
    expect(infeasible).toBeGreaterThan(0);
  });

  it('has bounds from below where the search is cut off', () => {
    let cut = 0;
    for (let seed = 101; seed <= 130; seed++) {
      const problem = randomProblem(seed, 7, objective);
      const whole = optimizeWeights(engine, problem.covariance, problem.options);
      if (whole.status !== 'optimal') continue;
      const result = optimizeWeights(engine, problem.covariance, { ...problem.options, nodeLimit: 3 });
      const { bound, gap, proven } = result.optimality!;
      const unit = Math.max(Math.abs(whole.optimality!.objective), 1e-6);
      expect(bound).toBeLessThanOrEqual(whole.optimality!.objective + 1e-8 * unit);
      if (result.status === 'iterationLimit') expect(gap).toBe(Infinity);
      else withinLimits(problem, result);
      expect(proven).toBe(result.status === 'optimal');
      if (!proven) cut++;
    }
    expect(cut).toBeGreaterThan(0);
  });
});

/** A market, four sectors and residuals. */
function marketCovariance(seed: number, N: number): Covariance {
  const { uniform } = randomSource(seed);
  const beta = Array.from({ length: N }, () => 0.6 + 0.8 * uniform());
  const own = beta.map(() => 0.04 + 0.06 * uniform());
  return covarianceOf(
    beta.map((a, i) =>
      beta.map(
        (b, j) => a * b * 0.045 ** 2 + (i % 4 === j % 4 ? 0.025 ** 2 : 0) + (i === j ? own[i] ** 2 : 0),
      ),
    ),
  );
}

describe('Least positions and cardinality', () => {
  it.each<[number, number, PortfolioOptions]>([
    [10, 25, { cardinality: 5 }],
    [20, 25, { cardinality: 5 }],
    [30, 40, { cardinality: 10 }],
    [50, 90, { cardinality: 10 }],
    [30, 100, { minPosition: 0.05 }],
    [20, 220, { minPosition: 0.05, cardinality: 8 }],
    [30, 190, { minPosition: 0.05, cardinality: 8 }],
  ])('proves the least variance of %i assets in at most %i parts of the search: %o', (N, most, options) => {
    for (let seed = 1; seed <= 3; seed++) {
      const { optimality, status } = optimizeWeights(engine, marketCovariance(seed, N), options);
      expect(status).toBe('optimal');
      expect(optimality!.nodes).toBeLessThanOrEqual(most);
    }
  });

  it('proves the least tracking error, whose relaxation is 0, or says how far it may be', () => {
    const covariance = marketCovariance(1, 20);
    const benchmarkWeights = Object.fromEntries(covariance.assets.map((asset) => [asset, 1 / 20]));
    const options = { objective: 'minimumTrackingError', benchmarkWeights, cardinality: 5 } as const;
    const found = optimizeWeights(engine, covariance, options);
    expect(found.optimality).toMatchObject({ proven: true, gap: 0 });
    expect(0.5 * found.trackingError! ** 2).toBeCloseTo(found.optimality!.objective, 12);
    const cut = optimizeWeights(engine, covariance, { ...options, nodeLimit: 100 });
    expect(cut.status).toBe('nodeLimit');
    const { objective, bound, gap } = cut.optimality!;
    expect(bound).toBeLessThanOrEqual(found.optimality!.objective);
    expect(bound).toBeGreaterThan(0.3 * objective);
    expect(gap).toBeCloseTo(objective - bound, 15);
  });

  it('reports the multipliers of what was given alone', () => {
    const covariance = covarianceOf(
      [
        [0.04, 0.0, 0.0],
        [0.0, 0.01, 0.0],
        [0.0, 0.0, 0.09],
      ],
      ['A', 'B', 'C'],
    );
    const result = optimizeWeights(engine, covariance, { cardinality: 2, minPosition: 0.3 });
    expect(result.weights).toEqual({ A: 0.3, B: 0.7, C: 0 });
    expect(Object.keys(result.multipliers!)).toEqual(['budget']);
    const free = optimizeWeights(engine, covariance, { cardinality: 2, maxWeights: 0.6 });
    expect(free.weights).toEqual({ A: 0.4, B: 0.6, C: 0 });
    expect(Object.keys(free.multipliers!)).toEqual(['budget', 'maxWeights']);
    expect(Object.keys(free.multipliers!.maxWeights!)).toEqual(['B']);
  });

  it('takes nodes in the order of their bounds', () => {
    const { uniform } = randomSource(3);
    const queue = new NodeQueue<{ bound: number }>();
    const bounds = Array.from({ length: 200 }, () => Math.floor(50 * uniform()));
    for (const bound of bounds) queue.push({ bound });
    const taken = bounds.map(() => queue.pop()!.bound);
    expect(taken).toEqual(bounds.sort((a, b) => a - b));
    expect(queue.pop()).toBeUndefined();
  });

  it.each<[string, PortfolioOptions]>([
    ['bad-cardinality', { cardinality: 0 }],
    ['bad-cardinality', { cardinality: 1.5 }],
    ['bad-min-position', { minPosition: -0.1 }],
    ['bad-min-position', { minPosition: { A: NaN } }],
    ['unknown-asset', { minPosition: { Z: 0.1 } }],
    ['bad-node-limit', { cardinality: 1, nodeLimit: 0 }],
    ['unused-option', { nodeLimit: 10 }],
    ['unused-option', { objective: 'equalWeight', cardinality: 1 }],
    ['unused-option', { objective: 'maximumSharpe', expectedReturns: { A: 1 }, minPosition: 0.1 }],
  ])('are refused with %s', (code, options) => {
    expect(thrown(() => optimizeWeights(engine, covarianceOf([[0.04]], ['A']), options)).code).toBe(code);
  });

  it('says which positions there cannot be', () => {
    const covariance = covarianceOf(
      [
        [0.04, 0],
        [0, 0.01],
      ],
      ['A', 'B'],
    );
    const result = optimizeWeights(engine, covariance, {
      ...{ minWeights: { A: 0.1 }, maxWeights: { A: 0.2 }, minPosition: 0.3 },
    });
    expect(result).toMatchObject({
      status: 'infeasible',
      conflict: ['minPosition of A is 0.3, its weight is within 0.1 and 0.2'],
    });
    const few = optimizeWeights(engine, covariance, { cardinality: 1, maxWeights: 0.6 });
    expect(few).toMatchObject({ status: 'infeasible' });
    expect((few as { conflict: string[] }).conflict).toContain('cardinality is 1');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Covariance,
  optimizeWeights,
  type PortfolioOptions,
  type PortfolioResult,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { type Gradient, kktViolation, portfolioViolation } from '../support/portfolio-kkt.js';
import {
  randomPortfolioProblem,
  type RandomPortfolioProblem,
  reorderedCovariance,
} from '../support/portfolio-problems.js';
import { times } from '../support/quadratic-programs.js';
import { randomSource } from '../support/random.js';

const [[, engine]] = engines;

const inner = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Array.from(x).reduce((sum, value, i) => sum + value * y[i], 0);

/** An objective of quadratic programs: its options, what it minimises and the gradient of that. */
interface Case {
  options: (problem: RandomPortfolioProblem, seed: number) => PortfolioOptions;
  value: (w: Float64Array, covariance: Covariance, options: PortfolioOptions) => number;
  gradient: (w: Float64Array, covariance: Covariance, options: PortfolioOptions) => Gradient;
  /** the options for returns in another unit, which the weights do not depend on */
  scaled: (options: PortfolioOptions, unit: number) => PortfolioOptions;
}

const mu = (covariance: Covariance, options: PortfolioOptions): Float64Array =>
  Float64Array.from(covariance.assets, (asset) => (options.expectedReturns as Record<string, number>)[asset]);
const timesUnit = (given: PortfolioOptions['expectedReturns'], unit: number): Record<string, number> =>
  Object.fromEntries(Object.entries(given!).map(([asset, value]) => [asset, unit * value]));
const sigma = ({ assets, values }: Covariance): Float64Array =>
  Float64Array.from(assets, (_, i) => Math.sqrt(values[i * assets.length + i]));
const volatility = (w: Float64Array, { values }: Covariance): number => Math.sqrt(inner(w, times(values, w)));

/** Of −a'w/√(w'Σw). */
function ratioGradient(w: Float64Array, covariance: Covariance, a: Float64Array): Gradient {
  const product = times(covariance.values, w);
  const s = Math.sqrt(inner(w, product));
  return {
    isRatio: true,
    unit: Math.max(...a.map(Math.abs)) / s,
    values: Array.from(w, (_, i) => -a[i] / s + (inner(a, w) * product[i]) / s ** 3),
  };
}

const cases: Record<string, Case> = {
  minimumVariance: {
    options: () => ({ objective: 'minimumVariance' }),
    value: (w, { values }) => 0.5 * inner(w, times(values, w)),
    gradient: (w, { values }) => ({ values: Array.from(times(values, w)) }),
    scaled: (options) => options,
  },
  meanVariance: {
    options: ({ expectedReturns }, seed) => ({
      ...{ objective: 'meanVariance', expectedReturns },
      riskAversion: [0.5, 2, 8, 50][seed % 4],
    }),
    value: (w, c, o) => 0.5 * o.riskAversion! * inner(w, times(c.values, w)) - inner(w, mu(c, o)),
    gradient: (w, c, o) => {
      const [product, expected] = [times(c.values, w), mu(c, o)];
      return { values: Array.from(product, (value, i) => o.riskAversion! * value - expected[i]) };
    },
    scaled: (options, unit) => ({
      ...options,
      expectedReturns: timesUnit(options.expectedReturns, unit),
      riskAversion: options.riskAversion! / unit,
    }),
  },
  minimumTrackingError: {
    options: ({ covariance }, seed) => {
      const { uniform } = randomSource(seed + 7);
      const benchmarkWeights = Object.fromEntries(
        covariance.assets.filter(() => uniform() < 0.5).map((asset) => [asset, uniform()]),
      );
      return { objective: 'minimumTrackingError', benchmarkWeights };
    },
    value: (w, c, o) => {
      const active = Float64Array.from(c.assets, (asset, i) => w[i] - (o.benchmarkWeights![asset] ?? 0));
      return 0.5 * inner(active, times(c.values, active));
    },
    gradient: (w, c, o) => {
      const active = Float64Array.from(c.assets, (asset, i) => w[i] - (o.benchmarkWeights![asset] ?? 0));
      return { values: Array.from(times(c.values, active)), unit: 0.1 * Math.max(...c.values) };
    },
    scaled: (options) => options,
  },
  targetVolatility: {
    options: ({ covariance, expectedReturns, constraints, point }) => {
      // between the smallest volatility and that of some portfolio
      const least = optimizeWeights(engine, covariance, constraints).volatility;
      const target = 0.5 * least + 0.5 * Math.max(least * 1.02, volatility(point, covariance));
      return { objective: 'targetVolatility', expectedReturns, targetVolatility: target };
    },
    value: (w, c, o) => -inner(w, mu(c, o)),
    gradient: (w, c, o) => ({
      values: Array.from(mu(c, o), (value) => -value),
      targets: { targetVolatility: Array.from(times(c.values, w), (value) => value / volatility(w, c)) },
    }),
    scaled: (options, unit) => ({
      ...options,
      expectedReturns: timesUnit(options.expectedReturns, unit),
      targetVolatility: options.targetVolatility! * unit,
    }),
  },
  maximumSharpe: {
    options: ({ expectedReturns }) => ({ objective: 'maximumSharpe', expectedReturns, riskFree: 0.001 }),
    value: (w, c, o) => -(inner(w, mu(c, o)) - o.riskFree!) / volatility(w, c),
    gradient: (w, c, o) =>
      ratioGradient(
        w,
        c,
        mu(c, o).map((value) => value - o.riskFree!),
      ),
    scaled: (options, unit) => ({
      ...options,
      expectedReturns: timesUnit(options.expectedReturns, unit),
      riskFree: options.riskFree! * unit,
    }),
  },
  maximumDiversification: {
    options: () => ({ objective: 'maximumDiversification' }),
    value: (w, c) => -inner(w, sigma(c)) / volatility(w, c),
    gradient: (w, c) => ratioGradient(w, c, sigma(c)),
    scaled: (options) => options,
  },
};

const problems = fc.record({ seed: fc.integer({ min: 1, max: 1e6 }), N: fc.integer({ min: 2, max: 14 }) });
const vector = ({ weights }: PortfolioResult): Float64Array => Float64Array.from(Object.values(weights));

/** A problem, solved; null where no portfolio has a positive excess return. */
function solvedCase(name: string, seed: number, N: number, rank?: number) {
  const problem = randomPortfolioProblem(seed, N, rank);
  const options = { ...problem.constraints, ...cases[name].options(problem, seed) };
  const result = optimizeWeights(engine, problem.covariance, options);
  if (name === 'maximumSharpe' && result.status === 'infeasible') {
    const largest = largestOf(problem, options);
    expect(largest, `${seed} ${N} ${result.conflict.join()}`).toBeLessThanOrEqual(options.riskFree! + 1e-12);
    return null;
  }
  expect(result.status, `${seed} ${N}`).toBe('optimal');
  return { problem, options, result };
}

/** max w'μ within the constraints. */
function largestOf({ covariance, constraints }: RandomPortfolioProblem, options: PortfolioOptions): number {
  const least = optimizeWeights(engine, covariance, {
    ...constraints,
    expectedReturns: options.expectedReturns,
  });
  if (least.expectedReturn! > options.riskFree!) return least.expectedReturn!;
  const reachable = (r: number): boolean =>
    optimizeWeights(engine, covariance, {
      ...constraints,
      ...{ objective: 'targetReturn', targetReturn: r, expectedReturns: options.expectedReturns },
    }).status === 'optimal';
  return reachable(options.riskFree! + 1e-9) ? Infinity : options.riskFree!;
}

describe.each(Object.entries(cases))(
  '%s within bounds, groups and turnover',
  (name, { value, gradient, scaled }) => {
    it('satisfies its constraints and the conditions of a minimum, with the multipliers that it reports', () => {
      fc.assert(
        fc.property(problems, ({ seed, N }) => {
          const solved = solvedCase(name, seed, N);
          if (solved === null) return;
          const { problem, options, result } = solved;
          expect(portfolioViolation(result.weights, options)).toBeLessThan(1e-11);
          const slope = gradient(vector(result), problem.covariance, options);
          expect(kktViolation(result, options, slope)).toBeLessThan(1e-8);
          expect(result.kktResidual).toBeLessThan(1e-9);
          expect(result.effectiveAssets).toBeCloseTo(1 / inner(vector(result), vector(result)), 12);
        }),
        { numRuns: 300 },
      );
    });

    it('is no worse than any other portfolio within the constraints', () => {
      fc.assert(
        fc.property(problems, ({ seed, N }) => {
          const solved = solvedCase(name, seed, N);
          if (solved === null) return;
          const { problem, options, result } = solved;
          const { uniform, normal } = randomSource(seed + 3);
          const w = vector(result);
          const best = value(w, problem.covariance, options);
          for (let k = 0; k < 40; k++) {
            // towards a known portfolio, and around there
            const share = 10 ** (-4 * uniform());
            const noise = w.map(() => (k % 2 === 0 ? 0 : 0.05 * normal()));
            const mean =
              inner(
                noise,
                noise.map(() => 1),
              ) / N;
            const other = w.map(
              (weight, i) => weight + share * (problem.point[i] - weight + noise[i] - mean),
            );
            const weights = Object.fromEntries(
              problem.covariance.assets.map((asset, i) => [asset, other[i]]),
            );
            if (portfolioViolation(weights, options) > 1e-12) continue;
            if (
              name === 'targetVolatility' &&
              volatility(other, problem.covariance) > options.targetVolatility!
            )
              continue;
            const worse = value(other, problem.covariance, options);
            expect(worse).toBeGreaterThanOrEqual(best - 1e-12 * Math.abs(best));
          }
        }),
        { numRuns: 100 },
      );
    });

    it('follows its assets into another order, and does not depend on the unit of returns', () => {
      fc.assert(
        fc.property(problems, ({ seed, N }) => {
          const solved = solvedCase(name, seed, N);
          if (solved === null) return;
          const { problem, options, result } = solved;
          const { uniform } = randomSource(seed + 5);
          const order = Array.from({ length: N }, (_, i) => i).sort(() => uniform() - 0.5);
          const moved = optimizeWeights(engine, reorderedCovariance(problem.covariance, order), options);
          const unit = 1000;
          const larger = {
            ...problem.covariance,
            values: problem.covariance.values.map((element) => unit * unit * element),
          };
          const inUnit = optimizeWeights(engine, larger, scaled(options, unit));
          for (const asset of problem.covariance.assets) {
            expect(Math.abs(moved.weights[asset] - result.weights[asset])).toBeLessThan(1e-7);
            expect(Math.abs(inUnit.weights[asset] - result.weights[asset])).toBeLessThan(1e-7);
          }
        }),
        { numRuns: 60 },
      );
    });

    it('has the conditions of a minimum under a singular covariance', () => {
      for (let seed = 1; seed <= 60; seed++) {
        const solved = solvedCase(name, 1000 + seed, 12, 6);
        if (solved === null) continue;
        const { problem, options, result } = solved;
        expect(portfolioViolation(result.weights, options)).toBeLessThan(1e-10);
        const slope = gradient(vector(result), problem.covariance, options);
        expect(kktViolation(result, options, slope), `seed ${seed}`).toBeLessThan(1e-7);
      }
    });

    it('holds one asset where there is one, and takes identical assets', () => {
      const one: Covariance = {
        name: 'sample',
        assets: ['A'],
        values: Float64Array.of(0.01),
        conditionNumber: null,
      };
      const options = {
        minimumVariance: {},
        meanVariance: { riskAversion: 2, expectedReturns: { A: 0.01, B: 0.01 } },
        minimumTrackingError: { benchmarkWeights: { A: 0.5 } },
        targetVolatility: { targetVolatility: 0.1, expectedReturns: { A: 0.01, B: 0.01 } },
        maximumSharpe: { expectedReturns: { A: 0.01, B: 0.01 } },
        maximumDiversification: {},
      }[name] as PortfolioOptions;
      const own = { ...options, objective: name as PortfolioOptions['objective'] };
      const alone = own.expectedReturns ? { ...own, expectedReturns: { A: 0.01 } } : own;
      expect(optimizeWeights(engine, one, alone)).toMatchObject({
        status: 'optimal',
        weights: { A: 1 },
        effectiveAssets: 1,
      });
      const twins: Covariance = { ...one, assets: ['A', 'B'], values: new Float64Array(4).fill(0.01) };
      const result = optimizeWeights(engine, twins, own);
      expect(result.status).toBe('optimal');
      expect(result.weights.A + result.weights.B).toBeCloseTo(1, 14);
      expect(result.volatility).toBeCloseTo(0.1, 14);
    });
  },
);

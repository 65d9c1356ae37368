/** Objectives that are quadratic programs, from their definitions, and the conditions of their minima. */
import {
  type Objective,
  optimizeWeights,
  type PortfolioOptions,
  type PortfolioResult,
} from '../../src/browser.js';
import { type ConstrainedProblem, type Side, sideValue } from './constrained-problems.js';
import { engines } from './engines.js';
import { randomSource } from './random.js';

const [[, engine]] = engines;

const inner = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Array.from(x).reduce((sum, value, i) => sum + value * y[i], 0);
const product = ({ covariance: { values } }: ConstrainedProblem, w: readonly number[]): number[] =>
  w.map((_, i) => inner(values.subarray(i * w.length, (i + 1) * w.length), w));
const returnsOf = ({ expectedReturns }: ConstrainedProblem): number[] => Object.values(expectedReturns);
const sigmas = ({ covariance: { values, assets } }: ConstrainedProblem): number[] =>
  assets.map((_, i) => Math.sqrt(values[i * assets.length + i]));

/** −a'w/√(w'Σw) and its gradient. */
function ratio(problem: ConstrainedProblem, w: readonly number[], a: readonly number[]) {
  const Sw = product(problem, w);
  const s = Math.sqrt(inner(w, Sw));
  return { value: -inner(a, w) / s, gradient: a.map((ai, i) => -ai / s + (inner(a, w) * Sw[i]) / s ** 3) };
}

/** Options of an objective, and what it minimises with the gradient of that. */
export interface Case {
  options: (problem: ConstrainedProblem, seed: number) => PortfolioOptions | null;
  of: (
    problem: ConstrainedProblem,
    w: readonly number[],
    options: PortfolioOptions,
  ) => { value: number; gradient: number[] };
  isRatio?: boolean;
  /** a constraint of the objective, f(w) ≤ limit, with the name of its multiplier */
  own?: (
    problem: ConstrainedProblem,
    w: readonly number[],
    options: PortfolioOptions,
  ) => { name: 'targetReturn' | 'targetVolatility'; gradient: number[]; excess: number };
}

export const variance: Case['of'] = (problem, w) => {
  const Sw = product(problem, w);
  return { value: 0.5 * inner(w, Sw), gradient: Sw };
};
/** Tracks a portfolio: feasible points near it. */
const benchmarkOf = (problem: ConstrainedProblem, seed: number): Record<string, number> => {
  const { normal } = randomSource(seed);
  return Object.fromEntries(
    problem.covariance.assets.map((asset, i) => [asset, problem.point[i] + 0.3 * normal()]),
  );
};

export const cases: Partial<Record<Objective, Case>> = {
  minimumVariance: { options: () => ({}), of: variance },
  targetReturn: {
    options: (problem, seed) => {
      const tracked = optimizeWeights(engine, problem.covariance, {
        ...problem.options,
        ...{ objective: 'minimumTrackingError', benchmarkWeights: benchmarkOf(problem, seed) },
        expectedReturns: problem.expectedReturns,
      });
      const { expectedReturns } = problem;
      return { objective: 'targetReturn', expectedReturns, targetReturn: tracked.expectedReturn! };
    },
    of: variance,
    own: (problem, w, { targetReturn }) => ({
      name: 'targetReturn',
      gradient: returnsOf(problem).map((mu) => -mu),
      excess: targetReturn! - inner(w, returnsOf(problem)),
    }),
  },
  meanVariance: {
    options: ({ expectedReturns }, seed) => ({
      ...{ objective: 'meanVariance', expectedReturns, riskAversion: [0.5, 3, 20][seed % 3] },
    }),
    of: (problem, w, { riskAversion }) => {
      const Sw = product(problem, w);
      const mu = returnsOf(problem);
      return {
        value: 0.5 * riskAversion! * inner(w, Sw) - inner(mu, w),
        gradient: Sw.map((value, i) => riskAversion! * value - mu[i]),
      };
    },
  },
  minimumTrackingError: {
    options: (problem, seed) => ({
      ...{ objective: 'minimumTrackingError', benchmarkWeights: benchmarkOf(problem, seed) },
    }),
    of: (problem, w, { benchmarkWeights }) =>
      variance(
        problem,
        w.map((value, i) => value - benchmarkWeights![problem.covariance.assets[i]]),
        {},
      ),
  },
  targetVolatility: {
    options: (problem, seed) => {
      const tracked = optimizeWeights(engine, problem.covariance, {
        ...problem.options,
        ...{ objective: 'minimumTrackingError', benchmarkWeights: benchmarkOf(problem, seed) },
      });
      const { expectedReturns } = problem;
      const targetVolatility = 1.001 * tracked.volatility;
      return { objective: 'targetVolatility', expectedReturns, targetVolatility };
    },
    of: (problem, w) => {
      const mu = returnsOf(problem);
      return { value: -inner(mu, w), gradient: mu.map((value) => -value) };
    },
    own: (problem, w, { targetVolatility }) => {
      const Sw = product(problem, w);
      const s = Math.sqrt(inner(w, Sw));
      return {
        name: 'targetVolatility',
        gradient: Sw.map((value) => value / s),
        excess: s - targetVolatility!,
      };
    },
  },
  maximumSharpe: {
    options: (problem) => {
      const { expectedReturns } = problem;
      return { objective: 'maximumSharpe', expectedReturns, riskFree: 0.001 };
    },
    of: (problem, w) =>
      ratio(
        problem,
        w,
        returnsOf(problem).map((mu) => mu - 0.001),
      ),
    isRatio: true,
  },
  maximumDiversification: {
    options: () => ({ objective: 'maximumDiversification' }),
    of: (problem, w) => ratio(problem, w, sigmas(problem)),
    isRatio: true,
  },
};

/** The multiplier of a side, as −y ≥ 0 of normal'w ≤ limit; two sides share one. */
export function multiplierOf({ multipliers: y = {} }: PortfolioResult, side: Side): number {
  const { name } = side;
  const upper = (value: number | undefined): number => Math.max(0, -(value ?? 0));
  const lower = (value: number | undefined): number => Math.max(0, value ?? 0);
  const isLower = 'normal' in side && side.normal.every((a) => a <= 0);
  const word = name.split(' ');
  if (name.startsWith('weights add') || name.includes('Budget'))
    return isLower ? lower(y.budget) : upper(y.budget);
  if (word[0] === 'minWeights') return lower(y.minWeights?.[word[2]]);
  if (word[0] === 'maxWeights') return upper(y.maxWeights?.[word[2]]);
  if (name.includes('the group')) return upper(y.groups!.some);
  if (name.includes('the factor'))
    return word[0] === 'min' ? lower(y.factorExposures!.beta) : upper(y.factorExposures!.beta);
  if ('at' in side) return upper(y[word[0] as 'maxGross']);
  const value = y.linearConstraints![name];
  if (name.includes('>=')) return lower(value);
  if (name.includes('<=')) return upper(value);
  // an equality: A(N−1) has the coefficient 1 on its upper side
  return side.normal[side.normal.length - 1] > 0 ? upper(value) : lower(value);
}

/** Σ slope_i·|w_i − at_i| among what is minimised or, with its multiplier, in a constraint. */
export interface Kinks {
  at: readonly number[];
  slopes: readonly number[];
}

/** Largest violation of stationarity and complementarity relative to the size of the gradient. */
export function kkt(
  problem: ConstrainedProblem,
  result: PortfolioResult,
  { of, own, isRatio }: Case,
  options: PortfolioOptions,
  kinks?: Kinks,
) {
  const w = Object.values(result.weights);
  const { gradient } = of(problem, w, options);
  const unit = Math.max(...gradient.map(Math.abs), 0.01 * Math.max(...problem.covariance.values));
  const [least, most] = [gradient.slice(), gradient.slice()];
  let worst = 0;
  for (const side of problem.sides) {
    const y = multiplierOf(result, side);
    worst = Math.max(worst, (y * Math.abs(side.limit - sideValue(w, side))) / unit);
    w.forEach((weight, i) => {
      const d = 'at' in side ? weight - side.at[i] : 0;
      const [low, high] =
        'normal' in side
          ? [side.normal[i], side.normal[i]]
          : [d > 1e-13 ? side.above : side.below, d < -1e-13 ? side.below : side.above];
      least[i] += y * low;
      most[i] += y * high;
    });
  }
  if (own !== undefined) {
    const { name, gradient: slope, excess } = own(problem, w, options);
    const y = Math.abs(result.multipliers![name]!);
    worst = Math.max(worst, (y * Math.abs(excess)) / unit);
    slope.forEach((value, i) => ((least[i] += y * value), (most[i] += y * value)));
  }
  kinks?.slopes.forEach((slope, i) => {
    const d = w[i] - kinks.at[i];
    least[i] += slope * (d > 1e-11 ? 1 : -1);
    most[i] += slope * (d < -1e-11 ? -1 : 1);
  });
  // 0 has to be between them for every asset; of a ratio some multiple of 1, what limits have of the size
  if (isRatio) return Math.max(worst, (Math.max(...least) - Math.min(...most)) / 2 / unit);
  return Math.max(worst, Math.max(...least) / unit, -Math.min(...most) / unit);
}

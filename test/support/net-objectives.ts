/** Objectives with costs of trading from their definitions: Σ c_i|w_i − p_i| counts against w'μ. */
import { optimizeWeights, type PortfolioOptions, type PortfolioResult } from '../../src/browser.js';
import { type Case, cases, type Kinks } from './constrained-objectives.js';
import type { ConstrainedProblem } from './constrained-problems.js';
import { engines } from './engines.js';
import { randomSource } from './random.js';

const [[, engine]] = engines;

export const netObjectives = ['meanVariance', 'targetReturn', 'targetVolatility', 'maximumSharpe'] as const;
export type NetObjective = (typeof netObjectives)[number];

export interface NetProblem extends ConstrainedProblem {
  previous: number[];
  costs: number[];
}

const thousandths = (value: number): number => Math.round(1000 * value) / 1000;

/** The problem with what trading costs, some of it nothing, from where it says that weights are or from near its point. */
export function withTrading(problem: ConstrainedProblem, seed: number): NetProblem {
  const { uniform, normal } = randomSource(seed + 77);
  const { assets } = problem.covariance;
  const held = problem.options.previousWeights;
  const previous = assets.map(
    (asset, i) => held?.[asset] ?? (uniform() < 0.3 ? 0 : thousandths(problem.point[i] + 0.1 * normal())),
  );
  const costs = assets.map(() => (uniform() < 0.2 ? 0 : 0.004 * uniform()));
  const byTicker = (values: number[]): Record<string, number> =>
    Object.fromEntries(assets.map((asset, i) => [asset, values[i]]));
  return {
    ...{ ...problem, previous, costs },
    options: {
      ...problem.options,
      ...{ previousWeights: byTicker(previous), transactionCosts: byTicker(costs) },
    },
  };
}

export const costsOf = ({ previous, costs }: NetProblem, w: readonly number[]): number =>
  costs.reduce((sum, c, i) => sum + c * Math.abs(w[i] - previous[i]), 0);

export const netReturn = (problem: NetProblem, w: readonly number[]): number =>
  Object.values(problem.expectedReturns).reduce((sum, mu, i) => sum + mu * w[i], 0) - costsOf(problem, w);

const volatility = (problem: NetProblem, w: readonly number[]): number =>
  Math.sqrt(2 * cases.minimumVariance!.of(problem, w, {}).value);

/** Options that some weights satisfy, null where there are none. */
export function netOptions(problem: NetProblem, objective: NetObjective, seed: number): PortfolioOptions {
  const { expectedReturns, covariance, options } = problem;
  const { uniform } = randomSource(seed + 5);
  const common = { ...options, objective, expectedReturns };
  if (objective === 'meanVariance') return { ...common, riskAversion: [0.5, 3, 20][seed % 3] };
  if (objective === 'maximumSharpe') return { ...common, riskFree: 0.001 * uniform() };
  const { transactionCosts: _, ...free } = options;
  const { turnoverLimit, previousWeights, ...others } = free;
  const near = optimizeWeights(engine, covariance, {
    ...others,
    ...(turnoverLimit === undefined ? {} : { turnoverLimit, previousWeights }),
    ...{ objective: 'minimumTrackingError', expectedReturns },
    benchmarkWeights: Object.fromEntries(
      covariance.assets.map((asset, i) => [asset, problem.point[i] + 0.3 * (uniform() - 0.5)]),
    ),
  });
  const w = Object.values(near.weights);
  return objective === 'targetReturn'
    ? { ...common, targetReturn: netReturn(problem, w) }
    : { ...common, targetVolatility: 1.001 * volatility(problem, w) };
}

/** What is minimised, with its smooth gradient, and the constraint of its own; `kinksOf` has the rest. */
export function netCase(problem: NetProblem, objective: NetObjective): Case {
  const gross = cases[objective]!;
  const value = (w: readonly number[], options: PortfolioOptions): number => {
    if (objective === 'targetReturn') return gross.of(problem, w, options).value;
    if (objective !== 'maximumSharpe') return gross.of(problem, w, options).value + costsOf(problem, w);
    const invested = w.reduce((sum, weight) => sum + weight, 0);
    return -(netReturn(problem, w) - options.riskFree! * invested) / volatility(problem, w);
  };
  return {
    options: gross.options,
    of: (_, w, options) => {
      const smooth = gross.of(problem, w, options).gradient;
      if (objective !== 'maximumSharpe') return { value: value(w, options), gradient: smooth };
      const Sw = cases.minimumVariance!.of(problem, w, {}).gradient;
      const s = volatility(problem, w);
      const mu = Object.values(problem.expectedReturns);
      return {
        value: value(w, options),
        gradient: mu.map((m, i) => -(m - options.riskFree!) / s - (value(w, options) * Sw[i]) / s ** 2),
      };
    },
    isRatio: gross.isRatio,
    own:
      gross.own &&
      ((_, w, options) => {
        const own = gross.own!(problem, w, options);
        const more = objective === 'targetReturn' ? costsOf(problem, w) : 0;
        return { ...own, excess: own.excess + more };
      }),
  };
}

/** Costs where they are: in the objective, or times its multiplier in the target. */
export function kinksOf(problem: NetProblem, objective: NetObjective, result: PortfolioResult): Kinks {
  const w = Object.values(result.weights);
  const factor =
    objective === 'targetReturn'
      ? result.multipliers!.targetReturn!
      : objective === 'maximumSharpe'
        ? 1 / volatility(problem, w)
        : 1;
  return { at: problem.previous, slopes: problem.costs.map((cost) => factor * cost) };
}

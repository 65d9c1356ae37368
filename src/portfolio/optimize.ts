import type { Covariance } from '../covariance/types.js';
import type { QPSolution, QuadraticProgram } from '../engine/quadratic-program.types.js';
import { ConfigError, DataError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { type WeightBounds, boundConflicts, readable, weightBounds } from './bounds.js';
import type { Objective, PortfolioOptions, PortfolioResult } from './types.js';

/** The part of the engine that portfolios need. */
export interface QuadraticSolver {
  solveQP(problem: QuadraticProgram, warmStart?: QPSolution): QPSolution;
}

export const objectives: readonly Objective[] = ['minimumVariance', 'equalWeight'];

/**
 * Weights of a fully invested portfolio, Σw = 1, within minWeights ≤ w ≤ maxWeights (0 and 1 by default).
 *
 *     minimumVariance  min w'Σw
 *     equalWeight      w_i = 1/N
 *
 * A weight at its bound is that bound exactly, so that an asset left out has the weight 0; weights add up to 1 within
 * rounding. Bounds that leave no portfolio are explained in words (`conflict`) and the weights are then all 0. An
 * equal weight outside the bounds is such a case too.
 *
 * @throws ConfigError `unknown-objective`, `unknown-asset` (a bound for an asset that is not there), `bad-bound`
 * @throws DataError `no-assets`, `wrong-length`, `not-finite` (two assets), `indefinite-covariance`
 */
export function optimizeWeights(
  engine: QuadraticSolver,
  covariance: Covariance,
  options: PortfolioOptions = {},
): PortfolioResult {
  return solvePortfolio(engine, covariance, options).result;
}

/**
 * `optimizeWeights` for a sequence of problems over the same assets: the solution of one is the start of the next.
 *
 * @param warmStart  `solution` of an earlier call with the same number of assets
 * @returns `solution` is null where nothing had to be solved
 */
export function solvePortfolio(
  engine: QuadraticSolver,
  covariance: Covariance,
  options: PortfolioOptions = {},
  warmStart?: QPSolution,
): { result: PortfolioResult; solution: QPSolution | null } {
  checkCovariance(covariance);
  const { assets, values } = covariance;
  const objective = options.objective ?? 'minimumVariance';
  if (!objectives.includes(objective)) {
    throw new ConfigError(
      'unknown-objective',
      `there is no objective "${String(objective)}"`,
      suggestion(String(objective), objectives),
      { objective },
    );
  }
  const bounds = weightBounds(assets, options);
  const conflict = boundConflicts(assets, bounds);
  if (conflict.length === 0 && objective === 'equalWeight')
    conflict.push(...equalWeightConflicts(assets, bounds));
  if (conflict.length > 0) return { result: infeasible(assets, conflict), solution: null };
  if (objective === 'equalWeight') {
    const weights = new Float64Array(assets.length).fill(1 / assets.length);
    const result = describe(covariance, weights, { iterations: 0, kktResidual: 0, regularisation: 0 });
    return { result: { status: 'optimal', ...result }, solution: null };
  }

  const N = assets.length;
  const solution = engine.solveQP(
    {
      n: N,
      P: values,
      A: new Float64Array(N).fill(1),
      l: Float64Array.of(1),
      u: Float64Array.of(1),
      lower: bounds.lower,
      upper: bounds.upper,
    },
    warmStart,
  );
  if (solution.status === 'notPositiveDefinite') {
    throw new DataError(
      'indefinite-covariance',
      `the ${covariance.name} covariance of ${N} assets is not positive semi-definite`,
      'use an estimator that is, such as ledoitWolf',
      { covariance: covariance.name, assets: N },
    );
  }
  if (solution.status === 'infeasible') {
    const reasons = Array.from(solution.conflict ?? [], (code) => describeConstraint(code, assets, bounds));
    return { result: infeasible(assets, reasons), solution };
  }
  const weights = cleanWeights(solution, bounds);
  return {
    result: { status: solution.status, ...describe(covariance, weights, solution) },
    solution,
  };
}

/** Weights this close to a bound are at it: the solver does not count a bound as active where it presses on nothing. */
const AT_BOUND = 1e-12;

/**
 * The solution without rounding: weights at their bounds exactly there, the others within theirs; what is left of 1
 * goes to the largest of these.
 */
function cleanWeights({ x, activeSet }: QPSolution, { lower, upper }: WeightBounds): Float64Array {
  const weights = x.slice();
  for (const code of activeSet) {
    const variable = Math.abs(code) - 2;
    if (variable >= 0) weights[variable] = code > 0 ? lower[variable] : upper[variable];
  }
  let sum = 0;
  let largest = -1;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] <= lower[i] + AT_BOUND) weights[i] = lower[i];
    else if (weights[i] >= upper[i] - AT_BOUND) weights[i] = upper[i];
    else if (largest < 0 || weights[i] > weights[largest]) largest = i;
    sum += weights[i];
  }
  if (largest >= 0) {
    const completed = weights[largest] + (1 - sum);
    weights[largest] = Math.min(upper[largest], Math.max(lower[largest], completed));
  }
  return weights;
}

function describe(
  { assets, values }: Covariance,
  weights: Float64Array,
  {
    iterations,
    kktResidual,
    regularisation,
  }: Pick<QPSolution, 'iterations' | 'kktResidual' | 'regularisation'>,
) {
  const N = assets.length;
  let variance = 0;
  for (let i = 0; i < N; i++) {
    let row = 0;
    for (let j = 0; j < N; j++) row += values[i * N + j] * weights[j];
    variance += weights[i] * row;
  }
  return {
    weights: byTicker(assets, weights),
    volatility: Math.sqrt(Math.max(0, variance)),
    iterations,
    kktResidual,
    regularisation,
  };
}

function infeasible(assets: readonly string[], conflict: string[]): PortfolioResult {
  const weights = byTicker(assets, new Float64Array(assets.length));
  return {
    status: 'infeasible',
    conflict,
    weights,
    volatility: 0,
    iterations: 0,
    kktResidual: 0,
    regularisation: 0,
  };
}

function byTicker(assets: readonly string[], weights: Float64Array): Record<string, number> {
  return Object.fromEntries(assets.map((asset, i) => [asset, weights[i]]));
}

function equalWeightConflicts(assets: readonly string[], { lower, upper }: WeightBounds): string[] {
  const weight = 1 / assets.length;
  return assets.flatMap((asset, i) => {
    if (weight < lower[i])
      return [`the equal weight ${readable(weight)} < minWeights of ${asset}, ${lower[i]}`];
    if (weight > upper[i])
      return [`the equal weight ${readable(weight)} > maxWeights of ${asset}, ${upper[i]}`];
    return [];
  });
}

/** A constraint by its code: ±1 is the budget, ±(2 + i) a bound of asset i. */
function describeConstraint(code: number, assets: readonly string[], { lower, upper }: WeightBounds): string {
  const variable = Math.abs(code) - 2;
  if (variable < 0) return 'weights add up to 1';
  return code > 0
    ? `minWeights of ${assets[variable]} is ${lower[variable]}`
    : `maxWeights of ${assets[variable]} is ${upper[variable]}`;
}

function checkCovariance({ assets, values }: Covariance): void {
  const N = assets.length;
  if (N === 0) {
    throw new DataError('no-assets', 'the covariance has no assets', 'give at least one', {});
  }
  if (values.length !== N * N) {
    throw new DataError(
      'wrong-length',
      `the covariance has ${values.length} elements when ${N} assets ask for ${N * N}`,
      'matrices are dense and row-major',
      { name: 'covariance', length: values.length, expected: N * N },
    );
  }
  for (let index = 0; index < values.length; index++) {
    if (Number.isFinite(values[index])) continue;
    const [row, column] = [assets[Math.floor(index / N)], assets[index % N]];
    throw new DataError(
      'not-finite',
      `the covariance of ${row} and ${column} is ${values[index]}`,
      'every element must be a finite number',
      { row, column },
    );
  }
}

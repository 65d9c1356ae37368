/** The objectives that are one quadratic program over the weights: variance, beside a return or around a benchmark. */
import { namedMultipliers } from '../multipliers.js';
import { needed, neededReturns, numberOption } from '../option-checks.js';
import { constraintsOf, type PortfolioProblem, type SolvedPortfolio } from '../problem.js';
import { type QuadraticTerms, quadraticPortfolio } from '../quadratic.js';
import { covarianceWith, describe, infeasible, innerProduct } from '../result.js';
import type { PortfolioResult } from '../types.js';
import { heldWeights } from '../weight-vector.js';

/** min ½w'Σw */
export function minimumVariance(problem: PortfolioProblem): SolvedPortfolio {
  return solved(problem, {});
}

/**
 * min ½w'Σw subject to w'μ ≥ r
 *
 * @throws ConfigError `missing-target`, `bad-target`
 */
export function targetReturn(problem: PortfolioProblem): SolvedPortfolio {
  const expected = neededReturns(problem.expected, 'targetReturn');
  const target = numberOption(needed(problem.options, 'targetReturn', 'targetReturn'), 'targetReturn');
  return solved(problem, { target: { expected, targetReturn: target } });
}

/**
 * max w'μ − ½λ w'Σw, as min ½w'Σw − w'μ/λ
 *
 * @throws ConfigError `missing-target`, `bad-target`
 */
export function meanVariance(problem: PortfolioProblem): SolvedPortfolio {
  const expected = neededReturns(problem.expected, 'meanVariance');
  const aversion = numberOption(needed(problem.options, 'riskAversion', 'meanVariance'), 'riskAversion');
  return solved(problem, { linear: expected.map((mu) => -mu / aversion) }, aversion);
}

/**
 * min ½(w − b)'Σ(w − b): half the squared tracking error
 *
 * @throws ConfigError `missing-target`
 * @throws DataError `not-finite`, `not-in-covariance` for a weight that is not 0 of an asset that is not there
 */
export function minimumTrackingError(problem: PortfolioProblem): SolvedPortfolio {
  const { covariance, options } = problem;
  const given = needed(options, 'benchmarkWeights', 'minimumTrackingError');
  const benchmark = heldWeights(given, covariance.assets, {
    of: "the benchmark's weight of",
    hint: 'use a covariance of every asset of the benchmark, with a largest weight of 0 where it is not to be held',
  });
  const linear = covarianceWith(covariance, benchmark).map((value) => -value);
  const { result, solution } = solved(problem, { linear });
  if (result.status === 'infeasible') return { result, solution };
  const active = benchmark.map((weight, i) => result.weights[covariance.assets[i]] - weight);
  const squared = innerProduct(active, covarianceWith(covariance, active));
  return { result: { ...result, trackingError: Math.sqrt(Math.max(0, squared)) }, solution };
}

/** @param factor from the program's objective to the one of the multipliers */
function solved(problem: PortfolioProblem, terms: QuadraticTerms, factor = 1): SolvedPortfolio {
  const { engine, covariance, warmStart } = problem;
  const found = quadraticPortfolio(engine, covariance, constraintsOf(problem), terms, warmStart);
  if (found.status === 'infeasible') {
    return { result: infeasible(covariance.assets, found.conflict), solution: found.solution };
  }
  return { result: programResult(problem, found, factor), solution: found.solution };
}

/** The result of a program that has one. */
export function programResult(
  { covariance, expected }: Pick<PortfolioProblem, 'covariance' | 'expected'>,
  found: Exclude<ReturnType<typeof quadraticPortfolio>, { status: 'infeasible' }>,
  factor = 1,
): PortfolioResult {
  const { status, weights, multipliers, violation, solution } = found;
  return {
    status,
    ...describe(covariance, weights, solution, expected),
    violation,
    multipliers: namedMultipliers(covariance.assets, multipliers, factor),
  };
}

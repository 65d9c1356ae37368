/** The objectives that are one quadratic program over the weights: variance, beside a return or around a benchmark. */
import { needed, neededReturns, numberOption } from '../option-checks.js';
import { positionLimitsOf } from '../positions/limits.js';
import { withPositions } from '../positions/portfolio.js';
import { constraintsOf, type PortfolioProblem, type SolvedPortfolio } from '../problem.js';
import { type QuadraticTerms, quadraticPortfolio, type WeightConstraints } from '../quadratic.js';
import { programResult } from '../program-result.js';
import { covarianceWith, infeasible, innerProduct } from '../result.js';
import { withCosts } from '../transaction-costs.js';
import { heldWeights } from '../weight-vector.js';

/** min ½w'Σw */
export function minimumVariance(problem: PortfolioProblem): SolvedPortfolio {
  return solved(problem, () => ({}));
}

/**
 * min ½w'Σw subject to w'μ ≥ r, net of costs of trading
 *
 * @throws ConfigError `missing-target`, `bad-target`
 */
export function targetReturn(problem: PortfolioProblem): SolvedPortfolio {
  const expected = neededReturns(problem.expected, 'targetReturn');
  const target = numberOption(needed(problem.options, 'targetReturn', 'targetReturn'), 'targetReturn');
  return solved(problem, ({ turnover }) => ({
    target: { expected, targetReturn: target, costs: turnover?.costs },
  }));
}

/**
 * max w'μ − ½λ w'Σw, as min ½w'Σw − w'μ/λ, and less costs of trading
 *
 * @throws ConfigError `missing-target`, `bad-target`
 */
export function meanVariance(problem: PortfolioProblem): SolvedPortfolio {
  const expected = neededReturns(problem.expected, 'meanVariance');
  const aversion = numberOption(needed(problem.options, 'riskAversion', 'meanVariance'), 'riskAversion');
  return solved(
    problem,
    ({ turnover }) => ({
      linear: expected.map((mu) => -mu / aversion),
      costs: turnover?.costs?.map((cost) => cost / aversion),
    }),
    { factor: aversion },
  );
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
  const constant = -0.5 * innerProduct(linear, benchmark);
  const { result, solution } = solved(problem, () => ({ linear }), { constant });
  if (result.status === 'infeasible') return { result, solution };
  const active = benchmark.map((weight, i) => result.weights[covariance.assets[i]] - weight);
  const squared = innerProduct(active, covarianceWith(covariance, active));
  return { result: { ...result, trackingError: Math.sqrt(Math.max(0, squared)) }, solution };
}

/**
 * @param factor from the program's objective to the one of the multipliers
 * @param constant what the latter has beside it
 */
function solved(
  problem: PortfolioProblem,
  termsOf: (constraints: WeightConstraints) => QuadraticTerms,
  { factor = 1, constant = 0 } = {},
): SolvedPortfolio {
  const { engine, covariance, options, bounds, warmStart } = problem;
  const constraints = constraintsOf(problem);
  const terms = termsOf(constraints);
  const limits = positionLimitsOf(options, covariance.assets, bounds);
  if (limits !== null) return withPositions(problem, { constraints, terms, limits, factor, constant });
  const found = quadraticPortfolio(engine, covariance, constraints, terms, warmStart);
  if (found.status === 'infeasible') {
    return { result: infeasible(covariance.assets, found.conflict), solution: found.solution };
  }
  const result = withCosts(programResult(problem, found, factor), found.weights, constraints, options);
  return { result, solution: found.solution };
}

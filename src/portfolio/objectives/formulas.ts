/** The objectives that are a formula: nothing is searched for. */
import { type WeightBounds, readable } from '../bounds.js';
import { unconstrainedMinimumVariance as closedForm } from '../closed-form.js';
import type { PortfolioProblem, SolvedPortfolio } from '../problem.js';
import { describe, exact, infeasible } from '../result.js';
import { volatilities } from '../volatilities.js';

/** w_i = 1/N */
export function equalWeight(problem: PortfolioProblem): SolvedPortfolio {
  const N = problem.covariance.assets.length;
  return withinBounds(problem, new Float64Array(N).fill(1 / N), 'equal');
}

/**
 * w_i ∝ 1/σ_i
 *
 * @throws DataError `zero-variance`
 */
export function inverseVolatility(problem: PortfolioProblem): SolvedPortfolio {
  const weights = volatilities(problem.covariance).map((sigma) => 1 / sigma);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return withinBounds(
    problem,
    weights.map((weight) => weight / sum),
    'inverse volatility',
  );
}

/**
 * Σ⁻¹1/(1'Σ⁻¹1)
 *
 * @throws DataError `singular-covariance`
 */
export function unconstrainedMinimumVariance({
  engine,
  covariance,
  expected,
}: PortfolioProblem): SolvedPortfolio {
  const { weights, kktResidual } = closedForm(engine, covariance);
  const result = describe(covariance, weights, { ...exact, kktResidual }, expected);
  return { result: { status: 'optimal', ...result }, solution: null };
}

function withinBounds(
  { covariance, bounds, expected }: PortfolioProblem,
  weights: Float64Array,
  kind: string,
): SolvedPortfolio {
  const conflict = outsideBounds(covariance.assets, weights, bounds, kind);
  if (conflict.length > 0) return { result: infeasible(covariance.assets, conflict), solution: null };
  return {
    result: { status: 'optimal', ...describe(covariance, weights, exact, expected) },
    solution: null,
  };
}

/** Weights of a rule that takes no bounds, where these do not let them, in words. */
export function outsideBounds(
  assets: readonly string[],
  weights: Float64Array,
  { lower, upper }: WeightBounds,
  kind: string,
): string[] {
  return assets.flatMap((asset, i) => {
    const weight = readable(weights[i]);
    if (weights[i] < lower[i]) return [`the ${kind} weight ${weight} < minWeights of ${asset}, ${lower[i]}`];
    if (weights[i] > upper[i]) return [`the ${kind} weight ${weight} > maxWeights of ${asset}, ${upper[i]}`];
    return [];
  });
}

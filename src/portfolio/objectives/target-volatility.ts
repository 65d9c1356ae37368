/** The largest return at a volatility: the point of the efficient frontier that has it. */
import { readable } from '../bounds.js';
import {
  type FrontierPoint,
  type FrontierProgram,
  frontierPoint,
  pointAbove,
  pointOfVariance,
  variancePrecision,
} from '../frontier-search.js';
import { largestReturn } from '../largest-return.js';
import { namedMultipliers } from '../multipliers.js';
import { needed, neededReturns, numberOption } from '../option-checks.js';
import { constraintsOf, type PortfolioProblem, type SolvedPortfolio } from '../problem.js';
import { quadraticPortfolio } from '../quadratic.js';
import { describe, infeasible } from '../result.js';
import { withCosts } from '../transaction-costs.js';
import type { ConstraintMultipliers, PortfolioResult } from '../types.js';

/** More than rounding leaves of a variance that is searched for; beyond it the search has failed. */
const TOLERANCE = 1e-9;

/**
 * max w'μ, less costs of trading, subject to √(w'Σw) ≤ s
 *
 * Of portfolios with the largest return of all the one of least variance, where s lets it.
 *
 * @throws ConfigError `missing-target`, `bad-target`
 * @throws DataError `unbounded`
 */
export function targetVolatility(problem: PortfolioProblem): SolvedPortfolio {
  const { engine, covariance, options, warmStart } = problem;
  const { assets } = covariance;
  const expected = neededReturns(problem.expected, 'targetVolatility');
  const target = numberOption(needed(options, 'targetVolatility', 'targetVolatility'), 'targetVolatility');
  const goal = target * target;
  const program: FrontierProgram = { engine, covariance, constraints: constraintsOf(problem), expected };

  const least = quadraticPortfolio(engine, covariance, program.constraints, {}, warmStart);
  const { solution } = least;
  if (least.status === 'infeasible') return { result: infeasible(assets, least.conflict), solution };
  const low = frontierPoint(program, least, 0);
  if (low.variance > goal * (1 + variancePrecision)) {
    const smallest = readable(Math.sqrt(low.variance));
    const conflict = `targetVolatility ${readable(target)} is below the smallest reachable volatility, ${smallest} a period`;
    return { result: infeasible(assets, [conflict]), solution };
  }
  const isLeast = low.variance >= goal * (1 - variancePrecision);
  const top = isLeast ? null : largestReturn(engine, covariance, program.constraints, expected);
  const high = top === null ? low : pointAbove(program, low, goal, top.value);
  const isSlack = top !== null && high.variance <= goal;
  const point = top === null || isSlack ? high : pointOfVariance(program, low, high, goal);

  const { weights, status, violation, solution: certificate } = point.found;
  const miss = isSlack ? 0 : Math.abs(Math.sqrt(point.variance) / target - 1);
  const kktResidual = Math.max(certificate.kktResidual, miss);
  const multipliers =
    isSlack && top.multipliers !== null
      ? { ...namedMultipliers(assets, top.multipliers), targetVolatility: 0 }
      : bindingMultipliers(assets, point);
  const result: PortfolioResult = {
    status: miss > TOLERANCE ? 'iterationLimit' : status,
    ...describe(covariance, weights, { ...certificate, kktResidual }, expected),
    violation,
    ...(multipliers === null ? {} : { multipliers }),
  };
  return { result: withCosts(result, weights, program.constraints, options), solution };
}

/**
 * From Σw = γμ + A'y + z to −μ = A'(y/γ) + z/γ − Σw/γ; null at the smallest volatility, where γ = 0 and a limit on
 * it costs without measure.
 */
function bindingMultipliers(assets: readonly string[], point: FrontierPoint): ConstraintMultipliers | null {
  const { found, slope, variance } = point;
  if (!(slope > 0)) return null;
  const multipliers = namedMultipliers(assets, found.multipliers, 1 / slope);
  delete multipliers.targetReturn;
  return { ...multipliers, targetVolatility: -Math.sqrt(variance) / slope };
}

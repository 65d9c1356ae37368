import { namedMultipliers } from './multipliers.js';
import type { PortfolioProblem } from './problem.js';
import type { quadraticPortfolio } from './quadratic.js';
import { describe } from './result.js';
import type { PortfolioResult } from './types.js';

/** The result of a program that has one. */
export function programResult(
  { covariance, expected }: Pick<PortfolioProblem, 'covariance' | 'expected'>,
  found: Exclude<ReturnType<typeof quadraticPortfolio>, { status: 'infeasible' }>,
  factor = 1,
): PortfolioResult {
  const { status, weights, multipliers, violation, solution, note } = found;
  return {
    status,
    ...describe(covariance, weights, solution, expected),
    violation,
    multipliers: namedMultipliers(covariance.assets, multipliers, factor),
    ...(note === undefined ? {} : { notes: [note] }),
  };
}

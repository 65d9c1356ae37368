import type { Covariance } from '../covariance/types.js';
import type { QPSolution } from '../engine/quadratic-program.types.js';
import type { WeightBounds } from './bounds.js';
import type { CholeskyFactoriser } from './closed-form.js';
import type { QuadraticSolver, WeightConstraints } from './quadratic.js';
import { groupRows } from './rows.js';
import { tradingOf } from './transaction-costs.js';
import type { PortfolioOptions, PortfolioResult } from './types.js';

/** The part of the engine that portfolios need. */
export type PortfolioEngine = QuadraticSolver & CholeskyFactoriser;

/** What an objective gets: checked, and with bounds that some weights satisfy. */
export interface PortfolioProblem {
  engine: PortfolioEngine;
  covariance: Covariance;
  options: PortfolioOptions;
  bounds: WeightBounds;
  /** μ by asset, null where none is given */
  expected: Float64Array | null;
  warmStart?: QPSolution;
}

/** What an objective gives; `solution` is null where no quadratic program had to be solved. */
export interface SolvedPortfolio {
  result: PortfolioResult;
  solution: QPSolution | null;
}

/** Options that a quadratic program over weights has. */
export const programOptions = [
  'minWeights',
  'maxWeights',
  'groups',
  'turnoverLimit',
  'previousWeights',
] as const satisfies readonly (keyof PortfolioOptions)[];

/**
 * Bounds, groups, turnover limit and costs of trading of a problem.
 *
 * @throws ConfigError and DataError, see `groupRows` and `tradingOf`
 */
export function constraintsOf({ options, covariance, bounds }: PortfolioProblem): WeightConstraints {
  const { assets } = covariance;
  return {
    bounds,
    groups: groupRows(options.groups ?? {}, assets),
    turnover: tradingOf(options, assets),
  };
}

import type { Covariance } from '../covariance/types.js';
import type { QPSolution } from '../engine/quadratic-program.types.js';
import type { WeightBounds } from './bounds.js';
import type { Budget } from './budget.js';
import type { CholeskyFactoriser } from './closed-form.js';
import { exposureLimitsOf } from './kinks.js';
import { factorRows, groupsNamed, linearConstraintsOf, linearRows } from './linear-rows.js';
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
  budget: Budget;
  /** μ by asset, null where none is given */
  expected: Float64Array | null;
  warmStart?: QPSolution;
}

/** What an objective gives; `solution` is null where no quadratic program had to be solved. */
export interface SolvedPortfolio {
  result: PortfolioResult;
  solution: QPSolution | null;
}

/** Options that constrain weights beside their bounds, and leave a convex set of them. */
export const constraintOptions = [
  'budget',
  'minBudget',
  'maxBudget',
  'maxLong',
  'maxShort',
  'maxGross',
  'groups',
  'linearConstraints',
  'factorExposures',
  'turnoverLimit',
] as const satisfies readonly (keyof PortfolioOptions)[];

/** Options that a quadratic program over weights has. */
export const programOptions = [
  'minWeights',
  'maxWeights',
  ...constraintOptions,
  'previousWeights',
] as const satisfies readonly (keyof PortfolioOptions)[];

/**
 * The constraints of a problem.
 *
 * @throws ConfigError and DataError, see `groupRows`, `linearConstraintsOf`, `factorRows`, `exposureLimitsOf` and
 *         `tradingOf`
 */
export function constraintsOf({
  options,
  covariance,
  bounds,
  budget,
}: Pick<PortfolioProblem, 'options' | 'bounds' | 'budget'> & {
  covariance: Pick<Covariance, 'assets'>;
}): WeightConstraints {
  const { assets } = covariance;
  const { groups = {}, factorExposures = {} } = options;
  const linear = linearConstraintsOf(options, assets);
  return {
    ...{ bounds, budget },
    rows: [
      ...groupRows(groups, assets, groupsNamed(linear, groups)),
      ...linearRows(linear, groups, assets),
      ...factorRows(factorExposures, assets),
    ],
    exposures: exposureLimitsOf(options, assets.length),
    turnover: tradingOf(options, assets),
  };
}

import type { CovarianceOptions } from '../covariance/options.js';
import type { CovarianceName } from '../covariance/types.js';
import type { GroupLimits, Objective, PortfolioOptions } from '../portfolio/types.js';

/** Where the expected returns of a window come from: means of its returns, or its fitted model. */
export type ExpectedReturnsName = 'sample' | 'model';

/** Objectives of a strategy. */
export type StrategyObjective = Objective;

/** A group of a strategy: without `assets` the members of the class of that name, as the decision knows them. */
export interface StrategyGroup extends Omit<GroupLimits, 'assets'> {
  assets?: string[];
}

/** Constraints of a strategy: those of portfolios, what changes from window to window aside. */
export interface StrategyConstraints extends Pick<
  PortfolioOptions,
  | 'budget'
  | 'minBudget'
  | 'maxBudget'
  | 'maxLong'
  | 'maxShort'
  | 'maxGross'
  | 'factorExposures'
  | 'turnoverLimit'
> {
  groups?: Record<string, StrategyGroup>;
  /** names are tickers, groups and classes */
  linearConstraints?: string[];
  /** limits on the exposure to the market, with betas of the training window */
  marketBeta?: { min?: number; max?: number };
}

/**
 * What a portfolio strategy does at each decision. The objective is by default the one whose number is given
 * (`targetReturn`, `targetVolatility`, `riskAversion`) or whose `benchmarkWeights` are, else the one that the strategy is named after where it needs no
 * number, else `minimumVariance`.
 */
export interface StrategyConfig
  extends
    Pick<
      PortfolioOptions,
      'minWeights' | 'maxWeights' | 'riskAversion' | 'linkage' | 'benchmarkWeights' | 'riskBudgets'
    >,
    StrategyConstraints,
    CovarianceOptions {
  objective?: StrategyObjective;
  /** unique; the name in every table, chart and file */
  name: string;
  /** default: the covariance of that name where `name` is one, else `systematic`; refused for `equalWeight` */
  covariance?: CovarianceName;
  /** least expected return a year, the risk-free rate included: 0.06 is 6 %, (1.06)^{1/P} − 1 a period */
  targetReturn?: number;
  /** largest expected volatility a year: 0.1 is 10 %, 0.1/√P a period */
  targetVolatility?: number;
  /** where the expected returns of an objective that needs some come from; default `sample` */
  expectedReturns?: ExpectedReturnsName;
}

/** A strategy with its defaults filled in; what its objective has no use for is not there. */
export type ResolvedStrategy = StrategyConfig & Required<Pick<StrategyConfig, 'objective'>>;

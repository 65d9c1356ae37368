import type { CovarianceOptions } from '../covariance/options.js';
import type { CovarianceName } from '../covariance/types.js';
import type { Objective, PortfolioOptions } from '../portfolio/types.js';

/** Where the expected returns of a window come from: means of its returns, or its fitted model. */
export type ExpectedReturnsName = 'sample' | 'model';

/** Objectives of a strategy: all that need no portfolio to follow. */
export type StrategyObjective = Exclude<Objective, 'minimumTrackingError'>;

/**
 * What a portfolio strategy does at each decision. The objective is by default the one whose number is given
 * (`targetReturn`, `targetVolatility`, `riskAversion`), else the one that the strategy is named after where it needs no
 * number, else `minimumVariance`.
 */
export interface StrategyConfig
  extends
    Pick<
      PortfolioOptions,
      'minWeights' | 'maxWeights' | 'riskAversion' | 'linkage' | 'minPosition' | 'cardinality'
    >,
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
  /**
   * what trading costs, a share of the value traded as in `backtest.costs`, for all or by ticker; default none. It counts
   * against the expected return, spread over the periods of a decision: a cost of 0.003 and three periods are 0.001 a
   * period. Previous weights are those of the last decision as they have drifted, cash at the first
   */
  transactionCosts?: number | Record<string, number>;
  /** where the expected returns of an objective that needs some come from; default `sample` */
  expectedReturns?: ExpectedReturnsName;
}

/** A strategy with its defaults filled in; what its objective has no use for is not there. */
export type ResolvedStrategy = StrategyConfig & Required<Pick<StrategyConfig, 'objective'>>;

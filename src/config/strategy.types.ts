import type { CovarianceOptions } from '../covariance/options.js';
import type { CovarianceName } from '../covariance/types.js';
import type { AveragingConfig } from './averaging.types.js';
import type { StackingConfig } from './stacking.types.js';
import type { GroupLimits, Objective, PortfolioOptions } from '../portfolio/types.js';

/** Covariances of a strategy: the estimators, and those that are made of several models or draws. */
export type StrategyCovarianceName = CovarianceName | 'stacked' | 'averaged';

/** Expected returns that a window gives by itself: means of its returns, or what its fitted model expects. */
export type EstimatedReturnsName = 'sample' | 'model';

/** Where the expected returns of a strategy come from: those, or the equilibrium under its covariance. */
export type ExpectedReturnsName = EstimatedReturnsName | 'equilibrium';

/** Expected returns with what they are made of; see `equilibriumReturns` and `blackLitterman`. */
export interface ExpectedReturnsConfig {
  /** default `equilibrium` */
  prior?: ExpectedReturnsName;
  /** of the equilibrium: the market portfolio by ticker, 0 where an asset is not named; default 1/N of who takes part */
  marketWeights?: Record<string, number>;
  /** λ of the equilibrium; default 2.5 */
  riskAversion?: number;
  /** τ: the prior's mean has the covariance τΣ; default 0.05 */
  tau?: number;
  /** default none */
  views?: ViewConfig[];
}

/**
 * An opinion about returns, as text (`view`) or by numbers: Σ weight·return is `return`. Give it the day from which on
 * somebody held it.
 */
export interface ViewConfig {
  /** `"SPY - IWM == 0.02"`, a year, of tickers: in the place of the next two */
  view?: string;
  /** by ticker: one with the weight 1, or `{ "SPY": 1, "IWM": -1 }` for how much more SPY returns */
  weights?: Record<string, number>;
  /** a year, the risk-free rate included: 0.06 is 6 %, 0.06/P a period */
  return?: number;
  /** in (0, 1], how far a view alone moves what is expected; default 0.5 */
  confidence?: number;
  /** first and last day of decisions that it counts for, ISO; default all, which looks ahead unless it was held all along */
  from?: string;
  to?: string;
}

/** What takes the place of weights that could not be had. */
export type FallbackName = CovarianceName | 'previousWeights' | 'equalWeight' | 'cash';

/** Objectives of a strategy: those of `optimizeWeights`, and the one of `minimumCVaR`. */
export type StrategyObjective = Objective | 'minimumCVaR';

/** Where scenarios come from: the window, or a distribution. */
export type ScenarioSource = 'returns' | 'normal' | 't';

/** The equally likely returns that `minimumCVaR` is over; see `drawScenarios`. */
export interface ScenariosConfig {
  /**
   * `returns`, those of the training window of the assets that have all of them (default); or draws of a `normal` or a
   * multivariate `t` distribution with the strategy's covariance, and its expected returns as means, 0 without any
   */
  from?: ScenarioSource;
  /** how many are drawn, 2 or more; default 1,000 */
  draws?: number;
  /** of the draws, whose random numbers are the same at all decisions; default 1 */
  seed?: number;
  /** of `t`, above 2; default those of the model's t errors, fitted to the window */
  degreesOfFreedom?: number;
}

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
  | 'minPosition'
  | 'cardinality'
> {
  groups?: Record<string, StrategyGroup>;
  /** names are tickers, groups and classes */
  linearConstraints?: string[];
  /** limits on the exposure to the market, with betas of the training window */
  marketBeta?: { min?: number; max?: number };
}

/**
 * What a portfolio strategy does at each decision. The objective is by default the one whose number is given
 * (`targetReturn`, `targetVolatility`, `riskAversion`) or whose `benchmarkWeights` are (but of the name `minimumCVaR`, which may have a `targetReturn`), else the one that the strategy is named after where it needs no
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
  /** default: the covariance of that name where `name` is one, else `posterior` (`total` where residual variances differ between periods); refused for `equalWeight` */
  covariance?: StrategyCovarianceName;
  /** of the covariance `stacked`: its models, and how they are scored */
  stacking?: StackingConfig;
  /** of the covariance `averaged`: how the posterior that it is averaged over is drawn */
  averaging?: AveragingConfig;
  /** β of the objective `minimumCVaR`, in (0, 1); default 0.95 */
  confidence?: number;
  /** what the objective `minimumCVaR` is over, or its `from` alone; default `returns` */
  scenarios?: ScenarioSource | ScenariosConfig;
  /**
   * least expected return a year, the risk-free rate included: 0.06 is 6 %, (1.06)^{1/P} − 1 a period; `minimumCVaR` may
   * have one
   */
  targetReturn?: number;
  /** largest expected volatility a year: 0.1 is 10 %, 0.1/√P a period */
  targetVolatility?: number;
  /**
   * what trading costs, a share of the value traded as in `backtest.costs`, for all or by ticker; default none. It counts
   * against the expected return, spread over the periods of a decision: a cost of 0.003 and three periods are 0.001 a
   * period; of a rule of the calendar a year's periods over its decisions in one. Previous weights are those of the last decision as they have drifted, cash at the first
   */
  transactionCosts?: number | Record<string, number>;
  /** where the expected returns of an objective that needs some come from; default `sample` */
  expectedReturns?: ExpectedReturnsName | ExpectedReturnsConfig;
  /**
   * what is tried in turn where the strategy's own weights cannot be had: its objective under another covariance, the
   * previous weights as they have drifted, equal weights, cash; default `["ledoitWolf", "previousWeights", "equalWeight"]`.
   * Cash is at the end of every chain
   */
  fallback?: FallbackName[];
}

/** A strategy with its defaults filled in; what its objective has no use for is not there. */
export type ResolvedStrategy = StrategyConfig & Required<Pick<StrategyConfig, 'objective' | 'fallback'>>;

import type { Groups } from './risk.js';
import type { SearchOptimality } from './search-optimality.types.js';

/** What weights are chosen for; the formulas are in docs/theory.md#portfolios. */
export type Objective =
  | 'minimumVariance'
  | 'targetReturn'
  | 'unconstrainedMinimumVariance'
  | 'equalWeight'
  | 'meanVariance'
  | 'targetVolatility'
  | 'maximumSharpe'
  | 'maximumDiversification'
  | 'minimumTrackingError'
  | 'inverseVolatility'
  | 'riskParity'
  | 'hierarchicalRiskParity';

/** How far two clusters are apart: their nearest pair, their furthest, the mean of all pairs, or Ward's rise of squares. */
export type Linkage = 'single' | 'complete' | 'average' | 'ward';

export interface PortfolioOptions {
  /** default `minimumVariance` */
  objective?: Objective;
  /** smallest weight, for all or by ticker; default 0 (long-only), negative where short positions are allowed */
  minWeights?: number | Record<string, number>;
  /** largest weight, for all or by ticker; default 1 */
  maxWeights?: number | Record<string, number>;
  /**
   * μ per period: of every asset by ticker, or in the order of the covariance's assets; `targetReturn`, `meanVariance`,
   * `targetVolatility` and `maximumSharpe` need them, others report w'μ
   */
  expectedReturns?: Record<string, number> | Float64Array;
  /** r: the least expected return w'μ, per period; of the objective of that name */
  targetReturn?: number;
  /** λ > 0 of `meanVariance`, max w'μ − ½λ w'Σw: the variance is worth ½λ of return; of no unit, whatever the period */
  riskAversion?: number;
  /** the largest volatility √(w'Σw), per period; of the objective of that name */
  targetVolatility?: number;
  /** r_f per period of `maximumSharpe`; default 0 */
  riskFree?: number;
  /** b of `minimumTrackingError`, by ticker; 0 where an asset is not named, and the sum need not be 1 */
  benchmarkWeights?: Record<string, number>;
  /**
   * shares of the variance, of `riskParity`: by ticker, or by the name of a group of `riskGroups`, each member of which
   * has an equal part. They are relative: 2 and 1 are two thirds and one third. An asset with the budget 0 is left out.
   */
  riskBudgets?: Record<string, number>;
  /** groups that `riskBudgets` names */
  riskGroups?: Groups;
  /** of `hierarchicalRiskParity`; default `single` */
  linkage?: Linkage;
  /** limits on sums of weights, by the name of the group; an asset may be in several */
  groups?: Record<string, GroupLimits>;
  /** Σw; default 1. What is not invested is cash, and what is above 1 is borrowed */
  budget?: number;
  /** smallest and largest Σw, in the place of `budget`; without limit where one of them is left out */
  minBudget?: number;
  maxBudget?: number;
  /** largest Σ max(w, 0) */
  maxLong?: number;
  /** largest Σ max(−w, 0) */
  maxShort?: number;
  /** largest Σ|w| */
  maxGross?: number;
  /**
   * `"bond >= 0.2"`, `"2*SPY - 0.5*IWM <= 0.3"`, `"SPY == 2*IWM"`: linear in weights of tickers and sums of `groups`, see
   * docs/theory.md#portfolio-constraints
   */
  linearConstraints?: readonly string[];
  /** limits on exposures b'w, by the name of the factor */
  factorExposures?: Record<string, FactorExposure>;
  /** largest Σ|w − previous|, purchases and sales together: twice the one-way turnover; needs `previousWeights` */
  turnoverLimit?: number;
  /** what is held now, by ticker; 0 where an asset is not named */
  previousWeights?: Record<string, number>;
  /**
   * c_i: what buying or selling a unit of value costs, for all or by ticker (0 where not named), in the units of the
   * expected returns: per period. A cost paid once and a portfolio held for h periods make c = cost/h. Σ c_i|w_i − p_i|
   * counts against w'μ in `meanVariance`, `targetReturn`, `targetVolatility` and `maximumSharpe`; needs `previousWeights`
   */
  transactionCosts?: number | Record<string, number>;
  /**
   * smallest |weight| of what is held, for all or by ticker: a weight is 0 or that far from it; of `minimumVariance`,
   * `targetReturn`, `meanVariance` and `minimumTrackingError`, like the next two
   */
  minPosition?: number | Record<string, number>;
  /** assets held at most */
  cardinality?: number;
  /** parts of the search for these two that are looked at, at most; default 10,000 */
  nodeLimit?: number;
}

/** minWeight ≤ Σ w_i over the assets ≤ maxWeight; one of them may be left out, both of a group that `linearConstraints` name. */
export interface GroupLimits {
  assets: readonly string[];
  minWeight?: number;
  maxWeight?: number;
}

/** min ≤ b'w ≤ max, b the loadings by ticker, 0 where an asset is not named; one of the limits may be left out. */
export interface FactorExposure {
  loadings: Record<string, number>;
  min?: number;
  max?: number;
}

/**
 * What constraints cost: y = ∂f/∂b of a limit b as it is moved, f what the objective minimises. It is ≥ 0 at a lower
 * limit, ≤ 0 at an upper one, 0 of a limit that does not bind, either of the budget.
 *
 *     minimumVariance, targetReturn    f = ½w'Σw
 *     meanVariance                     f = ½λ w'Σw − w'μ, here and below w'μ less costs of trading
 *     minimumTrackingError             f = ½(w − b)'Σ(w − b)
 *     targetVolatility                 f = −w'μ
 *     maximumSharpe                    f = −(w'μ − r_f)/√(w'Σw)
 *     maximumDiversification           f = −w'σ/√(w'Σw)
 */
export interface ConstraintMultipliers {
  /** of Σw, whichever of its limits binds; not of ratios, whose constraints move with it */
  budget?: number;
  targetReturn?: number;
  targetVolatility?: number;
  groups?: Record<string, number>;
  /** by the text of the constraint, of its left side less its right side */
  linearConstraints?: Record<string, number>;
  factorExposures?: Record<string, number>;
  turnoverLimit?: number;
  maxLong?: number;
  maxShort?: number;
  maxGross?: number;
  /** by ticker, where the bound binds */
  minWeights?: Record<string, number>;
  maxWeights?: Record<string, number>;
}

/**
 * `nodeLimit`: weights within all limits of which it is not proven that there are no better ones (`optimality.gap`).
 * `iterationLimit`: the last iterate, or where `nodeLimit` came before any weights were within `minPosition` and
 * `cardinality`, those without these two.
 */
export type PortfolioResult = {
  /** every asset of the covariance */
  weights: Record<string, number>;
  /** √(w'Σw), per period */
  volatility: number;
  /** 1/Σw²: N of equal weights, 1 of one asset, less than 1 of long and short ones; 0 where there are no weights */
  effectiveAssets: number;
  /** w'μ, per period, costs of trading aside; where expected returns were given and weights found */
  expectedReturn?: number;
  /** Σ c_i|w_i − p_i|, per period; where `transactionCosts` were given */
  transactionCosts?: number;
  /** (w'μ − r_f)/√(w'Σw), per period, w'μ less costs of trading; of `maximumSharpe` */
  sharpe?: number;
  /** w'σ/√(w'Σw), σ the volatilities of the assets; of `maximumDiversification` */
  diversificationRatio?: number;
  /** √((w − b)'Σ(w − b)), per period; of `minimumTrackingError` */
  trackingError?: number;
  iterations: number;
  /**
   * of the quadratic program, see `QPSolution`; of `riskParity` the largest |share of the variance − budget|; 0 of
   * formulas
   */
  kktResidual: number;
  /** added to the diagonal while solving, 0 for a positive definite covariance */
  regularisation: number;
  /** largest violation of a constraint by these weights, rounding; where a quadratic program was solved */
  violation?: number;
  /** by the name of the constraint, where a quadratic program was solved */
  multipliers?: ConstraintMultipliers;
  /** what a reader should know of how weights were found; not there where there is nothing */
  notes?: string[];
  /** of f as it is defined with the multipliers; where `minPosition` or `cardinality` was given and weights were looked for */
  optimality?: SearchOptimality;
} & (
  | { status: 'optimal' }
  | { status: 'infeasible'; conflict: string[] }
  | { status: 'iterationLimit' }
  | { status: 'nodeLimit' }
);

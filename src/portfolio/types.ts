export type Objective = 'minimumVariance' | 'targetReturn' | 'unconstrainedMinimumVariance' | 'equalWeight';

export interface PortfolioOptions {
  /** default `minimumVariance` */
  objective?: Objective;
  /** smallest weight, for all or by ticker; default 0 (long-only), negative where short positions are allowed */
  minWeights?: number | Record<string, number>;
  /** largest weight, for all or by ticker; default 1 */
  maxWeights?: number | Record<string, number>;
  /** μ per period: of every asset by ticker, or in the order of the covariance's assets; `targetReturn` needs them */
  expectedReturns?: Record<string, number> | Float64Array;
  /** r: the least expected return w'μ, per period; of the objective of that name */
  targetReturn?: number;
}

export type PortfolioResult = {
  /** every asset of the covariance */
  weights: Record<string, number>;
  /** √(w'Σw), per period */
  volatility: number;
  /** w'μ, per period; where expected returns were given and weights found */
  expectedReturn?: number;
  iterations: number;
  kktResidual: number;
  /** added to the diagonal while solving, 0 for a positive definite covariance */
  regularisation: number;
} & ({ status: 'optimal' } | { status: 'infeasible'; conflict: string[] } | { status: 'iterationLimit' });

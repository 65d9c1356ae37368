export type Objective = 'minimumVariance' | 'equalWeight';

export interface PortfolioOptions {
  /** default `minimumVariance` */
  objective?: Objective;
  /** smallest weight, for all or by ticker; default 0 (long-only) */
  minWeights?: number | Record<string, number>;
  /** largest weight, for all or by ticker; default 1 */
  maxWeights?: number | Record<string, number>;
}

export type PortfolioResult = {
  /** every asset of the covariance */
  weights: Record<string, number>;
  /** √(w'Σw), per period */
  volatility: number;
  iterations: number;
  kktResidual: number;
  /** added to the diagonal while solving, 0 for a positive definite covariance */
  regularisation: number;
} & ({ status: 'optimal' } | { status: 'infeasible'; conflict: string[] } | { status: 'iterationLimit' });

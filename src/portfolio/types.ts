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
  /** limits on sums of weights, by the name of the group; an asset may be in several */
  groups?: Record<string, GroupLimits>;
  /** largest Σ|w − previous|, purchases and sales together: twice the one-way turnover; needs `previousWeights` */
  turnoverLimit?: number;
  /** what is held now, by ticker; 0 where an asset is not named */
  previousWeights?: Record<string, number>;
}

/** minWeight ≤ Σ w_i over the assets ≤ maxWeight; one of them may be left out. */
export interface GroupLimits {
  assets: readonly string[];
  minWeight?: number;
  maxWeight?: number;
}

/**
 * What constraints cost: y = ∂(½w'Σw)/∂b of a limit b as it is moved, ≥ 0 at a lower limit, ≤ 0 at an upper one, 0 of a
 * limit that does not bind.
 */
export interface ConstraintMultipliers {
  targetReturn?: number;
  groups?: Record<string, number>;
  turnoverLimit?: number;
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
  /** of the target, the groups and the turnover limit, where there are any and weights were found */
  multipliers?: ConstraintMultipliers;
} & ({ status: 'optimal' } | { status: 'infeasible'; conflict: string[] } | { status: 'iterationLimit' });

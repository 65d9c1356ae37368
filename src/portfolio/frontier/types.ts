/** A portfolio of the efficient frontier. */
export interface FrontierPortfolio {
  /** every asset of the covariance */
  weights: Record<string, number>;
  /** w'μ, per period */
  expectedReturn: number;
  /** √(w'Σw), per period */
  volatility: number;
  /** 1/Σw² */
  effectiveAssets: number;
  /** t = ∂(½σ²)/∂r, what a return costs: 1/`riskAversion` of `meanVariance` */
  lambda: number;
}

/** A portfolio at which an asset enters or leaves: between two of them weights are linear in the return. */
export interface CornerPortfolio extends FrontierPortfolio {
  /** t towards less risk; 0 at the least variance */
  lambda: number;
  /** t towards more risk: larger than `lambda` where the frontier has a kink, Infinity at the largest return */
  lambdaAbove: number;
  /**
   * violation of the conditions of the minimum at `lambda`, |K_i − y| of free weights and the wrong side of y at bounds,
   * K = Σw − tμ, relative to the largest Σ_j |Σ_ij w_j| + t|μ_i|
   */
  kktResidual: number;
}

/**
 * Either corners, from the least variance to the largest return, or why there is none. With `iterationLimit` they begin
 * above the least variance: there were more than a hundred an asset.
 */
export type EfficientFrontier =
  | { status: 'optimal' | 'iterationLimit'; corners: CornerPortfolio[] }
  | { status: 'infeasible'; conflict: string[]; corners: [] };

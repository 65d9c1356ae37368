import type { ConstraintMultipliers, PortfolioOptions } from '../types.js';

/** Constraints are those of `optimizeWeights`; returns, targets and costs are per period, as the scenarios are. */
export interface MinimumCVaROptions extends Pick<
  PortfolioOptions,
  | 'minWeights'
  | 'maxWeights'
  | 'budget'
  | 'minBudget'
  | 'maxBudget'
  | 'maxLong'
  | 'maxShort'
  | 'maxGross'
  | 'groups'
  | 'linearConstraints'
  | 'factorExposures'
  | 'turnoverLimit'
  | 'previousWeights'
  | 'transactionCosts'
  | 'expectedReturns'
  | 'targetReturn'
> {
  /** β in (0, 1): the CVaR is the mean loss of the worst 1 − β of the scenarios; default 0.95 */
  confidence?: number;
}

/** A portfolio of least conditional value at risk. Losses are −r'w, fractions of wealth a period. */
export type MinimumCVaRResult = {
  /** every asset of the scenarios */
  weights: Record<string, number>;
  /** in the scenarios, costs of trading aside */
  conditionalValueAtRisk: number;
  /** the smallest loss that a share of at least β of the scenarios does not exceed */
  valueAtRisk: number;
  confidence: number;
  /** S */
  scenarios: number;
  /** 1/Σw²; 0 where there are no weights */
  effectiveAssets: number;
  /** w'μ, costs of trading aside; where expected returns were given and weights found */
  expectedReturn?: number;
  /** Σ c_i|w_i − p_i|; where `transactionCosts` were given */
  transactionCosts?: number;
  /** of the simplex method */
  iterations: number;
  /** largest violation of a constraint by these weights, rounding */
  violation: number;
  /** what the multipliers prove that no weights are below: CVaR and costs of trading are above it by rounding alone */
  lowerBound: number;
  /** CVaR and costs less `lowerBound`, a fraction of wealth a period */
  dualityGap: number;
  /** of f = CVaR + costs of trading, y = ∂f/∂b of a limit b, by the name of the constraint */
  multipliers: ConstraintMultipliers;
} & ({ status: 'optimal' | 'iterationLimit' } | { status: 'infeasible'; conflict: string[] });

import type { Covariance } from '../../covariance/types.js';
import { checkCovariance } from '../check-covariance.js';
import { numberOption } from '../option-checks.js';
import { byTicker, covarianceWith } from '../result.js';
import { heldWeights } from '../weight-vector.js';

/** The market portfolio, its price of risk and the risk-free return. */
export interface EquilibriumOptions {
  /** weights of the market portfolio by ticker, 0 where an asset is not named; default 1/N each */
  marketWeights?: Readonly<Record<string, number>>;
  /** λ > 0, (E r_m − r_f)/σ_m² of the market portfolio; of no unit, whatever the period; default 2.5 */
  riskAversion?: number;
  /** r_f per period; default 0: returns are then in excess of it */
  riskFree?: number;
}

/** He and Litterman's world average of the risk aversion. */
export const DEFAULT_RISK_AVERSION = 2.5;

/**
 * Implied equilibrium returns: those with which the market portfolio m is the one to hold,
 *
 *     μ = r_f + λ Σm,
 *
 * the condition of max w'(μ − r_f) − ½λ w'Σw at w = m. An asset's premium is its beta to m times that of m.
 *
 * @returns μ by ticker, per period
 * @throws ConfigError `bad-target` (a risk aversion that is not positive, a rate that is no number)
 * @throws DataError `not-in-covariance` (a market weight), `not-finite`, as `optimizeWeights` for the covariance
 * @see Sharpe (1974), "Imputing expected security returns from portfolio composition"; docs/theory.md#portfolios
 */
export function equilibriumReturns(
  covariance: Covariance,
  { marketWeights, riskAversion = DEFAULT_RISK_AVERSION, riskFree = 0 }: EquilibriumOptions = {},
): Record<string, number> {
  checkCovariance(covariance);
  const { assets } = covariance;
  const lambda = numberOption(riskAversion, 'riskAversion');
  const rate = numberOption(riskFree, 'riskFree');
  const market =
    marketWeights === undefined
      ? new Float64Array(assets.length).fill(1 / assets.length)
      : heldWeights(marketWeights, assets, {
          of: 'the market weight of',
          hint: 'leave it out, or use a covariance of every asset of the market portfolio',
        });
  return byTicker(
    assets,
    covarianceWith(covariance, market).map((value) => rate + lambda * value),
  );
}

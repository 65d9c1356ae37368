import type { PanelFit } from '../model/types.js';
import { refuseWeighted } from './check-origin.js';

/**
 * Information criteria of a REML fit, to compare models of the same returns and fixed effects: smaller is better. Log-likelihoods
 * are on the scale of the returns, so that a fit with `scale: "residual"`, whose N scales s_i count as parameters, can be
 * compared with one of residual groups. They compare random terms and residual variances only, and there is no criterion that compares fixed effects: that takes a fit by maximum
 * likelihood, which panels do not have, and ℓ_ML at REML's variances is not its maximum.
 */
export interface InformationCriteria {
  method: 'REML';
  /** −2ℓ + 2k */
  aic: number;
  /** −2ℓ + k·log(n − p) */
  bic: number;
  /** k, estimated variances and residual scales; fixed effects do not count */
  parameters: number;
  /** estimated variances, those at the boundary too */
  variances: number;
  /** residual scales s_i that the returns were divided by: N with `scale: "residual"`, else 0 */
  scales: number;
  /** n − p, returns beyond the fixed effects */
  degreesOfFreedom: number;
}

/**
 * AIC and BIC from the REML log-likelihood, with the estimated variances and residual scales as parameters and the n − p
 * error contrasts as observations. AIC is lme4's less twice the number of fixed effects, which compared models have in
 * common. Scales are plugged in, not maximised over: ℓ is not above what N parameters could reach, and the criterion of a
 * scaled fit errs against it.
 *
 * @throws ModelError `weighted-periods`
 */
export function informationCriteria(fit: PanelFit): InformationCriteria {
  const { logLikelihood, origin } = fit;
  refuseWeighted(origin.weights !== null);
  const variances = fit.variances.filter(({ fixed }) => fixed !== true).length;
  const scales = origin.scale === 'residual' ? fit.scales.length : 0;
  const parameters = variances + scales;
  const { degreesOfFreedom } = origin;
  return {
    method: 'REML',
    aic: -2 * logLikelihood + 2 * parameters,
    bic: -2 * logLikelihood + parameters * Math.log(degreesOfFreedom),
    parameters,
    variances,
    scales,
    degreesOfFreedom,
  };
}

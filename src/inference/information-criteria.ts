import type { PanelFit } from '../model/types.js';
import { refuseDiscounted } from './check-origin.js';
import { comparableStudent } from './comparable-student.js';

/**
 * Information criteria of a fit, to compare models of the same returns: smaller is better. Those of REML fits compare
 * random terms, residual groups and scales, of models with the same fixed effects; those of ML fits compare fixed effects too.
 * Criteria of the two methods have nothing in common.
 */
export interface InformationCriteria {
  method: 'REML' | 'ML';
  /** −2ℓ + 2k */
  aic: number;
  /** −2ℓ + k·log(n − p) with REML, −2ℓ + k·log n with ML */
  bic: number;
  /** k: estimated variances and residual scales; with ML the fixed effects as well */
  parameters: number;
  /** estimated variances, those at the boundary too */
  variances: number;
  /** residual scales s_i that the returns were divided by: N with `scale: 'residual'`, else 0 */
  scales: number;
  /** n, returns or contrasts of them */
  observations: number;
  /** n − p, those beyond the fixed effects */
  degreesOfFreedom: number;
  /** what the likelihood is where it is not the plain REML one, in words */
  notes: string[];
}

/**
 * AIC and BIC. With REML the likelihood is of the n − p error contrasts, and estimated variances and residual scales are its
 * parameters: AIC is lme4's less twice the number of fixed effects, which compared models have in common. With ML it is of the
 * n returns, and fixed effects count: AIC and BIC are lme4's. Log-likelihoods are on the scale of the returns, whatever they
 * were divided by. The scales s_i are those of least squares and not of the likelihood, which could only be higher: the
 * criterion of a scaled fit errs against it.
 *
 * With period weights they compare models of the same weights, with t errors of the same given degrees of freedom.
 *
 * @throws ModelError `discounted-likelihood`, `t-errors`
 */
export function informationCriteria(fit: PanelFit): InformationCriteria {
  const { logLikelihood, origin } = fit;
  refuseDiscounted(fit.discount !== undefined, 'information criteria');
  const notes = comparableStudent(fit, 'information criteria');
  const { method, observations, degreesOfFreedom } = origin;
  const isML = method === 'ML';
  const variances = fit.variances.filter(({ fixed }) => fixed !== true).length;
  const scales = origin.scale === 'residual' ? fit.scales.length : 0;
  const parameters = variances + scales + (isML ? observations - degreesOfFreedom : 0);
  return {
    method,
    aic: -2 * logLikelihood + 2 * parameters,
    bic: -2 * logLikelihood + parameters * Math.log(isML ? observations : degreesOfFreedom),
    parameters,
    variances,
    scales,
    observations,
    degreesOfFreedom,
    notes,
  };
}

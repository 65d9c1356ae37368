import type { PanelFit } from '../model/types.js';
import { refuseDiscounted } from './check-origin.js';
import { comparableStudent } from './comparable-student.js';

/**
 * Information criteria of a REML fit, to compare models of the same returns, fixed effects and scale: smaller is better.
 * They compare random terms only, and there is no criterion that compares fixed effects: that takes a fit by maximum
 * likelihood, which panels do not have, and ℓ_ML at REML's variances is not its maximum.
 */
export interface InformationCriteria {
  method: 'REML';
  /** −2ℓ + 2k */
  aic: number;
  /** −2ℓ + k·log(n − p) */
  bic: number;
  /** k, estimated variances, those at the boundary too; fixed effects and residual scales s_i do not count */
  parameters: number;
  /** n − p, returns beyond the fixed effects */
  degreesOfFreedom: number;
  /** what the likelihood is where it is not the plain REML one, in words */
  notes: string[];
}

/**
 * AIC and BIC from the REML log-likelihood, with the k estimated variances as parameters and the n − p error contrasts
 * as observations. AIC is lme4's less twice the number of fixed effects, which compared models have in common.
 *
 * With period weights they compare models of the same weights, with t errors of the same given degrees of freedom.
 *
 * @throws ModelError `discounted-likelihood`, `t-errors`
 */
export function informationCriteria(fit: PanelFit): InformationCriteria {
  const { logLikelihood, variances, origin } = fit;
  refuseDiscounted(fit.discount !== undefined, 'information criteria');
  const notes = comparableStudent(fit, 'information criteria');
  const parameters = variances.filter(({ fixed }) => fixed !== true).length;
  const { degreesOfFreedom } = origin;
  return {
    method: 'REML',
    aic: -2 * logLikelihood + 2 * parameters,
    bic: -2 * logLikelihood + parameters * Math.log(degreesOfFreedom),
    parameters,
    degreesOfFreedom,
    notes,
  };
}

import type { PanelFit } from '../model/types.js';
import { refuseDiscounted } from './check-origin.js';
import { comparableStudent } from './comparable-student.js';

/**
 * Information criteria of a fit, to compare models of the same returns: smaller is better. Those of REML fits compare
 * random terms, of models with the same fixed effects and scale; those of ML fits compare fixed effects, random terms and
 * scales. Criteria of the two methods have nothing in common.
 */
export interface InformationCriteria {
  method: 'REML' | 'ML';
  /** −2ℓ + 2k */
  aic: number;
  /** −2ℓ + k·log(n − p) with REML, −2ℓ + k·log n with ML */
  bic: number;
  /**
   * k: estimated variances, those at the boundary too; with ML the fixed effects as well, and the N residual scales s_i of
   * `scale: 'residual'`
   */
  parameters: number;
  /** n, returns or contrasts of them */
  observations: number;
  /** n − p, those beyond the fixed effects */
  degreesOfFreedom: number;
  /** what the likelihood is where it is not the plain REML one, in words */
  notes: string[];
}

/**
 * AIC and BIC. With REML the likelihood is of the n − p error contrasts, and the estimated variances are its parameters:
 * AIC is lme4's less twice the number of fixed effects, which compared models have in common. With ML it is of the n returns,
 * and fixed effects count: AIC and BIC are lme4's. The residual scales s_i are estimates that ML counts, though they are
 * those of least squares and not of the likelihood.
 *
 * With period weights they compare models of the same weights, with t errors of the same given degrees of freedom.
 *
 * @throws ModelError `discounted-likelihood`, `t-errors`
 */
export function informationCriteria(fit: PanelFit): InformationCriteria {
  const { logLikelihood, variances, origin } = fit;
  refuseDiscounted(fit.discount !== undefined, 'information criteria');
  const notes = comparableStudent(fit, 'information criteria');
  const { method, observations, degreesOfFreedom } = origin;
  const isML = method === 'ML';
  const parameters =
    variances.filter(({ fixed }) => fixed !== true).length +
    (isML ? observations - degreesOfFreedom : 0) +
    (isML && origin.scale === 'residual' ? fit.scales.length : 0);
  return {
    method,
    aic: -2 * logLikelihood + 2 * parameters,
    bic: -2 * logLikelihood + parameters * Math.log(isML ? observations : degreesOfFreedom),
    parameters,
    observations,
    degreesOfFreedom,
    notes,
  };
}

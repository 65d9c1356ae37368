import type { MixedModelFit } from '../mixed/types.js';

/** Information criteria of a general fit: smaller is better. */
export interface MixedInformationCriteria {
  /** ML compares models of the same observations; REML only those with the same fixed effects besides */
  method: 'REML' | 'ML';
  /** −2ℓ + 2k */
  aic: number;
  /** −2ℓ + k·log(observations) */
  bic: number;
  /** k, the sum of what is counted */
  parameters: number;
  /**
   * estimated variances, those at the boundary too, residual ones included; estimated covariances; fixed effects that were
   * not dropped, which count by ML alone
   */
  counted: { variances: number; covariances: number; fixedEffects: number };
  /** n by ML; n − p, the observations beyond the fixed effects, by REML */
  observations: number;
}

/**
 * AIC and BIC from the log-likelihood of a general fit.
 *
 * By ML they are R's of lme4: k counts fixed effects, variances and covariances, and BIC takes n. By REML ℓ is of the
 * n − p contrasts beside the fixed effects, so that these do not count and BIC takes n − p, as for panels. lme4 counts
 * them there too: its AIC of a REML fit is larger by 2p, its BIC −2ℓ + (k + p)·log n.
 */
export function mixedInformationCriteria(fit: MixedModelFit): MixedInformationCriteria {
  const { logLikelihood, origin } = fit;
  const isFree = (label: string): boolean => !fit.variances.find((own) => own.label === label)!.fixed;
  const counted = {
    variances: fit.variances.filter(({ fixed }) => !fixed).length,
    covariances: (fit.covariances ?? []).filter(({ labels: [a] }) => isFree(a)).length,
    fixedEffects: origin.method === 'ML' ? fit.fixedEffects.length : 0,
  };
  const parameters = counted.variances + counted.covariances + counted.fixedEffects;
  const observations = origin.method === 'ML' ? origin.observations : origin.degreesOfFreedom;
  return {
    method: origin.method,
    aic: -2 * logLikelihood + 2 * parameters,
    bic: -2 * logLikelihood + parameters * Math.log(observations),
    parameters,
    counted,
    observations,
  };
}

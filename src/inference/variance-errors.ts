import type { Engine } from '../create-engine.js';
import { ConfigError, ModelError } from '../errors.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { checkOrigin, refuseDiscounted, refuseStudent } from './check-origin.js';
import { informationCovariance } from './information.js';

/** Standard errors of variances from another information than the average one, which those of a fit are from. */
export interface VarianceErrors {
  information: 'expected' | 'observed';
  /** in the order of the fit's variances; null at the boundary and where a variance is fixed */
  standardErrors: (number | null)[];
  /** q×q sampling covariance, the inverse information of the others; 0 for those */
  covariance: Float64Array;
}

/** Longest step of the differences of scores, in variances. */
const LARGEST_STEP = 0.25;

/**
 * Standard errors of the variances from the observed or the expected information at the estimates:
 *
 *     observed  O_kl = −∂²ℓ/∂σ_k²∂σ_l², by fourth-order central differences of the score
 *     expected  E_kl = ½ tr(PV_kPV_l) = 2A_kl − O_kl, A the average information ½ y'PV_kPV_lPy
 *
 * over the components inside the boundary. The identity holds for any y, since O_kl = −½ tr(PV_kPV_l) + y'PV_kPV_lPy.
 *
 * @param fit of this panel and this model
 * @throws ConfigError `bad-value`; ModelError `discounted-likelihood`, `t-errors`, `fit-mismatch`, `not-converged`, `indefinite-information` where the
 *         information is not positive definite
 */
export function varianceErrors(
  engine: Engine,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
  information: 'expected' | 'observed',
): VarianceErrors {
  if (information !== 'expected' && information !== 'observed') {
    throw new ConfigError(
      'bad-value',
      `information is ${String(information)}`,
      'information is expected or observed; a fit has the errors of the average one',
      { path: 'information', value: String(information) },
    );
  }
  refuseDiscounted(model.halfLife !== undefined, 'observed and expected information');
  refuseStudent(
    model.errors !== undefined,
    'observed and expected information',
    'the weights of t errors are not known: both would have to count what that costs',
    'the standard errors of the fit take the weights as known, and say so',
  );
  checkOrigin(panel, model, fit);
  if (!fit.converged) {
    throw new ModelError(
      'not-converged',
      'the fit did not converge: its variances are not the estimates',
      'standard errors need a converged fit',
    );
  }
  const q = fit.variances.length;
  const estimates = fit.variances.map(({ estimate }) => estimate);
  const inside = fit.variances.flatMap(({ atBoundary, fixed }, k) =>
    atBoundary || fixed === true ? [] : [k],
  );
  const covariance = informationCovariance(
    engine,
    (variances) => engine.panelLikelihood(panel, model, variances),
    estimates,
    inside,
    (k) => LARGEST_STEP * estimates[k],
    information,
  );
  return {
    information,
    standardErrors: estimates.map((_, k) => (inside.includes(k) ? Math.sqrt(covariance[k * q + k]) : null)),
    covariance,
  };
}

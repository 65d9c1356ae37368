import type { Engine } from '../create-engine.js';
import { ConfigError, ModelError } from '../errors.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { checkOrigin, refuseDiscounted, refuseStudent } from './check-origin.js';

/** Standard errors of variances from another information than the average one, which those of a fit are from. */
export interface VarianceErrors {
  information: 'expected' | 'observed';
  /** in the order of the fit's variances; null at the boundary and where a variance is fixed */
  standardErrors: (number | null)[];
  /** q×q sampling covariance, the inverse information of the others; 0 for those */
  covariance: Float64Array;
}

/** Step of the differences in standard errors of the average information, and at most in variances. */
const STEP = 1e-2;
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
  const { averageInformation } = engine.panelLikelihood(panel, model, estimates);
  const rows = inside.map((k) => {
    const step = Math.min(LARGEST_STEP * estimates[k], STEP / Math.sqrt(averageInformation[k * q + k]));
    const score = (steps: number): Float64Array =>
      engine.panelLikelihood(
        panel,
        model,
        estimates.map((value, l) => (l === k ? value + steps * step : value)),
      ).score;
    const [far, near, nearBelow, farBelow] = [2, 1, -1, -2].map(score);
    return inside.map((l) => -(8 * (near[l] - nearBelow[l]) - (far[l] - farBelow[l])) / (12 * step));
  });
  const matrix = inside.flatMap((k, a) =>
    inside.map((l, b) => {
      const observed = 0.5 * (rows[a][b] + rows[b][a]);
      return information === 'observed' ? observed : 2 * averageInformation[k * q + l] - observed;
    }),
  );
  const inverse = invert(engine, matrix, inside.length, information);
  const covariance = new Float64Array(q * q);
  inside.forEach((k, a) =>
    inside.forEach((l, b) => (covariance[k * q + l] = inverse[a * inside.length + b])),
  );
  return {
    information,
    standardErrors: estimates.map((_, k) => (inside.includes(k) ? Math.sqrt(covariance[k * q + k]) : null)),
    covariance,
  };
}

/** Inverse of a positive definite matrix, by the eigenvalues of its correlations: variances differ by many decades. */
function invert(engine: Engine, matrix: readonly number[], n: number, information: string): Float64Array {
  const size = Array.from({ length: n }, (_, k) => Math.sqrt(matrix[k * n + k]));
  const scaled = Float64Array.from(
    matrix,
    (value, cell) => value / (size[Math.floor(cell / n)] * size[cell % n]),
  );
  const definite = size.every((value) => value > 0);
  const { values, vectors } = definite
    ? engine.symmetricEigen(scaled, n)
    : { values: [-1], vectors: new Float64Array(0) };
  if (n > 0 && !(values[0] > 0)) {
    throw new ModelError(
      'indefinite-information',
      `the ${information} information of the variances is not positive definite`,
      'use the standard errors of the fit, from the average information, or a profile likelihood',
    );
  }
  return Float64Array.from(matrix, (_, cell) => {
    const [i, j] = [Math.floor(cell / n), cell % n];
    let sum = 0;
    for (let c = 0; c < n; c++) sum += (vectors[i * n + c] * vectors[j * n + c]) / values[c];
    return sum / (size[i] * size[j]);
  });
}

import type { Engine } from '../create-engine.js';
import { ModelError } from '../errors.js';

/** The likelihood at given components: what the information is made of. */
export interface LikelihoodDerivatives {
  /** q: ∂ℓ/∂θ_k */
  score: Float64Array;
  /** q×q */
  averageInformation: Float64Array;
}

/** Which information standard errors come from. */
export type Information = 'average' | 'expected' | 'observed';

/** Step of the differences in standard errors of the average information. */
const STEP = 1e-2;

/**
 * Sampling covariance of variance components, the inverse over the components `inside` of
 *
 *     average   A_kl, ½ y'PV_kPV_lPy
 *     observed  O_kl = −∂²ℓ/∂θ_k∂θ_l, by fourth-order central differences of the score
 *     expected  E_kl = 2A_kl − O_kl: ½ tr(PV_kPV_l) by REML, ½ tr(V⁻¹V_kV⁻¹V_l) by ML
 *
 * The identity holds for any y, since −O is ½ tr(PV_kPV_l) − y'PV_kPV_lPy (by ML with V⁻¹ in the trace alone).
 *
 * @param likelihood at any components, evaluated within two steps of the estimates
 * @param room by component: the longest step of a difference
 * @returns q×q, 0 outside `inside`
 * @throws ModelError `indefinite-information` where the information is not positive definite
 */
export function informationCovariance(
  engine: Engine,
  likelihood: (components: number[]) => LikelihoodDerivatives,
  estimates: readonly number[],
  inside: readonly number[],
  room: (k: number) => number,
  information: Information,
): Float64Array {
  const q = estimates.length;
  const { averageInformation } = likelihood([...estimates]);
  const rows = information === 'average' ? [] : inside.map(scoreDifferences);
  const matrix = inside.flatMap((k, a) =>
    inside.map((l, b) => {
      const average = averageInformation[k * q + l];
      if (information === 'average') return average;
      const observed = 0.5 * (rows[a][b] + rows[b][a]);
      return information === 'observed' ? observed : 2 * average - observed;
    }),
  );
  const inverse = invert(engine, matrix, inside.length, information);
  const covariance = new Float64Array(q * q);
  inside.forEach((k, a) =>
    inside.forEach((l, b) => (covariance[k * q + l] = inverse[a * inside.length + b])),
  );
  return covariance;

  /** −∂²ℓ/∂θ_k∂θ_l for l inside. */
  function scoreDifferences(k: number): number[] {
    const step = Math.min(room(k), STEP / Math.sqrt(averageInformation[k * q + k]));
    const score = (steps: number): Float64Array =>
      likelihood(estimates.map((value, l) => (l === k ? value + steps * step : value))).score;
    const [far, near, nearBelow, farBelow] = [2, 1, -1, -2].map(score);
    return inside.map((l) => -(8 * (near[l] - nearBelow[l]) - (far[l] - farBelow[l])) / (12 * step));
  }
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

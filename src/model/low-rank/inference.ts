import type { PanelDesign } from '../design.js';
import type { PanelOutputs } from '../request.js';
import { factorise, inverseOf } from './problem.js';
import type { Found } from './search.js';

/** What a fit says of its variances, as the engine does; −1 for what is undefined. */
export interface InferredVariances {
  heritability: number;
  heritabilityError: number;
  outputs: Pick<
    PanelOutputs,
    'variances' | 'varianceErrors' | 'varianceCovariance' | 'shares' | 'score' | 'information'
  >;
}

/**
 * Variances σ_k² = τ_k·unit_k, standard errors from the inverse average information over the components inside their bounds,
 * and the heritability h² = Σ τ_k of terms with a kernel / Σ τ_k with its error by the delta method.
 *
 * @param units σ_k² at τ_k = 1
 */
export function inferVariances(
  { tau, lower, score, information }: Found,
  units: readonly number[],
  held: readonly boolean[],
  { random }: PanelDesign,
): InferredVariances {
  const q = tau.length;
  const free = Array.from(tau, (value, k) => !held[k] && value > lower[k]);
  const inverse = new Float64Array(q * q);
  for (let k = 0; k < q; k++)
    for (let l = 0; l < q; l++)
      inverse[k * q + l] = free[k] && free[l] ? information[k * q + l] : k === l ? 1 : 0;
  const known = factorise(inverse, q);
  const covariance = known ? inverseOf(inverse, q) : new Float64Array(q * q);
  for (let k = 0; k < q; k++) if (!free[k]) covariance[k * q + k] = 0;

  const related = random.map(({ term }) => 'kernel' in term).concat(false);
  const total = tau.reduce((sum, value) => sum + value, 0);
  const heritability = tau.reduce((sum, value, k) => sum + (related[k] ? value : 0), 0) / total;
  const gradient = related.map((isRelated) => ((isRelated ? 1 : 0) - heritability) / total);
  let variance = 0;
  for (let k = 0; k < q; k++)
    for (let l = 0; l < q; l++) variance += gradient[k] * gradient[l] * covariance[k * q + l];
  const inside = known && related.some((is, k) => is && free[k]) && related.some((is, k) => !is && free[k]);
  return {
    heritability,
    heritabilityError: inside ? Math.sqrt(Math.max(0, variance)) : -1,
    outputs: {
      variances: tau.map((value, k) => value * units[k]),
      varianceErrors: tau.map((_, k) =>
        known && free[k] ? units[k] * Math.sqrt(covariance[k * q + k]) : -1,
      ),
      varianceCovariance: covariance.map((value, at) => value * units[Math.floor(at / q)] * units[at % q]),
      shares: tau.slice(),
      score: score.map((value, k) => value / units[k]),
      information: information.map((value, at) => value / (units[Math.floor(at / q)] * units[at % q])),
    },
  };
}

import { transposed } from '../../engine/whiten.js';
import type { Engine } from '../../create-engine.js';
import type { PanelDesign } from '../design.js';
import { type Component, times } from './problem.js';

/** Predicted random effects of a fit. */
export interface Effects {
  /** in the order of the random terms: T, or T×N */
  byTerm: Float64Array[];
  /** T×N: their sum on the returns as given */
  total: Float64Array;
}

/**
 * BLUPs u_t = σ²V_kΩ⁻¹(y_t − Cb) by factors, F(F'Ω⁻¹z) + δ∘Ω⁻¹z: O(TNr) a term. That of `time` is on the scaled returns,
 * those of `asset:time(K)` on the returns as given.
 *
 * @param Y T×N: Ω⁻¹z_t, normalised
 * @param unit c, which the rows were divided by beside their scales
 */
export function randomEffects(
  engine: Engine,
  components: readonly Component[],
  tau: Float64Array,
  Y: Float64Array,
  { scales, unit }: { scales: Float64Array; unit: number },
  { random }: PanelDesign,
): Effects {
  const N = scales.length;
  const T = Y.length / N;
  const total = new Float64Array(T * N);
  const byTerm = random.map(({ term }, k) => {
    const { rank, factors, diagonal } = components[k];
    const share = unit * tau[k];
    const along = times(engine, Y, factors, T, N, rank);
    if (term.kind === 'time') {
      for (let t = 0; t < T; t++)
        for (let i = 0; i < N; i++) total[t * N + i] += share * scales[i] * along[t];
      return along.map((value) => share * value);
    }
    const effects = times(engine, along, transposed(factors, N, rank), T, rank, N);
    for (let t = 0; t < T; t++)
      for (let i = 0; i < N; i++) {
        const at = t * N + i;
        effects[at] = share * scales[i] * (effects[at] + diagonal[i] * Y[at]);
        total[at] += effects[at];
      }
    return effects;
  });
  return { byTerm, total };
}

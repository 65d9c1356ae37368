import { type Direction, type Factor, isBetter } from './types.js';

/** A statistic over two factors: levels of the one × levels of the other, row-major. */
export interface Surface {
  rows: number;
  columns: number;
  /** trials that have the statistic */
  trials: Int32Array;
  /** over the values of all other parameters; NaN, as the best, where there is no trial */
  mean: Float64Array;
  best: Float64Array;
}

/**
 * Mean and best of a statistic by pairs of levels.
 *
 * @param values by trial; NaN where it is undefined, such trials are left out
 */
export function pairSurface(
  rows: Factor,
  columns: Factor,
  values: Float64Array,
  direction: Direction,
): Surface {
  const [K, L] = [rows.levels.length, columns.levels.length];
  const trials = new Int32Array(K * L);
  const mean = new Float64Array(K * L);
  const best = new Float64Array(K * L).fill(NaN);
  for (let trial = 0; trial < values.length; trial++) {
    const value = values[trial];
    if (Number.isNaN(value)) continue;
    const cell = rows.codes[trial] * L + columns.codes[trial];
    trials[cell]++;
    mean[cell] += value;
    if (Number.isNaN(best[cell]) || isBetter(value, best[cell], direction)) best[cell] = value;
  }
  for (let cell = 0; cell < K * L; cell++) mean[cell] /= trials[cell];
  return { rows: K, columns: L, trials, mean, best };
}

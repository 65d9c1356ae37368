/** K_ij = exp(−‖x_i − x_j‖ / median distance), N×N. */
import { CHARACTERISTICS } from './window-sums.js';

/** @param characteristics N×CHARACTERISTICS, standardised */
export function relationshipKernel(characteristics: Float64Array, N: number): Float64Array {
  const distances = new Float64Array((N * (N - 1)) / 2);
  let pair = 0;
  for (let i = 0; i < N; i++) {
    for (let j = i + 1; j < N; j++) {
      let squares = 0;
      for (let k = 0; k < CHARACTERISTICS; k++) {
        const difference =
          characteristics[i * CHARACTERISTICS + k] - characteristics[j * CHARACTERISTICS + k];
        squares += difference * difference;
      }
      distances[pair++] = Math.sqrt(squares);
    }
  }
  const h = median(distances.slice());
  const K = new Float64Array(N * N);
  pair = 0;
  for (let i = 0; i < N; i++) {
    K[i * N + i] = 1;
    for (let j = i + 1; j < N; j++) {
      const value = Math.exp(-distances[pair++] / h);
      K[i * N + j] = value;
      K[j * N + i] = value;
    }
  }
  return K;
}

/** By selection, in linear time; reorders the values. */
function median(values: Float64Array): number {
  const middle = values.length >> 1;
  const upper = select(values, middle);
  if (values.length % 2 === 1) return upper;
  let lower = -Infinity;
  for (let k = 0; k < middle; k++) lower = Math.max(lower, values[k]);
  return (lower + upper) / 2;
}

/** The value that is at position k in order; those before it are no larger afterwards (Hoare's selection). */
function select(values: Float64Array, k: number): number {
  let [left, right] = [0, values.length - 1];
  while (left < right) {
    const pivot = values[(left + right) >> 1];
    let [i, j] = [left, right];
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const value = values[i];
      values[i++] = values[j];
      values[j--] = value;
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k];
}

import { symmetrize, syrk } from '../linalg/syrk';
import { axpy, fill, get, row, scale } from '../linalg/vector';

/**
 * y_t := y_t − Σ w_s·y_s for every period t, by weights that add up to 1.
 *
 * y       T×N, overwritten
 * weights T, 0 for 1/T each
 * mean    N, overwritten by the mean
 */
export function centre(T: i32, N: i32, y: usize, weights: usize, mean: usize): void {
  fill(N, 0.0, mean);
  for (let t = 0; t < T; t++) axpy(N, weights == 0 ? 1.0 : get(weights, t), row(y, t, N), mean);
  if (weights == 0) scale(N, 1.0 / <f64>T, mean);
  for (let t = 0; t < T; t++) axpy(N, -1.0, mean, row(y, t, N));
}

/**
 * S := Y'Y/n, exactly symmetric.
 *
 * y       T×N, centred
 * values  N×N
 * work    `syrkWorkspace(N, T)`
 */
export function sampleCovariance(T: i32, N: i32, n: f64, y: usize, values: usize): void {
  syrk(true, N, T, 1.0 / n, y, N, 0.0, values, N);
  symmetrize(N, values, N);
}

/**
 * S := Σ w_t·y_t·y_t' / (1 − Σ w_t²) of centred returns: unbiased where periods are alike and independent.
 *
 * y       T×N, rows are multiplied by √(w_t/(1 − Σw²))
 */
export function weightedCovariance(T: i32, N: i32, weights: usize, y: usize, values: usize): void {
  let squares = 0.0;
  for (let t = 0; t < T; t++) squares += get(weights, t) * get(weights, t);
  for (let t = 0; t < T; t++) scale(N, Math.sqrt(get(weights, t) / (1.0 - squares)), row(y, t, N));
  sampleCovariance(T, N, 1.0, y, values);
}

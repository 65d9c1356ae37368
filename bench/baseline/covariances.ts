/** The covariances that the default strategies use, N×N. */
import { KERNEL, TIME } from './likelihood.js';
import { dot } from './products.js';
import type { WindowSums } from './window-sums.js';

/** YY'/(T − 1) */
export function sampleCovariance({ C, T }: WindowSums): Float64Array {
  return C.map((value) => value / (T - 1));
}

/** ρ·m·I + (1 − ρ)·S, Ledoit and Wolf 2004: demeaned, n = T − 1. */
export function ledoitWolfCovariance({ N, T, Y }: WindowSums, S: Float64Array): Float64Array {
  const n = T - 1;
  let trace = 0;
  for (let i = 0; i < N; i++) trace += S[i * N + i];
  const m = trace / N;
  const squares = new Float64Array(T);
  for (let i = 0; i < N; i++) for (let t = 0; t < T; t++) squares[t] += Y[i * T + t] * Y[i * T + t];
  const norm = dot(S, 0, S, 0, N * N);
  const pi = dot(squares, 0, squares, 0, T) / n - norm;
  const gamma = norm - 2 * m * trace + N * m * m;
  const shrinkage = gamma > 0 ? Math.min(1, Math.max(0, pi / (gamma * n))) : 0;
  const values = S.map((value) => (1 - shrinkage) * value);
  for (let i = 0; i < N; i++) values[i * N + i] += shrinkage * m;
  return values;
}

/** What is known of all N assets: the market has slope 1 and no residual. */
export interface Loadings {
  slopes: Float64Array;
  scales: Float64Array;
}

/**
 * ββ'·var(m) + ss'∘(σ_time² + σ_K²·K)
 *
 * @param variances time, asset:time(K), residual
 */
export function systematicCovariance(
  { N, T, marketSquares }: WindowSums,
  variances: Float64Array,
  { slopes, scales }: Loadings,
  K: Float64Array,
): Float64Array {
  const marketVariance = marketSquares / (T - 1);
  const values = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j <= i; j++) {
      const within = variances[TIME] + variances[KERNEL] * K[i * N + j];
      const value = slopes[i] * slopes[j] * marketVariance + scales[i] * scales[j] * within;
      values[i * N + j] = value;
      values[j * N + i] = value;
    }
  }
  return values;
}

import { dot, get, row, set } from '../linalg/vector';
import { WeightSource } from './request';
import { Window } from './window';

/** The covariance of a source, computed at most once in a window; `EQUAL` has none. */
export function covarianceOf(window: Window, source: i32): usize {
  const N = window.N;
  const values = window.covariances + <usize>source * ((<usize>N * <usize>N) << 3);
  const known = window.known + ((<usize>source) << 2);
  if (load<i32>(known) != 0) return values;
  store<i32>(known, 1);
  if (source == WeightSource.SAMPLE) sampleCovariance(window, values);
  else if (source == WeightSource.LEDOIT_WOLF) ledoitWolf(window, values);
  else systematicCovariance(window, source == WeightSource.TOTAL, values);
  return values;
}

/** Y'Y/(T − 1) */
function sampleCovariance(window: Window, values: usize): void {
  const size = window.N * window.N;
  const divisor = <f64>(window.T - 1);
  for (let index = 0; index < size; index++) set(values, index, get(window.C, index) / divisor);
}

/** ρ·m·I + (1 − ρ)·S with S = Y'Y/(T − 1), see `src/covariance/ledoit-wolf.ts`. */
function ledoitWolf(window: Window, values: usize): void {
  const N = window.N;
  const n = <f64>(window.T - 1);
  sampleCovariance(window, values);
  let trace = 0.0;
  for (let i = 0; i < N; i++) trace += get(row(values, i, N), i);
  const m = trace / <f64>N;
  let fourth = 0.0;
  for (let t = 0; t < window.T; t++) {
    const y = row(window.Y, t, window.ld);
    const squares = dot(N, y, y);
    fourth += squares * squares;
  }
  const norm = dot(N * N, values, values);
  let gamma = 0.0;
  for (let i = 0; i < N; i++) {
    const line = row(values, i, N);
    const own = get(line, i);
    gamma += dot(N, line, line) - own * own + (own - m) * (own - m);
  }
  const pi = fourth / n - norm;
  const shrinkage = gamma > 0.0 ? Math.min(1.0, Math.max(0.0, pi / (gamma * n))) : 0.0;
  window.shrinkage = shrinkage;
  window.meanVariance = m;
  for (let index = 0; index < N * N; index++) set(values, index, get(values, index) * (1.0 - shrinkage));
  for (let i = 0; i < N; i++) {
    const line = row(values, i, N);
    set(line, i, get(line, i) + shrinkage * m);
  }
}

/**
 * ββ'·var(m) + ss'∘(σ_time² + σ_K²·K), and σ_e²·s_i² on the diagonal of the total one; the market itself has β = 1 and
 * s = 0.
 */
function systematicCovariance(window: Window, isTotal: bool, values: usize): void {
  const N = window.N;
  const request = window.request;
  const marketVariance = window.marketSquares / <f64>(window.T - 1);
  const q = request.hasTime ? 3 : 2;
  const time = request.hasTime ? get(window.variances, 0) : 0.0;
  const related = get(window.variances, q - 2);
  for (let i = 0; i < N; i++) {
    const line = row(values, i, N);
    const k = row(window.K, i, N);
    const slope = get(window.slopes, i) * marketVariance;
    const s = get(window.assetScales, i);
    for (let j = 0; j <= i; j++) {
      const own = s * get(window.assetScales, j);
      const value = slope * get(window.slopes, j) + own * (time + related * get(k, j));
      set(line, j, value);
      set(row(values, j, N), i, value);
    }
    if (isTotal) set(line, i, get(line, i) + get(window.variances, q - 1) * s * s);
  }
}

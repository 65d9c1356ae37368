import { squaredLengths } from '../covariance/linear';
import { symmetrize } from '../linalg/syrk';
import { add, divide, dot, from, get, row, scale, set } from '../linalg/vector';
import { addResidualProducts, priorWeight } from './posterior';
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
  else if (source == WeightSource.POSTERIOR) posteriorCovariance(window, values);
  else modelCovariance(window, source == WeightSource.TOTAL, 1.0, values);
  return values;
}

/** Y'Y/(T − 1) */
function sampleCovariance(window: Window, values: usize): void {
  divide(window.N * window.N, window.C, <f64>(window.T - 1), values);
}

/** ρ·m·I + (1 − ρ)·S with S = Y'Y/(T − 1), see `src/covariance/ledoit-wolf.ts`. */
function ledoitWolf(window: Window, values: usize): void {
  const N = window.N;
  const n = <f64>(window.T - 1);
  sampleCovariance(window, values);
  let trace = 0.0;
  for (let i = 0; i < N; i++) trace += get(row(values, i, N), i);
  const m = trace / <f64>N;
  let norm = 0.0;
  let gamma = 0.0;
  for (let i = 0; i < N; i++) {
    const line = row(values, i, N);
    const own = get(line, i);
    const squares = dot(N, line, line);
    norm += squares;
    gamma += squares - own * own + (own - m) * (own - m);
  }
  const pi = squaredLengths(window.T, N, window.Y, window.ld) / n - norm;
  const shrinkage = gamma > 0.0 ? Math.min(1.0, Math.max(0.0, pi / (gamma * n))) : 0.0;
  window.shrinkage = shrinkage;
  window.meanVariance = m;
  scale(N * N, 1.0 - shrinkage, values);
  for (let i = 0; i < N; i++) add(row(values, i, N), i, shrinkage * m);
}

/** ββ'·var(m) + κ·ss'∘Ω + (1 − κ)·S/ν, see posterior.ts. */
function posteriorCovariance(window: Window, values: usize): void {
  const kappa = priorWeight(window);
  modelCovariance(window, true, kappa, values);
  if (kappa == 1.0) return;
  addResidualProducts(window, 1.0 - kappa, values);
  symmetrize(window.N, values, window.N);
}

/**
 * ββ'·var(m) + κ·ss'∘(σ_time² + σ_K²·K), and κ·σ_e²·s_i² on the diagonal of the total one; the market itself has β = 1 and
 * s = 0.
 */
function modelCovariance(window: Window, isTotal: bool, kappa: f64, values: usize): void {
  const N = window.N;
  const request = window.request;
  const marketVariance = window.marketSquares / <f64>(window.T - 1);
  const q = request.hasTime ? 3 : 2;
  const time = request.hasTime ? kappa * get(window.variances, 0) : 0.0;
  const related = kappa * get(window.variances, q - 2);
  for (let i = 0; i < N; i++) {
    const line = row(values, i, N);
    const slope = get(window.slopes, i) * marketVariance;
    const s = get(window.assetScales, i);
    combine(i + 1, slope, window.slopes, s, window.assetScales, time, related, row(window.K, i, N), line);
    if (isTotal) add(line, i, kappa * get(window.variances, q - 1) * s * s);
  }
  symmetrize(N, values, N);
}

/** z_j := α·x_j + (β·y_j)·(γ + δ·k_j) */
function combine(n: i32, a: f64, x: usize, b: f64, y: usize, c: f64, d: f64, k: usize, z: usize): void {
  const a2 = f64x2.splat(a);
  const b2 = f64x2.splat(b);
  const c2 = f64x2.splat(c);
  const d2 = f64x2.splat(d);
  let j = 0;
  for (; j + 2 <= n; j += 2) {
    const first = f64x2.mul(a2, v128.load(from(x, j)));
    const scaled = f64x2.mul(b2, v128.load(from(y, j)));
    const second = f64x2.mul(scaled, f64x2.add(c2, f64x2.mul(d2, v128.load(from(k, j)))));
    v128.store(from(z, j), f64x2.add(first, second));
  }
  if (j < n) set(z, j, a * get(x, j) + b * get(y, j) * (c + d * get(k, j)));
}

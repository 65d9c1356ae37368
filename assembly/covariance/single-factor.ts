import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { gemv } from '../linalg/gemm';
import { add, axpy, dot, fill, get, row, set, sum } from '../linalg/vector';
import { diagonalScatter, fillTarget, scatter, shrinkTo } from './linear';

/** A market with a smaller share of the assets' mean variance than this is rounding of a constant one. */
const ROUNDING: f64 = 1e-20;

/**
 * Linear shrinkage to a single-factor model (Ledoit and Wolf 2003): f_ii = s_ii, f_ij = c_i·c_j/v, c = Y'm/n the
 * covariances with the market m, v = m'm/n its variance.
 *
 *     ϱ = Σ_i π_ii + Σ_{i≠j} (2·c_j·v₁_ij/v − c_i·c_j·v₃_ij/v²)
 *     v₁_ij = Σ_t y_ti²·y_tj·m_t/n − c_i·s_ij,   v₃_ij = Σ_t m_t²·y_ti·y_tj/n − v·s_ij
 *
 * whose sums over all i and j take N operations a period: with a_t = y_t'y_t and b_t = c'y_t they are
 * Σ_t a_t·m_t·b_t/n − c'Sc and Σ_t m_t²·b_t²/n − v·c'Sc.
 *
 * y       T×N, centred
 * market  T, overwritten; 0 for the mean of the assets
 * values  N×N, S on entry
 * returns the intensity, −1 where the market does not vary
 * work    `singleFactorWorkspace(T, N)`
 */
export function singleFactor(T: i32, N: i32, n: f64, y: usize, market: usize, values: usize): f64 {
  const position = mark();
  const m = market == 0 ? allocateVector(T) : market;
  const c = allocateVector(N);
  const target = allocateMatrix(N, N);
  if (market == 0) for (let t = 0; t < T; t++) set(m, t, sum(N, row(y, t, N)) / <f64>N);
  const level = sum(T, m) / <f64>T;
  // of a mean of centred columns that is rounding; its own scale is what counts for a given market
  const size = market == 0 ? meanVariance(N, values) : level * level;
  for (let t = 0; t < T; t++) add(m, t, -level);
  const v = dot(T, m, m) / n;
  let intensity = -1.0;
  if (v > ROUNDING * size) {
    fill(N, 0.0, c);
    for (let t = 0; t < T; t++) axpy(N, get(m, t) / n, row(y, t, N), c);
    fillTarget(N, 1.0, v, c, values, target);
    const own = diagonalScatter(T, N, n, y, values);
    const common = own + offDiagonal(T, N, n, y, m, v, c, values);
    intensity = shrinkTo(N, n, scatter(T, N, n, y, values) - common, target, values);
  }
  release(position);
  return intensity;
}

export function singleFactorWorkspace(T: i32, N: i32): usize {
  return vectorBytes(T) + 2 * vectorBytes(N) + matrixBytes(N, N);
}

function meanVariance(N: i32, values: usize): f64 {
  let trace = 0.0;
  for (let i = 0; i < N; i++) trace += get(row(values, i, N), i);
  return trace / <f64>N;
}

/** Σ_{i≠j} (2·c_j·v₁_ij/v − c_i·c_j·v₃_ij/v²): the sums over all i and j less those over i = j. */
function offDiagonal(T: i32, N: i32, n: f64, y: usize, m: usize, v: f64, c: usize, values: usize): f64 {
  let first = 0.0;
  let third = 0.0;
  for (let t = 0; t < T; t++) {
    const line = row(y, t, N);
    const market = get(m, t);
    const a = dot(N, line, line);
    const b = dot(N, c, line);
    let cubes = 0.0;
    let squares = 0.0;
    for (let i = 0; i < N; i++) {
      const part = get(c, i) * get(line, i);
      cubes += part * (get(line, i) * get(line, i));
      squares += part * part;
    }
    first += market * (a * b - cubes);
    third += market * market * (b * b - squares);
  }
  const position = mark();
  const product = allocateVector(N);
  gemv(false, N, N, 1.0, values, N, c, 0.0, product);
  let quadratic = dot(N, c, product);
  release(position);
  for (let i = 0; i < N; i++) quadratic -= get(c, i) * get(c, i) * get(row(values, i, N), i);
  return (2.0 * (first / n - quadratic)) / v - (third / n - v * quadratic) / (v * v);
}

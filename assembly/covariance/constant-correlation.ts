import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { get, row, set } from '../linalg/vector';
import { diagonalScatter, fillTarget, fourthPowers, scatter, shrinkTo } from './linear';

/**
 * Linear shrinkage to equal correlations (Ledoit and Wolf 2004): f_ii = s_ii, f_ij = r̄·√(s_ii·s_jj), r̄ the mean
 * correlation.
 *
 *     ϱ = Σ_i π_ii + r̄ Σ_{i≠j} √(s_jj/s_ii)·ϑ_ij,   ϑ_ij = Σ_t y_ti³·y_tj/n − s_ii·s_ij
 *
 * whose two sums over i ≠ j are Σ_t (Σ_i y_ti³/√s_ii)(Σ_j √s_jj·y_tj)/n − Σ_t Σ_i y_ti⁴/n and Σ_{i≠j} √(s_ii·s_jj)·s_ij.
 *
 * y       T×N, centred; no column is constant
 * values  N×N, S on entry
 * returns the intensity
 * work    `constantCorrelationWorkspace(N)`
 */
export function constantCorrelation(T: i32, N: i32, n: f64, y: usize, values: usize): f64 {
  const position = mark();
  const deviations = allocateVector(N);
  const target = allocateMatrix(N, N);
  for (let i = 0; i < N; i++) set(deviations, i, Math.sqrt(get(row(values, i, N), i)));
  const mean = meanCorrelation(N, deviations, values);
  fillTarget(N, mean, 1.0, deviations, values, target);
  const own = diagonalScatter(T, N, n, y, values);
  const common = own + mean * offDiagonal(T, N, n, y, deviations, values);
  const intensity = shrinkTo(N, n, scatter(T, N, n, y, values) - common, target, values);
  release(position);
  return intensity;
}

export function constantCorrelationWorkspace(N: i32): usize {
  return vectorBytes(N) + matrixBytes(N, N);
}

/** r̄ over i ≠ j; 0 of one asset. */
function meanCorrelation(N: i32, deviations: usize, values: usize): f64 {
  if (N == 1) return 0.0;
  let sum = 0.0;
  for (let i = 1; i < N; i++) {
    const line = row(values, i, N);
    let ofRow = 0.0;
    for (let j = 0; j < i; j++) ofRow += get(line, j) / get(deviations, j);
    sum += ofRow / get(deviations, i);
  }
  return (2.0 * sum) / (<f64>N * <f64>(N - 1));
}

/** Σ_{i≠j} √(s_jj/s_ii)·ϑ_ij */
function offDiagonal(T: i32, N: i32, n: f64, y: usize, deviations: usize, values: usize): f64 {
  let sum = 0.0;
  for (let t = 0; t < T; t++) {
    const line = row(y, t, N);
    let cubes = 0.0;
    let scaled = 0.0;
    for (let i = 0; i < N; i++) {
      const value = get(line, i);
      const deviation = get(deviations, i);
      cubes += (value * value * value) / deviation;
      scaled += deviation * value;
    }
    sum += cubes * scaled;
  }
  let products = 0.0;
  for (let i = 1; i < N; i++) {
    const line = row(values, i, N);
    let ofRow = 0.0;
    for (let j = 0; j < i; j++) ofRow += get(deviations, j) * get(line, j);
    products += get(deviations, i) * ofRow;
  }
  return (sum - fourthPowers(T, N, y)) / n - 2.0 * products;
}

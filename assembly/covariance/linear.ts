import { symmetrize } from '../linalg/syrk';
import { dot, get, row, set } from '../linalg/vector';

/** Distances from the target below this share of S are rounding: S is its target already. */
const ROUNDING: f64 = 1e-14;

/** Σ_ij π_ij = Σ_ij Σ_t (y_ti·y_tj − s_ij)²/n = Σ_t (y_t'y_t)²/n − ‖S‖²: how much the elements of S scatter. */
export function scatter(T: i32, N: i32, n: f64, y: usize, values: usize): f64 {
  return squaredLengths(T, N, y, N) / n - dot(N * N, values, values);
}

/** Σ_t (y_t'y_t)² of the T rows of y, leading dimension ld. */
export function squaredLengths(T: i32, N: i32, y: usize, ld: i32): f64 {
  let sum = 0.0;
  for (let t = 0; t < T; t++) {
    const squares = dot(N, row(y, t, ld), row(y, t, ld));
    sum += squares * squares;
  }
  return sum;
}

/** F: f_ij = (α·x_i/β)·x_j off the diagonal, which is that of S; exactly symmetric. */
export function fillTarget(N: i32, alpha: f64, beta: f64, x: usize, values: usize, target: usize): void {
  for (let i = 0; i < N; i++) {
    const line = row(target, i, N);
    const scaled = (alpha * get(x, i)) / beta;
    for (let j = 0; j < i; j++) set(line, j, scaled * get(x, j));
    set(line, i, get(row(values, i, N), i));
  }
  symmetrize(N, target, N);
}

/** Σ_i π_ii = Σ_i (Σ_t y_ti⁴/n − s_ii²) */
export function diagonalScatter(T: i32, N: i32, n: f64, y: usize, values: usize): f64 {
  let sum = fourthPowers(T, N, y) / n;
  for (let i = 0; i < N; i++) {
    const variance = get(row(values, i, N), i);
    sum -= variance * variance;
  }
  return sum;
}

/** Σ_t Σ_i y_ti⁴ */
export function fourthPowers(T: i32, N: i32, y: usize): f64 {
  let sum = 0.0;
  for (let t = 0; t < T; t++) {
    const line = row(y, t, N);
    for (let i = 0; i < N; i++) {
      const square = get(line, i) * get(line, i);
      sum += square * square;
    }
  }
  return sum;
}

/**
 * S := ρ·F + (1 − ρ)·S for a target F with the diagonal of S.
 *
 * ρ = κ/n within [0, 1], κ = (π − ϱ)/γ, γ = ‖F − S‖²; 0 where S is its target but for rounding.
 *
 * difference π − ϱ: the scatter of S, and what of it the target has in common
 * values     N×N, S on entry; target N×N
 * returns    ρ
 */
export function shrinkTo(N: i32, n: f64, difference: f64, target: usize, values: usize): f64 {
  let gamma = 0.0;
  for (let k = 0; k < N * N; k++) {
    const distance = get(target, k) - get(values, k);
    gamma += distance * distance;
  }
  const least = ROUNDING * ROUNDING * dot(N * N, values, values);
  const intensity = gamma > least ? Math.min(1.0, Math.max(0.0, difference / gamma / n)) : 0.0;
  for (let k = 0; k < N * N; k++)
    set(values, k, intensity * get(target, k) + (1.0 - intensity) * get(values, k));
  return intensity;
}

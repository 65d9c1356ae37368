import { get, set, row, from, fill, scale } from '../vector';
import { getIndex } from '../indexed';

/**
 * Eigenvectors of diag(d) + ρ·z·z' from the roots of its secular equation, orthonormal to working accuracy.
 *
 * k       number of poles.
 * poles   k: d, in any order. z  k, in the same.
 * column  k (32-bit): where in this order the j-th smallest pole is.
 * vectors k×k, leading dimension ld: row j holds d_i − λ_j on entry, eigenvector j on return.
 * weights k, scratch.
 *
 * The computed λ_j are the exact eigenvalues of diag(d) + ρ·ẑ·ẑ' for the ẑ of Löwner's formula
 *
 *     ρ·ẑ_i² = Π_j (λ_j − d_i) / Π_{j≠i} (d_j − d_i)
 *
 * whose vectors (ẑ_i/(d_i − λ_j))_i are therefore orthogonal, however close the λ_j are; with z itself they would
 * not be (M. Gu and S. C. Eisenstat, SIAM J. Matrix Anal. Appl. 15, 1994).
 */
export function secularVectors(
  k: i32,
  poles: usize,
  z: usize,
  column: usize,
  vectors: usize,
  ld: i32,
  weights: usize,
): void {
  fill(k, 1.0, weights);
  for (let j = 0; j < k; j++) {
    const difference = row(vectors, j, ld);
    const own = getIndex(column, j);
    const pole = get(poles, own);
    const next = own + 1;
    multiplyByRatios(own, difference, poles, pole, weights);
    set(weights, own, get(weights, own) * -get(difference, own));
    multiplyByRatios(k - next, from(difference, next), from(poles, next), pole, from(weights, next));
  }
  for (let i = 0; i < k; i++) {
    const size = Math.sqrt(Math.abs(get(weights, i)));
    set(weights, i, get(z, i) < 0.0 ? -size : size);
  }
  for (let j = 0; j < k; j++) {
    const vector = row(vectors, j, ld);
    scale(k, 1.0 / Math.sqrt(divideInto(k, weights, vector)), vector);
  }
}

/** weight_i := weight_i·difference_i/(d_i − pole) */
function multiplyByRatios(n: i32, difference: usize, poles: usize, pole: f64, weights: usize): void {
  const p = f64x2.splat(pole);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const ratio = f64x2.div(v128.load(from(difference, i)), f64x2.sub(v128.load(from(poles, i)), p));
    v128.store(from(weights, i), f64x2.mul(v128.load(from(weights, i)), ratio));
  }
  if (i < n) set(weights, i, get(weights, i) * (get(difference, i) / (get(poles, i) - pole)));
}

/** y_i := x_i/y_i; returns Σ y_i². */
function divideInto(n: i32, x: usize, y: usize): f64 {
  let squares = f64x2.splat(0.0);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const ratio = f64x2.div(v128.load(from(x, i)), v128.load(from(y, i)));
    v128.store(from(y, i), ratio);
    squares = f64x2.add(squares, f64x2.mul(ratio, ratio));
  }
  let sum = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
  if (i < n) {
    const ratio = get(x, i) / get(y, i);
    set(y, i, ratio);
    sum += ratio * ratio;
  }
  return sum;
}

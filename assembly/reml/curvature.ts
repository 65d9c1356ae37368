import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { axpy, copy, dot, get, row } from '../linalg/vector';
import { gemv } from '../linalg/gemm';

/** A pair is left out when the curvature along it is below this share of what its norms allow: rounding, or a saddle. */
const VANISHING: f64 = 1e-10;

/**
 * Curvature for the next step: the average information A, corrected by what the scores of the last steps told.
 *
 * Where A differs from −∂²ℓ, steps by A alone converge linearly, in dozens of iterations. Each accepted step δ with
 * y = s − s₊ adds one update of Broyden, Fletcher, Goldfarb and Shanno to A, oldest first, after which Hδ = y:
 *
 *     H := H − (Hδ)(Hδ)'/δ'Hδ + y·y'/y'δ
 *
 * H stays positive definite when A is. A, H: q×q. pairs: `count` rows of 2q, δ then y.
 * work    `curvatureWorkspace(q)` bytes of the arena.
 */
export function curvature(q: i32, A: usize, count: i32, pairs: usize, H: usize): void {
  const position = mark();
  const Hd = allocateVector(q);
  copy(q * q, A, H);
  for (let i = 0; i < count; i++) {
    const delta = row(pairs, 2 * i, q);
    const y = row(pairs, 2 * i + 1, q);
    gemv(false, q, q, 1.0, H, q, delta, 0.0, Hd);
    const dHd = dot(q, delta, Hd);
    const yd = dot(q, y, delta);
    if (!(dHd > 0.0) || !(yd > VANISHING * dHd)) continue;
    for (let k = 0; k < q; k++) {
      axpy(q, -get(Hd, k) / dHd, Hd, row(H, k, q));
      axpy(q, get(y, k) / yd, y, row(H, k, q));
    }
  }
  release(position);
}

/**
 * Adds the pair of an accepted step to the list, in which the oldest makes room when it is full.
 *
 * before, after: q, the variances and scores. returns the number of pairs, at most q.
 */
export function rememberStep(
  q: i32,
  count: i32,
  pairs: usize,
  tauBefore: usize,
  tauAfter: usize,
  scoreBefore: usize,
  scoreAfter: usize,
): i32 {
  if (count == q) {
    copy(2 * q * (q - 1), row(pairs, 2, q), pairs);
    count--;
  }
  const delta = row(pairs, 2 * count, q);
  const y = row(pairs, 2 * count + 1, q);
  copy(q, tauAfter, delta);
  axpy(q, -1.0, tauBefore, delta);
  copy(q, scoreBefore, y);
  axpy(q, -1.0, scoreAfter, y);
  return count + 1;
}

/** The list of pairs: 2q rows of q. */
export function allocatePairs(q: i32): usize {
  return allocateMatrix(2 * q, q);
}

/** Arena bytes that `allocatePairs` and `curvature` take. */
export function curvatureWorkspace(q: i32): usize {
  return matrixBytes(2 * q, q) + vectorBytes(q);
}

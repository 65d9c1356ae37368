import { get, set, row, dot, axpy, scale, fill } from './vector';

/**
 * C := α·A·A' + β·C (trans false, A is n×k) or α·A'·A + β·C (trans true, A is k×n); lower triangle only.
 *
 * a       row-major, leading dimension lda.
 * c       n×n, leading dimension ldc; the strict upper triangle is neither read nor written. Not read when β = 0.
 * work    `syrkWorkspace(n, k)` bytes of the arena.
 */
export function syrk(
  trans: bool,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  beta: f64,
  c: usize,
  ldc: i32,
): void {
  for (let i = 0; i < n; i++) {
    const ci = row(c, i, ldc);
    if (beta == 0.0) fill(i + 1, 0.0, ci);
    else if (beta != 1.0) scale(i + 1, beta, ci);
    if (trans) for (let p = 0; p < k; p++) axpy(i + 1, alpha * get(row(a, p, lda), i), row(a, p, lda), ci);
    else for (let j = 0; j <= i; j++) set(ci, j, get(ci, j) + alpha * dot(k, row(a, i, lda), row(a, j, lda)));
  }
}

/** Arena bytes that `syrk` takes. */
export function syrkWorkspace(n: i32, k: i32): usize {
  return 0;
}

/** Copies the strict lower triangle of the n×n matrix to the upper one. */
export function symmetrize(n: i32, a: usize, lda: i32): void {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) set(row(a, j, lda), i, get(row(a, i, lda), j));
}

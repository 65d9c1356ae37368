import { get, set, row, dot, axpy, scale, fill } from './vector';

/**
 * C := α·op(A)·op(B) + β·C, op(X) = X or X'.
 *
 * a       op(A) is m×k: A is m×k (transA false) or k×m (true), row-major, leading dimension lda.
 * b       op(B) is k×n: B is k×n (transB false) or n×k (true), leading dimension ldb.
 * c       m×n, leading dimension ldc; not read when β = 0. Must not overlap A or B.
 * work    `gemmWorkspace(m, n, k)` bytes of the arena.
 */
export function gemm(
  transA: bool,
  transB: bool,
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  beta: f64,
  c: usize,
  ldc: i32,
): void {
  for (let i = 0; i < m; i++) {
    const ci = row(c, i, ldc);
    if (beta == 0.0) fill(n, 0.0, ci);
    else if (beta != 1.0) scale(n, beta, ci);
    if (transB && !transA) {
      for (let j = 0; j < n; j++) set(ci, j, get(ci, j) + alpha * dot(k, row(a, i, lda), row(b, j, ldb)));
    } else {
      for (let p = 0; p < k; p++) {
        const x = alpha * (transA ? get(row(a, p, lda), i) : get(row(a, i, lda), p));
        if (transB) {
          for (let j = 0; j < n; j++) set(ci, j, get(ci, j) + x * get(row(b, j, ldb), p));
        } else axpy(n, x, row(b, p, ldb), ci);
      }
    }
  }
}

/** Arena bytes that `gemm` takes for an m×k by k×n product. */
export function gemmWorkspace(m: i32, n: i32, k: i32): usize {
  return 0;
}

/**
 * y := α·op(A)·x + β·y; A is m×n with leading dimension lda, op as in `gemm`.
 *
 * y       not read when β = 0; must not overlap A or x.
 */
export function gemv(
  trans: bool,
  m: i32,
  n: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  x: usize,
  beta: f64,
  y: usize,
): void {
  const length = trans ? n : m;
  if (beta == 0.0) fill(length, 0.0, y);
  else if (beta != 1.0) scale(length, beta, y);
  if (trans) for (let i = 0; i < m; i++) axpy(n, alpha * get(x, i), row(a, i, lda), y);
  else for (let i = 0; i < m; i++) set(y, i, get(y, i) + alpha * dot(n, row(a, i, lda), x));
}

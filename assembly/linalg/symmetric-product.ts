import { gemm, gemmWorkspace } from './gemm';
import { multiplyBlocks } from './multiply-blocks';
import { symmetrize } from './syrk';

/** Up to this order, or depth, tiles are too few for half of them to matter. */
const SMALL: i32 = 16;

/**
 * C := α·op(A)·op(B) + β·C, n×n, for factors whose product is known to be symmetric, such as U'·(S·U) with S symmetric.
 *
 * a, b    op(A) is n×k, op(B) k×n; otherwise as for `gemm`, leading dimensions too.
 * c       symmetric on entry unless β = 0 (it is not read then); exactly symmetric on return.
 * work    `symmetricProductWorkspace(n, k)` bytes of the arena.
 *
 * The tiles on and below the diagonal, then their mirror image: half the work of `gemm`. Rounding that would make the
 * product unsymmetric is not averaged: what is above the diagonal is not computed.
 */
export function symmetricProduct(
  transA: bool,
  transB: bool,
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
  if (n <= SMALL || alpha == 0.0 || symmetricProductWorkspace(n, k) == 0)
    gemm(transA, transB, n, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  else multiplyBlocks(true, transA, transB, n, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  symmetrize(n, c, ldc);
}

/** Arena bytes that `symmetricProduct` takes, as many as `gemm`; 0 where that does not pack. */
export function symmetricProductWorkspace(n: i32, k: i32): usize {
  return gemmWorkspace(n, n, k);
}

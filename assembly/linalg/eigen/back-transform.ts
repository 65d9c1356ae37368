import { allocateMatrix, mark, matrixBytes, release } from '../../arena';
import { get, set, row, axpy, fill } from '../vector';
import { gemm, gemmWorkspace } from '../gemm';

/** Reflectors that are multiplied together before they are applied. */
const BLOCK: i32 = 16;

/**
 * X := X·Q' for Q = H_{n−1} ⋯ H_2, the reflectors that `tridiagonalise` left in a: rows of X that are eigenvectors of T
 * become those of A = Q·T·Q'.
 *
 * a       n×n, as `tridiagonalise` leaves it; what lies behind the reflectors in their rows is overwritten.
 * x       n×n, leading dimension ldx.
 * work    `backTransformWorkspace(n)` bytes of the arena.
 *
 * A block of reflectors is H_k·H_{k+1} ⋯ = I − V'·T·V with the reflectors in the rows of V and T upper triangular (the
 * compact WY form, R. Schreiber and C. Van Loan, SIAM J. Sci. Stat. Comput. 10, 1989), so that it is applied by
 * three products.
 */
export function backTransform(n: i32, a: usize, lda: i32, tau: usize, x: usize, ldx: i32): void {
  const position = mark();
  const gram = allocateMatrix(BLOCK, BLOCK);
  const T = allocateMatrix(BLOCK, BLOCK);
  const projected = allocateMatrix(n, BLOCK);
  const combined = allocateMatrix(n, BLOCK);
  for (let first = 2; first < n; first += BLOCK) {
    const count = min(BLOCK, n - first);
    const size = first + count - 1;
    const V = row(a, first, lda);
    for (let r = 0; r < count - 1; r++)
      fill(count - 1 - r, 0.0, row(V, r, lda) + ((<usize>(first + r)) << 3));
    gemm(false, true, count, count, size, 1.0, V, lda, V, lda, 0.0, gram, BLOCK);
    formT(count, gram, tau + ((<usize>first) << 3), T);
    gemm(false, true, n, count, size, 1.0, x, ldx, V, lda, 0.0, projected, BLOCK);
    gemm(false, true, n, count, count, 1.0, projected, BLOCK, T, BLOCK, 0.0, combined, BLOCK);
    gemm(false, false, n, size, count, -1.0, combined, BLOCK, V, lda, 1.0, x, ldx);
  }
  release(position);
}

/** Arena bytes that `backTransform` takes. */
export function backTransformWorkspace(n: i32): usize {
  const gemms = max(gemmWorkspace(n, BLOCK, n - 1), gemmWorkspace(n, n - 1, BLOCK));
  return 2 * matrixBytes(BLOCK, BLOCK) + 2 * matrixBytes(n, BLOCK) + gemms;
}

/** The transpose of T (lower triangular, by rows) of `count` reflectors with the inner products `gram` and the factors tau. */
function formT(count: i32, gram: usize, tau: usize, T: usize): void {
  for (let j = 0; j < count; j++) {
    const target = row(T, j, BLOCK);
    fill(count, 0.0, target);
    for (let p = 0; p < j; p++)
      axpy(p + 1, -get(tau, j) * get(row(gram, j, BLOCK), p), row(T, p, BLOCK), target);
    set(target, j, get(tau, j));
  }
}

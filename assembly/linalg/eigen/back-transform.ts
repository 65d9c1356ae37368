import { allocateMatrix, mark, matrixBytes, release } from '../../arena';
import { get, set, row, fill } from '../vector';
import { gemm, gemmWorkspace } from '../gemm';

/** Reflectors that are multiplied together before they are applied. */
const BLOCK: i32 = 32;

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
    for (let r = 0; r < count - 1; r++) fill(count - 1 - r, 0.0, row(V, r, lda) + ((<usize>(first + r)) << 3));
    gemm(false, true, count, count, size, 1.0, V, lda, V, lda, 0.0, gram, BLOCK);
    formT(count, gram, tau + ((<usize>first) << 3), T);
    gemm(false, true, n, count, size, 1.0, x, ldx, V, lda, 0.0, projected, BLOCK);
    gemm(false, false, n, count, count, 1.0, projected, BLOCK, T, BLOCK, 0.0, combined, BLOCK);
    gemm(false, false, n, size, count, -1.0, combined, BLOCK, V, lda, 1.0, x, ldx);
  }
  release(position);
}

/** Arena bytes that `backTransform` takes. */
export function backTransformWorkspace(n: i32): usize {
  const gemms = max(
    max(gemmWorkspace(n, BLOCK, n), gemmWorkspace(n, n, BLOCK)),
    gemmWorkspace(n, BLOCK, BLOCK),
  );
  return 2 * matrixBytes(BLOCK, BLOCK) + 2 * matrixBytes(n, BLOCK) + gemms;
}

/** T of `count` reflectors with the inner products `gram` and the factors tau. */
function formT(count: i32, gram: usize, tau: usize, T: usize): void {
  for (let j = 0; j < count; j++) {
    const factor = get(tau, j);
    for (let i = 0; i < j; i++) {
      let sum = 0.0;
      for (let p = i; p < j; p++) sum += get(row(T, i, BLOCK), p) * get(row(gram, p, BLOCK), j);
      set(row(T, i, BLOCK), j, -factor * sum);
    }
    set(row(T, j, BLOCK), j, factor);
    fill(j, 0.0, row(T, j, BLOCK));
  }
}

import { allocateMatrix, mark, matrixBytes, release } from '../../arena';
import { get, set, row, from, dot, axpy, fill } from '../vector';
import { gemm, gemmWorkspace } from '../gemm';

/** Reflectors that are multiplied together before they are applied. */
const BLOCK: i32 = 32;

/** Up to this order reflectors are applied one by one. */
const SMALL: i32 = 32;

/**
 * X := Q' for Q = H_0·H_1 ⋯ H_{n−3}, the reflectors that `tridiagonalise` left in a: the rows of X are the columns of Q.
 *
 * a       n×n, as `tridiagonalise` leaves it; what is left of the reflectors is overwritten.
 * x       n×n, leading dimension ldx.
 * work    `formReflectorsWorkspace(n)` bytes of the arena. From the last reflector to the first, so that those
 *         before k touch rows and columns after k only; a block of them is I − V'·T·V, two gemms.
 */
export function formReflectors(n: i32, a: usize, lda: i32, tau: usize, x: usize, ldx: i32): void {
  for (let i = 0; i < n; i++) {
    fill(n, 0.0, row(x, i, ldx));
    set(row(x, i, ldx), i, 1.0);
  }
  if (n <= SMALL) {
    for (let k = n - 3; k >= 0; k--) {
      if (get(tau, k) == 0.0) continue;
      const v = from(row(a, k, lda), k + 1);
      for (let i = k + 1; i < n; i++) {
        const xi = from(row(x, i, ldx), k + 1);
        axpy(n - k - 1, -get(tau, k) * dot(n - k - 1, xi, v), v, xi);
      }
    }
    return;
  }
  for (let first = ((n - 3) / BLOCK) * BLOCK; first >= 0; first -= BLOCK) {
    applyBlock(n, first, min(BLOCK, n - 2 - first), a, lda, tau, x, ldx);
  }
}

/** Arena bytes that `formReflectors` takes. */
export function formReflectorsWorkspace(n: i32): usize {
  if (n <= SMALL) return 0;
  const gemms = max(max(gemmWorkspace(n, BLOCK, n), gemmWorkspace(n, n, BLOCK)), gemmWorkspace(n, BLOCK, BLOCK));
  return 2 * matrixBytes(BLOCK, BLOCK) + 2 * matrixBytes(n, BLOCK) + gemms;
}

/** X := X·(I − V'·T·V)' for `count` reflectors from `first` on; rows and columns of X after `first`. */
function applyBlock(
  n: i32,
  first: i32,
  count: i32,
  a: usize,
  lda: i32,
  tau: usize,
  x: usize,
  ldx: i32,
): void {
  const position = mark();
  const size = n - first - 1;
  const gram = allocateMatrix(BLOCK, BLOCK);
  const T = allocateMatrix(BLOCK, BLOCK);
  const projected = allocateMatrix(n, BLOCK);
  const combined = allocateMatrix(n, BLOCK);
  const V = from(row(a, first, lda), first + 1);
  const trailing = from(row(x, first + 1, ldx), first + 1);
  for (let k = 1; k < count; k++) fill(k, 0.0, row(V, k, lda));
  gemm(false, true, count, count, size, 1.0, V, lda, V, lda, 0.0, gram, BLOCK);
  for (let j = 0; j < count; j++) {
    const factor = get(tau, first + j);
    for (let i = 0; i < j; i++) {
      let sum = 0.0;
      for (let p = i; p < j; p++) sum += get(row(T, i, BLOCK), p) * get(row(gram, p, BLOCK), j);
      set(row(T, i, BLOCK), j, -factor * sum);
    }
    set(row(T, j, BLOCK), j, factor);
    fill(j, 0.0, row(T, j, BLOCK));
  }
  gemm(false, true, size, count, size, 1.0, trailing, ldx, V, lda, 0.0, projected, BLOCK);
  gemm(false, true, size, count, count, 1.0, projected, BLOCK, T, BLOCK, 0.0, combined, BLOCK);
  gemm(false, false, size, size, count, -1.0, combined, BLOCK, V, lda, 1.0, trailing, ldx);
  release(position);
}

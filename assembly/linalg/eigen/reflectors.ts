import { allocateMatrix, mark, matrixBytes, release } from '../../arena';
import { get, set, row, from, dot, axpy, fill } from '../vector';
import { gemm, gemmWorkspace } from '../gemm';

/** Reflectors that are multiplied together before they are applied. */
const BLOCK: i32 = 32;

/** Where no more rows than this are left, reflectors are applied one by one. */
const SMALL: i32 = 128;

/**
 * X := Q' for Q = H_0·H_1 ⋯ H_{n−3}, the reflectors that `tridiagonalise` left in a: the rows of X are the columns of Q.
 *
 * a       n×n, as `tridiagonalise` leaves it; what is left of the reflectors is overwritten.
 * x       n×n, leading dimension ldx.
 * work    `formReflectorsWorkspace(n)` bytes of the arena. From the last reflector to the first, so that H_k
 *         touches rows and columns after k only; a block of them is I − V'·T·V, two gemms.
 */
export function formReflectors(n: i32, a: usize, lda: i32, tau: usize, x: usize, ldx: i32): void {
  for (let i = 0; i < n; i++) {
    fill(n, 0.0, row(x, i, ldx));
    set(row(x, i, ldx), i, 1.0);
  }
  let end = n - 2;
  while (end > 0) {
    const first = max(0, end - BLOCK);
    if (n - first - 1 > SMALL) applyBlock(n, first, end - first, a, lda, tau, x, ldx);
    else {
      for (let k = end - 1; k >= first; k--) {
        const trailing = from(row(x, k + 1, ldx), k + 1);
        if (get(tau, k) != 0.0)
          reflectRows(n - k - 1, get(tau, k), from(row(a, k, lda), k + 1), trailing, ldx);
      }
    }
    end = first;
  }
}

/** Arena bytes that `formReflectors` takes. */
export function formReflectorsWorkspace(n: i32): usize {
  if (n - 1 <= SMALL) return 0;
  const gemms = max(
    max(gemmWorkspace(n, BLOCK, n), gemmWorkspace(n, n, BLOCK)),
    gemmWorkspace(n, BLOCK, BLOCK),
  );
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

/** X := X·(I − τ·v·v') for n×n X, two rows at a time. */
function reflectRows(n: i32, tau: f64, v: usize, x: usize, ldx: i32): void {
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const x0 = row(x, i, ldx);
    const x1 = row(x, i + 1, ldx);
    let s0 = f64x2.splat(0.0);
    let s1 = s0;
    let j = 0;
    for (; j + 2 <= n; j += 2) {
      const vj = v128.load(from(v, j));
      s0 = f64x2.add(s0, f64x2.mul(v128.load(from(x0, j)), vj));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(from(x1, j)), vj));
    }
    let factor0 = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
    let factor1 = f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1);
    if (j < n) {
      factor0 += get(x0, j) * get(v, j);
      factor1 += get(x1, j) * get(v, j);
    }
    factor0 *= tau;
    factor1 *= tau;
    const f0 = f64x2.splat(factor0);
    const f1 = f64x2.splat(factor1);
    for (j = 0; j + 2 <= n; j += 2) {
      const vj = v128.load(from(v, j));
      v128.store(from(x0, j), f64x2.sub(v128.load(from(x0, j)), f64x2.mul(f0, vj)));
      v128.store(from(x1, j), f64x2.sub(v128.load(from(x1, j)), f64x2.mul(f1, vj)));
    }
    if (j < n) {
      set(x0, j, get(x0, j) - factor0 * get(v, j));
      set(x1, j, get(x1, j) - factor1 * get(v, j));
    }
  }
  if (i < n) {
    const xi = row(x, i, ldx);
    axpy(n, -tau * dot(n, xi, v), v, xi);
  }
}

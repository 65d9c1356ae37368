import { get, set, row, from, dot, axpy, fill } from '../vector';

/**
 * X := Q' for Q = H_{n−1} ⋯ H_2, the reflectors that `tridiagonalise` left in a: the rows of X are the columns of Q.
 *
 * a       n×n, as `tridiagonalise` leaves it.
 * x       n×n, leading dimension ldx. From the shortest reflector to the longest, so that H_k touches only the first
 *         k rows and columns. One by one: for small n, `back-transform.ts` serves the others.
 */
export function formReflectors(n: i32, a: usize, lda: i32, tau: usize, x: usize, ldx: i32): void {
  for (let i = 0; i < n; i++) {
    fill(n, 0.0, row(x, i, ldx));
    set(row(x, i, ldx), i, 1.0);
  }
  for (let k = 2; k < n; k++) {
    if (get(tau, k) != 0.0) reflectRows(k, get(tau, k), row(a, k, lda), x, ldx);
  }
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

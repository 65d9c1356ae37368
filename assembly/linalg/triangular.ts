import { get, set, row, dot, axpy, scale, from } from './vector';

/** Solves L·x = b (trans false) or L'·x = b (true) in place; L is n×n lower, leading dimension ldl, no zero on its diagonal. */
export function trsv(trans: bool, n: i32, l: usize, ldl: i32, x: usize): void {
  if (trans) {
    for (let i = n - 1; i >= 0; i--) {
      const xi = get(x, i) / get(row(l, i, ldl), i);
      set(x, i, xi);
      axpy(i, -xi, row(l, i, ldl), x);
    }
  } else {
    for (let i = 0; i < n; i++) {
      set(x, i, (get(x, i) - dot(i, row(l, i, ldl), x)) / get(row(l, i, ldl), i));
    }
  }
}

/**
 * Solves L·X = B (trans false) or L'·X = B (true) in place for m right-hand sides.
 *
 * l       n×n lower, leading dimension ldl; the strict upper triangle is not read.
 * b       n×m (a right-hand side a column), leading dimension ldb; overwritten by X.
 * work    `trsmWorkspace(n, m)` bytes of the arena.
 */
export function trsm(trans: bool, n: i32, m: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  if (trans) {
    for (let i = n - 1; i >= 0; i--) {
      for (let p = i + 1; p < n; p++) axpy(m, -get(row(l, p, ldl), i), row(b, p, ldb), row(b, i, ldb));
      scale(m, 1.0 / get(row(l, i, ldl), i), row(b, i, ldb));
    }
  } else {
    for (let i = 0; i < n; i++) {
      for (let p = 0; p < i; p++) axpy(m, -get(row(l, i, ldl), p), row(b, p, ldb), row(b, i, ldb));
      scale(m, 1.0 / get(row(l, i, ldl), i), row(b, i, ldb));
    }
  }
}

/** Arena bytes that `trsm` takes. */
export function trsmWorkspace(n: i32, m: i32): usize {
  return 0;
}

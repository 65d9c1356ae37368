import { get, set, row, dot, fill } from './vector';
import { trsv, trsm, trsmWorkspace } from './triangular';

/**
 * Lower Cholesky factor in place: A = L·L'.
 *
 * a       n×n, row-major, leading dimension lda; only the lower triangle is read, and it is overwritten by L.
 *         The strict upper triangle is neither read nor written.
 * returns −1, or the 0-based pivot at which A stopped being positive definite (A is then partly overwritten).
 * work    `choleskyWorkspace(n)` bytes of the arena.
 */
export function cholesky(a: usize, n: i32, lda: i32): i32 {
  for (let i = 0; i < n; i++) {
    const ai = row(a, i, lda);
    for (let j = 0; j < i; j++) {
      const aj = row(a, j, lda);
      set(ai, j, (get(ai, j) - dot(j, ai, aj)) / get(aj, j));
    }
    const pivot = get(ai, i) - dot(i, ai, ai);
    if (!(pivot > 0.0)) return i;
    set(ai, i, Math.sqrt(pivot));
  }
  return -1;
}

/** Arena bytes that `cholesky` takes. */
export function choleskyWorkspace(n: i32): usize {
  return 0;
}

/** x := A⁻¹x, given the factor L of A. */
export function choleskySolve(n: i32, l: usize, ldl: i32, x: usize): void {
  trsv(false, n, l, ldl, x);
  trsv(true, n, l, ldl, x);
}

/** B := A⁻¹B for the n×m matrix B, given the factor L of A; `choleskySolveManyWorkspace(n, m)` bytes of the arena. */
export function choleskySolveMany(n: i32, m: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  trsm(false, n, m, l, ldl, b, ldb);
  trsm(true, n, m, l, ldl, b, ldb);
}

/** Arena bytes that `choleskySolveMany` takes. */
export function choleskySolveManyWorkspace(n: i32, m: i32): usize {
  return trsmWorkspace(n, m);
}

/**
 * A⁻¹ from the factor L of A.
 *
 * inverse n×n, leading dimension ldi, both triangles written; must not overlap L.
 * work    `choleskyInverseWorkspace(n)` bytes of the arena.
 */
export function choleskyInverse(n: i32, l: usize, ldl: i32, inverse: usize, ldi: i32): void {
  for (let i = 0; i < n; i++) {
    fill(n, 0.0, row(inverse, i, ldi));
    set(row(inverse, i, ldi), i, 1.0);
  }
  choleskySolveMany(n, n, l, ldl, inverse, ldi);
}

/** Arena bytes that `choleskyInverse` takes. */
export function choleskyInverseWorkspace(n: i32): usize {
  return choleskySolveManyWorkspace(n, n);
}

/** log|A| = 2 Σ log L_ii */
export function choleskyLogDeterminant(n: i32, l: usize, ldl: i32): f64 {
  let total = 0.0;
  for (let i = 0; i < n; i++) total += Math.log(get(row(l, i, ldl), i));
  return 2.0 * total;
}

/** Orthogonal updates of a matrix by rows, and what moves its columns. */
import { get, set, row, from } from './vector';

/**
 * A := A + α·v·w'.
 *
 * a       m×n, row-major, leading dimension lda. With α·v·w' = −β·v·(A'v)' this applies the reflector I − βvv'.
 * v       m; w n. Neither may overlap A.
 */
export function rankOne(m: i32, n: i32, alpha: f64, v: usize, w: usize, a: usize, lda: i32): void {
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    const a0 = row(a, i, lda);
    const a1 = row(a, i + 1, lda);
    const a2 = row(a, i + 2, lda);
    const a3 = row(a, i + 3, lda);
    const v0 = f64x2.splat(alpha * get(v, i));
    const v1 = f64x2.splat(alpha * get(v, i + 1));
    const v2 = f64x2.splat(alpha * get(v, i + 2));
    const v3 = f64x2.splat(alpha * get(v, i + 3));
    let j = 0;
    for (; j + 2 <= n; j += 2) {
      const wj = v128.load(from(w, j));
      v128.store(from(a0, j), f64x2.add(v128.load(from(a0, j)), f64x2.mul(v0, wj)));
      v128.store(from(a1, j), f64x2.add(v128.load(from(a1, j)), f64x2.mul(v1, wj)));
      v128.store(from(a2, j), f64x2.add(v128.load(from(a2, j)), f64x2.mul(v2, wj)));
      v128.store(from(a3, j), f64x2.add(v128.load(from(a3, j)), f64x2.mul(v3, wj)));
    }
    if (j < n) {
      const wj = get(w, j);
      set(a0, j, get(a0, j) + f64x2.extract_lane(v0, 0) * wj);
      set(a1, j, get(a1, j) + f64x2.extract_lane(v1, 0) * wj);
      set(a2, j, get(a2, j) + f64x2.extract_lane(v2, 0) * wj);
      set(a3, j, get(a3, j) + f64x2.extract_lane(v3, 0) * wj);
    }
  }
  for (; i < m; i++) {
    const ai = row(a, i, lda);
    const vi = alpha * get(v, i);
    const splat = f64x2.splat(vi);
    let j = 0;
    for (; j + 2 <= n; j += 2) {
      v128.store(from(ai, j), f64x2.add(v128.load(from(ai, j)), f64x2.mul(splat, v128.load(from(w, j)))));
    }
    if (j < n) set(ai, j, get(ai, j) + vi * get(w, j));
  }
}

/** Givens rotation of two vectors: (x, y) := (c·x + s·y, c·y − s·x). */
export function rotate(n: i32, c: f64, s: f64, x: usize, y: usize): void {
  const cc = f64x2.splat(c);
  const ss = f64x2.splat(s);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const xi = v128.load(from(x, i));
    const yi = v128.load(from(y, i));
    v128.store(from(x, i), f64x2.add(f64x2.mul(cc, xi), f64x2.mul(ss, yi)));
    v128.store(from(y, i), f64x2.sub(f64x2.mul(cc, yi), f64x2.mul(ss, xi)));
  }
  if (i < n) {
    const xi = get(x, i);
    const yi = get(y, i);
    set(x, i, c * xi + s * yi);
    set(y, i, c * yi - s * xi);
  }
}

/** x := α·(column j of the m-row matrix A) */
export function copyColumn(m: i32, alpha: f64, a: usize, lda: i32, j: i32, x: usize): void {
  for (let i = 0; i < m; i++) set(x, i, alpha * get(row(a, i, lda), j));
}

/** Swaps columns j and k of the m-row matrix A. */
export function swapColumns(m: i32, a: usize, lda: i32, j: i32, k: i32): void {
  for (let i = 0; i < m; i++) {
    const ai = row(a, i, lda);
    const t = get(ai, j);
    set(ai, j, get(ai, k));
    set(ai, k, t);
  }
}

import { axpy, dot, fill, get, row, scale, set } from '../linalg/vector';

/** A pivot below this share of its diagonal is rounding: the effect cannot be told from those before it. */
const ALIASED: f64 = 1e-11;

/**
 * Lower factor of a positive semi-definite matrix in place, S = L·L', with a row and column of zeros for each pivot that is
 * rounding: effects that the data do not tell, which are then taken to be 0 and change no estimable one.
 *
 * s       n×n, leading dimension n; the lower triangle is read and overwritten, the upper is not touched.
 * returns how many pivots were left out; their diagonal is 0.
 */
export function factorSemidefinite(n: i32, s: usize): i32 {
  let left = 0;
  for (let i = 0; i < n; i++) {
    const own = row(s, i, n);
    for (let j = 0; j < i; j++) {
      const other = row(s, j, n);
      const pivot = get(other, j);
      set(own, j, pivot == 0.0 ? 0.0 : (get(own, j) - dot(j, own, other)) / pivot);
    }
    const diagonal = get(own, i);
    const pivot = diagonal - dot(i, own, own);
    if (pivot > ALIASED * diagonal) set(own, i, Math.sqrt(pivot));
    else {
      set(own, i, 0.0);
      left++;
    }
  }
  return left;
}

/** x := L⁻¹x; 0 where a pivot was left out. */
export function forwardSemidefinite(n: i32, l: usize, x: usize): void {
  for (let i = 0; i < n; i++) {
    const own = row(l, i, n);
    const pivot = get(own, i);
    set(x, i, pivot == 0.0 ? 0.0 : (get(x, i) - dot(i, own, x)) / pivot);
  }
}

/** x := L⁻ᵀx; 0 where a pivot was left out. */
export function backwardSemidefinite(n: i32, l: usize, x: usize): void {
  for (let i = n - 1; i >= 0; i--) {
    const pivot = get(row(l, i, n), i);
    let sum = get(x, i);
    for (let j = i + 1; j < n; j++) sum -= get(row(l, j, n), i) * get(x, j);
    set(x, i, pivot == 0.0 ? 0.0 : sum / pivot);
  }
}

/** X := L⁻¹X of c columns, n×c; rows of 0 where a pivot was left out. */
export function forwardSemidefiniteMany(n: i32, l: usize, c: i32, x: usize): void {
  for (let i = 0; i < n; i++) {
    const own = row(l, i, n);
    const target = row(x, i, c);
    const pivot = get(own, i);
    if (pivot == 0.0) {
      fill(c, 0.0, target);
      continue;
    }
    for (let j = 0; j < i; j++) axpy(c, -get(own, j), row(x, j, c), target);
    scale(c, 1.0 / pivot, target);
  }
}

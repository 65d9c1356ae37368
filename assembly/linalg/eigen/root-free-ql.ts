import { get, set } from '../vector';

const EPSILON: f64 = 2.220446049250313e-16;

/** Steps that are allowed an eigenvalue on average; two are usual. */
const STEPS: i32 = 30;

/**
 * Eigenvalues of a symmetric tridiagonal T by the square-root-free QL iteration of Pal, Walker and Kahan.
 *
 * d       n: the diagonal of T; the eigenvalues on return, in no order.
 * e       n: the elements below it, e_{n−1} = 0; destroyed. Those not above ε·max(|d_i| + |e_i|) count as 0.
 * returns 0, or 1 when 30·n steps were not enough.
 *
 * The same shifts as `accumulatingQL`, on the squares of e (B. N. Parlett, The Symmetric Eigenvalue Problem, 8.15; LAPACK's
 * dsterf). The largest element must be of the order of 1, so that what counts has normal squares.
 */
export function rootFreeQL(n: i32, d: usize, e: usize): i32 {
  let norm = 0.0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(get(d, i)) + Math.abs(get(e, i)));
  const negligible = EPSILON * norm * (EPSILON * norm);
  for (let i = 0; i < n; i++) set(e, i, get(e, i) * get(e, i));
  let steps = STEPS * n;
  let m = 0;
  for (let l = 0; l < n; l++) {
    if (m <= l) {
      m = l;
      while (m < n - 1 && get(e, m) > negligible) m++;
    }
    while (m > l) {
      if (steps-- == 0) return 1;
      m = step(l, m, d, e, negligible);
    }
  }
  return 0;
}

/** 2⁻⁶⁰⁰: a c² not above it is 0. */
export const NO_COSINE: f64 = 2.409919865102884e-181;

/** Eigenvalue of [d0 e; e d1] nearer to d0. */
// @ts-ignore: decorator
@inline
export function wilkinsonShift(d0: f64, d1: f64, square: f64): f64 {
  const half = 0.5 * (d1 - d0);
  const root = Math.sqrt(half * half + square);
  return d0 - square / (half + (half >= 0.0 ? root : -root));
}

/**
 * One step on rows l … m of T, none of whose e² is negligible.
 *
 * With r = p + e², c² = p/r and s² = e²/r the step is γ := c²·(α − σ) − s²·γ, p := γ²/c². Written as
 * q = p·(α − σ) − e²·γ, γ := q/r, p := q²/(r·p) the next p waits for one division instead of two, and there are two of them.
 *
 * returns the first i of l … m such that e²_i is `negligible` now.
 */
function step(l: i32, m: i32, d: usize, squares: usize, negligible: f64): i32 {
  const sigma = wilkinsonShift(get(d, l), get(d, l + 1), get(squares, l));
  let c = 1.0;
  let s = 0.0;
  let first = m;
  let gamma = get(d, m) - sigma;
  let p = gamma * gamma;
  for (let i = m - 1; i >= l; i--) {
    const square = get(squares, i);
    const r = p + square;
    if (i != m - 1) {
      const above = s * r;
      if (above <= negligible) first = i + 1;
      set(squares, i + 1, above);
    }
    const earlier = c;
    const reciprocal = 1.0 / r;
    c = p * reciprocal;
    s = square * reciprocal;
    const alpha = get(d, i);
    const numerator = p * (alpha - sigma) - square * gamma;
    const next = numerator * reciprocal;
    set(d, i + 1, gamma + (alpha - next));
    gamma = next;
    p = c > NO_COSINE ? (numerator * numerator) / (r * p) : earlier * square;
  }
  if (s * p <= negligible) first = l;
  set(squares, l, s * p);
  set(squares, m, 0.0);
  set(d, l, sigma + gamma);
  return first;
}

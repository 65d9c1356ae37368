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
 * The same shifts as `implicitQL`, on the squares of e (B. N. Parlett, The Symmetric Eigenvalue Problem, 8.15; LAPACK's
 * dsterf). The largest element must be of the order of 1, so that what counts has normal squares.
 */
export function rootFreeQL(n: i32, d: usize, e: usize): i32 {
  let norm = 0.0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(get(d, i)) + Math.abs(get(e, i)));
  const negligible = EPSILON * norm * (EPSILON * norm);
  for (let i = 0; i < n; i++) set(e, i, get(e, i) * get(e, i));
  let steps = STEPS * n;
  for (let l = 0; l < n; l++) {
    for (;;) {
      let m = l;
      while (m < n - 1 && get(e, m) > negligible) m++;
      if (m == l) break;
      if (steps-- == 0) return 1;
      step(l, m, d, e);
    }
  }
  return 0;
}

/** 2⁻⁶⁰⁰: a cosine not above it is 0. */
const VANISHING: f64 = 2.409919865102884e-181;

/** One step on rows l … m of T, none of whose e² is negligible. */
function step(l: i32, m: i32, d: usize, e: usize): void {
  const root = Math.sqrt(get(e, l));
  const ratio = (get(d, l + 1) - get(d, l)) / (2.0 * root);
  const length = Math.sqrt(ratio * ratio + 1.0);
  const sigma = get(d, l) - root / (ratio + (ratio >= 0.0 ? length : -length));
  let c = 1.0;
  let s = 0.0;
  let gamma = get(d, m) - sigma;
  let p = gamma * gamma;
  for (let i = m - 1; i >= l; i--) {
    const square = get(e, i);
    const r = p + square;
    if (i != m - 1) set(e, i + 1, s * r);
    const earlier = c;
    // r/p beside p/r, not after it: the next p then waits for one division instead of two
    const inverse = r / p;
    c = p / r;
    s = square / r;
    const old = gamma;
    const alpha = get(d, i);
    gamma = c * (alpha - sigma) - s * old;
    set(d, i + 1, old + (alpha - gamma));
    p = c > VANISHING ? gamma * gamma * inverse : earlier * square;
  }
  set(e, l, s * p);
  set(d, l, sigma + gamma);
  set(e, m, 0.0);
}

import { get, set, from } from '../vector';

const EPSILON: f64 = 2.220446049250313e-16;

/** Steps that are allowed a root; three or four are usual. */
const STEPS: i32 = 100;

/** Doubles of `sums`. */
export const SUMS: i32 = 4;

/**
 * Root j of the secular equation f(λ) = 1/ρ + Σ_i z_i²/(d_i − λ) = 0, ρ > 0: the j-th eigenvalue of diag(d) + ρ·z·z'.
 *
 * k          number of poles; 0 ≤ j < k.
 * poles      k: d, strictly ascending. z  k: none 0, Σ z² = `squares`.
 * shifted    k, scratch. sums  `SUMS`, scratch.
 * grouped    k: d in the order in which the differences are wanted.
 * difference k: d_i − λ for the d_i of `grouped`, each to full relative accuracy: vectors are made of them
 *            (`secular-vectors.ts`).
 * returns    λ, or NaN when `STEPS` steps were not enough.
 *
 * The root lies between d_j and d_{j+1} (the last within ρ·Σ z² of its pole). Its distance τ from the nearer of the two is
 * what is iterated: f is interpolated by c + s/(d_j − λ) + S/(d_{j+1} − λ), with the true weight of the nearer
 * pole ("fixed weight") or, when that is slow, with one term for all poles on the left and one for all on the
 * right ("middle way"; R.-C. Li, LAPACK working note 89). A step out of the bracket is replaced by bisection. It
 * ends when |f| is of the order of its rounding errors, which is what the vectors need (M. Gu and S. C. Eisenstat,
 * SIAM J. Matrix Anal. Appl. 16, 1995).
 */
export function secularRoot(
  k: i32,
  j: i32,
  rho: f64,
  squares: f64,
  poles: usize,
  z: usize,
  shifted: usize,
  sums: usize,
  grouped: usize,
  difference: usize,
): f64 {
  const last = j == k - 1;
  const gap = last ? rho * squares : get(poles, j + 1) - get(poles, j);
  const half = 0.5 * gap;
  const constant = 1.0 / rho;
  let origin = get(poles, j);
  subtract(k, poles, origin, shifted);
  evaluate(k, j, shifted, z, half, sums);
  let f = constant + get(sums, 0) + get(sums, 2);
  let low = 0.0;
  let high = last ? gap : half;
  let tau = half;
  const left = last || f >= 0.0;
  if (!last) {
    const zj = get(z, j) * get(z, j);
    const zn = get(z, j + 1) * get(z, j + 1);
    const rest = f + (zj - zn) / half;
    if (!left) {
      origin = get(poles, j + 1);
      subtract(k, poles, origin, shifted);
      low = -half;
      high = 0.0;
    }
    tau = left
      ? smallerRoot(rest, rest * gap + zj + zn, zj * gap)
      : smallerRoot(rest, zj + zn - rest * gap, -zn * gap);
    if (!(tau > low && tau < high)) tau = 0.5 * (low + high);
  }

  const tolerance = EPSILON * (8.0 + 0.25 * <f64>k);
  let middle = false;
  let previous = Infinity;
  for (let step = 0; step < STEPS; step++) {
    evaluate(k, j, shifted, z, tau, sums);
    const psi = get(sums, 0);
    const phi = get(sums, 2);
    f = constant + psi + phi;
    if (Math.abs(f) <= tolerance * (constant + phi - psi)) return finish(k, grouped, origin, tau, difference);
    if (f < 0.0) low = tau;
    else high = tau;
    if (Math.abs(f) > 0.1 * previous) middle = !middle;
    previous = Math.abs(f);
    const slope = get(sums, 1) + get(sums, 3);
    const dj = get(shifted, j) - tau;
    let eta: f64;
    if (last) eta = (dj * f) / (f - dj * slope);
    else {
      const dn = get(shifted, j + 1) - tau;
      let c: f64;
      if (middle) c = f - dj * get(sums, 1) - dn * get(sums, 3);
      else if (left) c = f - dn * slope + gap * square(get(z, j) / dj);
      else c = f - dj * slope - gap * square(get(z, j + 1) / dn);
      eta = smallerRoot(c, (dj + dn) * f - dj * dn * slope, dj * dn * f);
    }
    if (!(f * eta < 0.0)) eta = -f / slope;
    let next = tau + eta;
    if (!(next > low && next < high)) {
      next = 0.5 * (low + high);
      if (!(next > low && next < high)) return finish(k, grouped, origin, tau, difference);
    }
    tau = next;
  }
  return NaN;
}

/** The root of c·t² − a·t + b = 0 that tends to b/a as c tends to 0, without cancellation. */
function smallerRoot(c: f64, a: f64, b: f64): f64 {
  const root = Math.sqrt(Math.abs(a * a - 4.0 * b * c));
  return a > 0.0 || c == 0.0 ? (2.0 * b) / (a + (a > 0.0 ? root : -root)) : (a - root) / (2.0 * c);
}

// @ts-ignore: decorator
@inline
function square(x: f64): f64 {
  return x * x;
}

function finish(k: i32, grouped: usize, origin: f64, tau: f64, difference: usize): f64 {
  subtract(k, grouped, origin, difference);
  subtract(k, difference, tau, difference);
  return origin + tau;
}

/** y_i := x_i − shift; y may be x. */
function subtract(n: i32, x: usize, shift: f64, y: usize): void {
  const s = f64x2.splat(shift);
  let i = 0;
  for (; i + 2 <= n; i += 2) v128.store(from(y, i), f64x2.sub(v128.load(from(x, i)), s));
  if (i < n) set(y, i, get(x, i) - shift);
}

/** sums := Σ z_i²/δ_i and Σ (z_i/δ_i)² over the poles up to j, then over those behind it; δ_i = shifted_i − τ. */
function evaluate(k: i32, j: i32, shifted: usize, z: usize, tau: f64, sums: usize): void {
  accumulate(j + 1, shifted, z, tau, sums);
  accumulate(k - j - 1, from(shifted, j + 1), from(z, j + 1), tau, from(sums, 2));
}

function accumulate(n: i32, shifted: usize, z: usize, tau: f64, sums: usize): void {
  const t = f64x2.splat(tau);
  let value = f64x2.splat(0.0);
  let slope = value;
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const zi = v128.load(from(z, i));
    const ratio = f64x2.div(zi, f64x2.sub(v128.load(from(shifted, i)), t));
    value = f64x2.add(value, f64x2.mul(zi, ratio));
    slope = f64x2.add(slope, f64x2.mul(ratio, ratio));
  }
  let value1 = f64x2.extract_lane(value, 0) + f64x2.extract_lane(value, 1);
  let slope1 = f64x2.extract_lane(slope, 0) + f64x2.extract_lane(slope, 1);
  if (i < n) {
    const ratio = get(z, i) / (get(shifted, i) - tau);
    value1 += get(z, i) * ratio;
    slope1 += ratio * ratio;
  }
  set(sums, 0, value1);
  set(sums, 1, slope1);
}

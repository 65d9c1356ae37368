/**
 * The logarithm of a ratio of multivariate gamma functions over the power of k that it grows with, n = k + N + 1:
 *
 *     R(k) = Σ_{i=1..N} [lnΓ((k + N + 2 + ν − i)/2) − lnΓ((k + N + 2 − i)/2)] − ½νN log(k/2)
 *
 * It tends to 0 for large k and is computed from differences, so that it keeps its digits there. The arguments are two
 * chains of steps of 1, from k/2 + 1 and from k/2 + 3/2; along a chain lnΓ(b + 1 + x) − lnΓ(b + 1) is the one before +
 * log1p(x/b), x = ν/2, and the derivatives' are the ones before less x·w and plus x(2b + x)w², w = 1/(b(b + x)).
 */
import { excessLog, log1p } from './log1p';

/** From here on Stirling's series are exact to the last digits. */
const LARGE: f64 = 16.0;

/** R(k) */
export function logGammaRatio(N: i32, nu: f64, k: f64): f64 {
  const x = 0.5 * nu;
  const h = 0.5 * k;
  let sum = 0.0;
  for (let chain = 0; chain < 2; chain++) {
    const count = (N + 1 - chain) >> 1;
    const start = h + 1.0 + 0.5 * <f64>chain;
    if (count > 0) sum += <f64>count * firstRatio(start, x, h);
    for (let l = 0; l < count - 1; l++) sum += <f64>(count - 1 - l) * log1p(x / (start + <f64>l));
  }
  return sum;
}

/** lnΓ(b + x) − lnΓ(b) − x·log h, of h ≤ b + x */
export function firstRatio(b: f64, x: f64, h: f64): f64 {
  let before = 1.0;
  let z = b;
  for (; z < LARGE; z += 1.0) before *= 1.0 + x / z;
  const y = x / z;
  const growth = x * log1p((z + x - h) / h);
  return z * excessLog(y) - 0.5 * log1p(y) + growth + stirling(z + x) - stirling(z) - Math.log(before);
}

/** lnΓ(z) − (z − ½) ln z + z − ½ ln 2π for z ≥ 16 */
function stirling(z: f64): f64 {
  const inverse = 1.0 / z;
  const s = inverse * inverse;
  return inverse * (1.0 / 12.0 - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s * (1.0 / 1680.0 - s / 1188.0))));
}

/** What `gammaSlopes` found last: dR/du, u = log k, and d²R/du². */
export let gammaSlope: f64 = 0.0;
export let gammaCurvature: f64 = 0.0;

/**
 * dR/du = ½k Σ_b [ψ(b + x) − ψ(b) − x/h], h = k/2, and d²R/du² = dR/du + h² Σ_b [ψ'(b + x) − ψ'(b) + x/h²], over the b of
 * both chains. The curvature has the digits that a step of Newton's method needs.
 */
export function gammaSlopes(N: i32, nu: f64, k: f64): void {
  const x = 0.5 * nu;
  const h = 0.5 * k;
  let slope = 0.0;
  let curvature = 0.0;
  for (let chain = 0; chain < 2; chain++) {
    const count = (N + 1 - chain) >> 1;
    let b = h + 1.0 + 0.5 * <f64>chain;
    let first = 0.0;
    let second = 0.0;
    let z = b;
    for (; z < LARGE; z += 1.0) {
      const w = 1.0 / (z * (z + x));
      first += x * w;
      second -= x * (2.0 * z + x) * w * w;
    }
    first +=
      excessLog(x / z) - (x * (z - h)) / (z * h) + (0.5 * x) / (z * (z + x)) + series(z + x) - series(z);
    second += trigamma(z + x) - trigamma(z) + x / (h * h);
    for (let l = 0; l < count; l++, b += 1.0) {
      slope += first;
      curvature += second;
      const w = 1.0 / (b * (b + x));
      first -= x * w;
      second += x * (2.0 * b + x) * w * w;
    }
  }
  gammaSlope = h * slope;
  gammaCurvature = gammaSlope + h * h * curvature;
}

/** ψ(z) − ln z + 1/(2z) for z ≥ 16 */
function series(z: f64): f64 {
  const s = 1.0 / (z * z);
  return -s * (1.0 / 12.0 - s * (1.0 / 120.0 - s * (1.0 / 252.0 - s * (1.0 / 240.0 - s / 132.0))));
}

/** ψ'(z) for z ≥ 16, to twelve digits */
function trigamma(z: f64): f64 {
  const inverse = 1.0 / z;
  const s = inverse * inverse;
  return inverse * (1.0 + 0.5 * inverse + s * (1.0 / 6.0 - s * (1.0 / 30.0 - s / 42.0)));
}

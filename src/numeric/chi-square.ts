import { exp } from './elementary.js';

/** From here on the continued fraction of erfc has all digits in TERMS steps; below, the series of erf has. */
const SERIES_END = 2;
const TERMS = 100;

/** Where a sum is taken to smaller units. */
const SHIFT = 500;
const LARGE = 2 ** SHIFT;

/** erfc(z) = 1 − erf(z) for z ≥ 0, to about 13 digits (Abramowitz and Stegun 1964, 7.1.6 and 7.1.14). */
export function complementaryError(z: number): number {
  if (z < SERIES_END) {
    let term = z;
    let sum = z;
    for (let n = 1; term > 1e-17 * sum; n++) {
      term *= (2 * z * z) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * exp(-z * z) * sum;
  }
  let fraction = z;
  for (let n = TERMS; n >= 1; n--) fraction = z + n / 2 / fraction;
  return exp(-z * z) / (Math.sqrt(Math.PI) * fraction);
}

/**
 * Upper tail P(χ² > x) for a whole number of degrees of freedom (Abramowitz and Stegun 1964, 26.4.4 and 26.4.5); h = x/2:
 *
 *     even ν   e^−h · Σ_{j<ν/2} h^j/j!
 *     odd ν    erfc(√h) + e^−h · Σ_{j≤(ν−1)/2} h^(j−½)/Γ(j + ½)
 *
 * The work grows with ν; sums too large for a double are kept in units of 2^SHIFT. 1 for x ≤ 0.
 */
export function chiSquareTail(x: number, degrees: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x <= 0) return 1;
  const h = x / 2;
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? Math.sqrt(h / Math.PI) * 2 : 1;
  let sum = 0;
  let shifts = 0;
  for (let j = 1; j <= Math.floor(degrees / 2); j++) {
    sum += term;
    term *= h / (isOdd ? j + 0.5 : j);
    if (term > LARGE || sum > LARGE) {
      sum /= LARGE;
      term /= LARGE;
      shifts++;
    }
  }
  const root = exp(0.5 * (shifts * SHIFT * Math.LN2 - h));
  return (isOdd ? complementaryError(Math.sqrt(h)) : 0) + root * sum * root;
}

/** The x with P(χ² > x) = tail, for 0 < tail < 1, by bisection to the last digit. */
export function chiSquareQuantile(tail: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (chiSquareTail(high, degrees) > tail) high *= 2;
  for (;;) {
    const middle = 0.5 * (low + high);
    if (!(middle > low && middle < high)) return middle;
    if (chiSquareTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
}

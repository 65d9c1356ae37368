import { chiSquareQuantile, complementaryError } from './chi-square.js';

/** Standard normal distribution Φ(z) = P(Z ≤ z) = ½ erfc(−z/√2), each tail to about 13 digits of its own; the same bits everywhere. */
export function normalProbability(z: number): number {
  if (Number.isNaN(z)) return NaN;
  const tail = 0.5 * complementaryError(Math.abs(z) / Math.SQRT2);
  return z < 0 ? tail : 1 - tail;
}

/**
 * Φ⁻¹(p), the z with Φ(z) = p: Z² is χ²₁, so that below the median z = −√x with P(χ²₁ > x) = 2p, and above it
 * z = −Φ⁻¹(1 − p).
 *
 * A probability near 1 has few digits of its tail: take −Φ⁻¹ of the tail instead, where that is known.
 *
 * @returns −Infinity for 0, Infinity for 1, NaN outside
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0.5) return 0;
  if (p > 0.5) return -normalQuantile(1 - p);
  return p === 0 ? -Infinity : -Math.sqrt(chiSquareQuantile(2 * p, 1));
}

import { log1p } from '../../src/numeric/elementary.js';

/** From here on Stirling's series is exact to the last digits. */
const LARGE = 16;

/**
 * Σ_{i=1..N} [lnΓ((k + N + 2 + ν − i)/2) − lnΓ((k + N + 2 − i)/2)] − ½νN log(k/2)
 *
 * for k > 0, ν > 0: the logarithm of Γ_N((n + ν)/2)/Γ_N(n/2), n = k + N + 1, over the power of k that it grows with. It
 * tends to 0 for large k, and is computed from differences, so that it keeps its digits there.
 *
 * The arguments are two chains of steps of 1; along a chain lnΓ(b + 1 + x) − lnΓ(b + 1) is the one before + log1p(x/b).
 */
export function logGammaRatio(N: number, nu: number, k: number): number {
  const x = nu / 2;
  let sum = 0;
  for (const [start, count] of [
    [(k + 2) / 2, Math.ceil(N / 2)],
    [(k + 3) / 2, Math.floor(N / 2)],
  ]) {
    if (count === 0) continue;
    sum += count * ratio(start, x, k / 2);
    for (let l = 0; l < count - 1; l++) sum += (count - 1 - l) * log1p(x / (start + l));
  }
  return sum;
}

/** lnΓ(b + x) − lnΓ(b) − x·log h */
function ratio(b: number, x: number, h: number): number {
  let before = 0;
  let z = b;
  for (; z < LARGE; z++) before += log1p(x / z);
  const growth = x * log1p((z + x - h) / h);
  return (z - 0.5) * log1p(x / z) - x + growth + stirling(z + x) - stirling(z) - before;
}

/** lnΓ(z) − (z − ½) ln z + z − ½ ln 2π for z ≥ 16 */
function stirling(z: number): number {
  const inverse = 1 / z;
  const square = inverse * inverse;
  return inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
}

import { log } from './log.js';

/** From here on the series below is exact to the last digits. */
const LARGE = 16;
const HALF_LOG_TWO_PI = 0.9189385332046728;

/**
 * ln Γ(x) for x > 0, with the same bits everywhere: ln Γ(x + k) − ln[x(x + 1)…(x + k − 1)] by Stirling's series
 *
 *     ln Γ(z) = (z − ½) ln z − z + ½ ln 2π + 1/12z − 1/360z³ + 1/1260z⁵ − 1/1680z⁷ + 1/1188z⁹ − …
 *
 * Error below 1e-14·max(1, |ln Γ(x)|) and the logarithms that it is made of.
 */
export function logGamma(x: number): number {
  let product = 1;
  let z = x;
  while (z < LARGE) product *= z++;
  const inverse = 1 / z;
  const square = inverse * inverse;
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (z - 0.5) * log(z) - z + HALF_LOG_TWO_PI + series - log(product);
}

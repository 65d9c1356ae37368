/** The evidence of k and its maximum from values alone: on a grid, then by golden section around every maximum of it. */
import type { BestPrior, Spectrum } from '../../src/covariance/posterior/evidence.js';
import { exp, log, log1p } from '../../src/numeric/elementary.js';
import { goldenSection } from '../../src/numeric/golden-section.js';
import { logGammaRatio } from './gamma-ratio.js';

/** k/ν is searched from 2^LOWEST to 2^HIGHEST, a grid of doublings, and at infinity. */
const LOWEST = -16;
const HIGHEST = 26;
/** A finite k has to be better than Ω alone by more than rounding. */
const ROUNDING = 1e-8;
/** Of k/ν: beyond it products of 1 + d/k lose digits that count. */
const FEW_DIGITS = 100;
/** Products are kept below the square of it. */
const LARGE = 1e140;
/** Of log₂ k, where the evidence is flat to the last digits. */
const PRECISION = 1e-7;

/**
 * log m(k) − log m(∞) of data whose cross-products are S, Σ ~ IW(kΩ, k + N + 1):
 *
 *     log m(k) = −½νN log 2π − ½ν log|Ω| + logGammaRatio − ½(k + N + 1 + ν) Σ_j log1p(d_j/k)
 *     log m(∞) = −½νN log 2π − ½ν log|Ω| − ½ Σ_j d_j
 */
export function evidenceGain({ size, degrees, values }: Spectrum, k: number): number {
  if (k === Infinity) return 0;
  let sum = 0;
  for (const value of values) sum += value;
  const logs = k > FEW_DIGITS * degrees ? sumOfLogs(values, k) : logOfProducts(values, k);
  return logGammaRatio(size, degrees, k) - 0.5 * ((k + size + 1 + degrees) * logs - sum);
}

/** Σ log1p(d_j/k) */
function sumOfLogs(values: Float64Array, k: number): number {
  let logs = 0;
  for (const value of values) logs += log1p(value / k);
  return logs;
}

/** The same from logarithms of products, far fewer of them; it is multiplied by k, so that k must not be large. */
function logOfProducts(values: Float64Array, k: number): number {
  let logs = 0;
  let product = 1;
  for (const value of values) {
    product *= 1 + value / k;
    if (product < LARGE) continue;
    logs += log(product);
    product = 1;
  }
  return logs + log(product);
}

/**
 * The k of the largest evidence: of a grid over log k each maximum is refined by golden section, and the best is compared
 * with k = ∞, the Gaussian likelihood of Ω.
 *
 * @param precision of log₂ k
 * @param step       of the grid, in doublings of k
 */
export function searchedPrior(spectrum: Spectrum, precision = PRECISION, step = 1): BestPrior {
  const { degrees } = spectrum;
  const at = (u: number): number => degrees * exp(u * Math.LN2);
  const grid = Array.from({ length: Math.ceil((HIGHEST - LOWEST) / step) + 1 }, (_, i) => {
    const u = LOWEST + i * step;
    return { u, gain: evidenceGain(spectrum, at(u)) };
  });
  let best = { k: Infinity, gain: ROUNDING, atBoundary: true };
  grid.forEach(({ u, gain }, i) => {
    const [below, above] = [grid[i - 1] ?? grid[i], grid[i + 1] ?? grid[i]];
    if (gain < below.gain || gain < above.gain) return;
    const refined = goldenSection((v) => evidenceGain(spectrum, at(v)), below.u, above.u, precision);
    const found = refined.value > gain ? { u: refined.x, gain: refined.value } : { u, gain };
    if (found.gain > best.gain) best = { k: at(found.u), gain: found.gain, atBoundary: found.u === LOWEST };
  });
  const { k, atBoundary } = best;
  if (k === Infinity) return { k, priorWeight: 1, gain: 0, atBoundary };
  return { k, priorWeight: k / (k + degrees), gain: best.gain, atBoundary };
}

/**
 * Convergence of Markov chains: rank-normalised split R̂ and effective sample sizes (Vehtari, Gelman, Simpson, Carpenter and
 * Bürkner 2021), and E-BFMI (Betancourt 2016).
 *
 * Draws of M chains of n each stand chain after chain.
 */
import { normalQuantile } from '../numeric/normal.js';
import { quantile } from '../numeric/quantile.js';

/** max of split R̂ of the normal scores of the ranks of x, and of |x − median|; NaN of constants or fewer than 4 draws a chain. */
export function rankRHat(draws: Float64Array, chains: number): number {
  const middle = quantile(draws, 0.5);
  const bulk = splitRHat(halves(normalScores(draws), chains));
  const folded = splitRHat(halves(normalScores(draws.map((x) => Math.abs(x - middle))), chains));
  // of two values alike far from the median all folded ones are the same
  return Number.isNaN(folded) ? bulk : Math.max(bulk, folded);
}

/** Effective sample size of the normal scores of the ranks, of split chains. */
export function bulkESS(draws: Float64Array, chains: number): number {
  return effectiveSize(halves(normalScores(draws), chains));
}

/** The smaller of the effective sample sizes of the indicators of the 5 % and the 95 % quantile. */
export function tailESS(draws: Float64Array, chains: number): number {
  const sizes = [0.05, 0.95].map((p) => {
    const cut = quantile(draws, p);
    return effectiveSize(
      halves(
        draws.map((x) => (x <= cut ? 1 : 0)),
        chains,
      ),
    );
  });
  return Math.min(...sizes);
}

/** Effective sample size of the mean of x itself, of split chains. */
export function meanESS(draws: Float64Array, chains: number): number {
  return effectiveSize(halves(draws, chains));
}

/** Σ(E_t − E_{t−1})²/Σ(E_t − Ē)² of the energies of one chain. */
export function energyFraction(energies: Float64Array): number {
  const centre = mean(energies);
  let [steps, squares] = [0, 0];
  energies.forEach((energy, t) => {
    if (t > 0) steps += (energy - energies[t - 1]) ** 2;
    squares += (energy - centre) ** 2;
  });
  return steps / squares;
}

/** Φ⁻¹((r − 3/8)/(S + 1/4)), r the ranks, equal values with the mean of theirs. */
function normalScores(draws: Float64Array): Float64Array {
  const S = draws.length;
  const order = Uint32Array.from(draws, (_, index) => index).sort((a, b) => draws[a] - draws[b]);
  const scores = new Float64Array(S);
  for (let first = 0; first < S;) {
    let end = first + 1;
    while (end < S && draws[order[end]] === draws[order[first]]) end++;
    const score = normalQuantile((0.5 * (first + 1 + end) - 0.375) / (S + 0.25));
    for (; first < end; first++) scores[order[first]] = score;
  }
  return scores;
}

/** Both halves of every chain; the middle draw of an odd number is left out. */
function halves(draws: Float64Array, chains: number): Float64Array[] {
  const n = draws.length / chains;
  const half = Math.floor(n / 2);
  return Array.from({ length: chains }, (_, c) => [
    draws.subarray(c * n, c * n + half),
    draws.subarray((c + 1) * n - half, (c + 1) * n),
  ]).flat();
}

/** √(V̂/W), V̂ = (n − 1)/n·W + B/n: B/n the variance of the chains' means, W the mean of their variances. */
function splitRHat(parts: readonly Float64Array[]): number {
  const n = parts[0].length;
  const W = mean(Float64Array.from(parts, variance));
  const between = variance(Float64Array.from(parts, mean));
  return n < 2 || !(W > 0) ? NaN : Math.sqrt((n - 1) / n + between / W);
}

/**
 * Mn/τ, τ = −1 + 2Σ_k P_k by Geyer's initial monotone sequence of sums P_k = ρ_{2k} + ρ_{2k+1} of autocorrelations
 * ρ_t = 1 − (W − mean of the autocovariances at t)/V̂; at most Mn·log₁₀(Mn).
 */
function effectiveSize(parts: readonly Float64Array[]): number {
  const n = parts[0].length;
  const size = n * parts.length;
  if (n < 4) return NaN;
  const centred = parts.map((part) => {
    const centre = mean(part);
    return part.map((x) => x - centre);
  });
  const covariance = (lag: number): number => {
    let total = 0;
    for (const x of centred) for (let t = lag; t < n; t++) total += x[t] * x[t - lag];
    return total / size;
  };
  const W = (covariance(0) * n) / (n - 1);
  const V = covariance(0) + (parts.length > 1 ? variance(Float64Array.from(parts, mean)) : 0);
  if (!(V > 0)) return NaN;
  const correlation = (lag: number): number => 1 - (W - covariance(lag)) / V;
  let [even, odd] = [1, correlation(1)];
  let smallest = even + odd;
  let sum = 0;
  let lag = 1;
  while (lag < n - 3 && even + odd > 0) {
    smallest = Math.min(smallest, even + odd);
    sum += smallest;
    [even, odd] = [correlation(lag + 1), correlation(lag + 2)];
    lag += 2;
  }
  // the first term behind the sequence makes the estimate better where chains are antithetic
  const tau = -1 + 2 * sum + Math.max(0, even);
  return size / Math.max(tau, 1 / Math.log10(size));
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** With divisor n − 1. */
function variance(values: Float64Array): number {
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - centre) ** 2;
  return squares / (values.length - 1);
}

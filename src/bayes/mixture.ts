/** Mixtures of normal distributions of equal shares: what a quantity is that is normal given each draw. */
import { exp } from '../numeric/elementary.js';
import { normalProbability } from '../numeric/normal.js';

/** Of E quantities. */
export interface NormalMixture {
  /** E: mean of the draws' means */
  mean: Float64Array;
  /** E: √(mean of the draws' variances + variance of their means) */
  sd: Float64Array;
  /** E: quantiles of the mixture */
  q5: Float64Array;
  q95: Float64Array;
}

/** Half the width of where quantiles are looked for, in standard deviations of the components; and how far they are searched. */
const WIDTH = 9;
const STEPS = 100;
const PRECISION = 1e-10;

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/**
 * Moments and quantiles of (1/D)·Σ_d N(m_d, v_d):
 *
 *     mean m̄ = Σ m_d/D,  variance Σ v_d/D + Σ(m_d − m̄)²/D,  x_p: Σ_d Φ((x_p − m_d)/√v_d)/D = p
 *
 * @param means     D arrays of E
 * @param variances D arrays of E, 0 or more
 */
export function normalMixture(
  means: readonly Float64Array[],
  variances: readonly Float64Array[],
): NormalMixture {
  const D = means.length;
  const E = means[0].length;
  const mixture = {
    mean: new Float64Array(E),
    sd: new Float64Array(E),
    q5: new Float64Array(E),
    q95: new Float64Array(E),
  };
  const [own, deviations] = [new Float64Array(D), new Float64Array(D)];
  for (let e = 0; e < E; e++) {
    let [mean, within, between] = [0, 0, 0];
    for (let d = 0; d < D; d++) {
      own[d] = means[d][e];
      const variance = Math.max(0, variances[d][e]);
      deviations[d] = Math.sqrt(variance);
      mean += own[d] / D;
      within += variance / D;
    }
    for (let d = 0; d < D; d++) between += (own[d] - mean) ** 2 / D;
    mixture.mean[e] = mean;
    mixture.sd[e] = Math.sqrt(within + between);
    mixture.q5[e] = mixtureQuantile(own, deviations, 0.05, mixture.sd[e]);
    mixture.q95[e] = mixtureQuantile(own, deviations, 0.95, mixture.sd[e]);
  }
  return mixture;
}

/**
 * The x at which the distribution function is p, by Newton's steps within a bracket, which is halved where they leave it. A
 * component without deviation is a step at its mean.
 */
function mixtureQuantile(means: Float64Array, deviations: Float64Array, p: number, scale: number): number {
  const D = means.length;
  let [low, high] = [Infinity, -Infinity];
  for (let d = 0; d < D; d++) {
    low = Math.min(low, means[d] - WIDTH * deviations[d]);
    high = Math.max(high, means[d] + WIDTH * deviations[d]);
  }
  let x = low + p * (high - low);
  for (let step = 0; step < STEPS && high - low > PRECISION * scale; step++) {
    let [share, density] = [0, 0];
    for (let d = 0; d < D; d++) {
      if (deviations[d] === 0) {
        share += x >= means[d] ? 1 : 0;
        continue;
      }
      const z = (x - means[d]) / deviations[d];
      share += normalProbability(z);
      density += exp(-0.5 * z * z) / (deviations[d] * ROOT_TWO_PI);
    }
    const excess = share / D - p;
    if (excess < 0) low = x;
    else high = x;
    const next = x - (excess * D) / density;
    if (Math.abs(next - x) <= PRECISION * scale) return next;
    x = next > low && next < high ? next : low + (high - low) / 2;
  }
  return high;
}

/** The variance of a mean of values that depend on earlier ones. */
import { power } from '../numeric/elementary.js';
import { mean } from './moments.js';

/** Σ_t z_t z_{t−lag} */
export function laggedProduct(z: Float64Array, lag: number): number {
  let sum = 0;
  for (let t = lag; t < z.length; t++) sum += z[t] * z[t - lag];
  return sum;
}

/**
 * Long-run variance of a series with mean 0: ψ = T/(T − 4)·[Γ₀ + 2·Σ_{1≤j<S} k(j/S)Γ_j], Γ_j = Σ_t z_t z_{t−j}/T, k Parzen's
 * kernel, which makes it positive; 4 for the moments that z was made with.
 *
 * @param bandwidth S
 */
export function longRunVariance(z: Float64Array, bandwidth: number): number {
  const T = z.length;
  let sum = laggedProduct(z, 0);
  for (let j = 1; j < bandwidth && j < T; j++) sum += 2 * parzen(j / bandwidth) * laggedProduct(z, j);
  return sum / (T - 4);
}

function parzen(x: number): number {
  return x <= 0.5 ? 1 - 6 * x * x * (1 - x) : 2 * (1 - x) * (1 - x) * (1 - x);
}

/**
 * Bandwidth of Andrews (1991) for Parzen's kernel, from a first-order autoregression of each series, coefficient ρ and
 * residual variance s²: S = 2.6614·(αT)^{1/5}, α = Σ 4ρ²s⁴/(1 − ρ)⁸ / Σ s⁴/(1 − ρ)⁴.
 */
export function andrewsBandwidth(series: readonly Float64Array[]): number {
  let above = 0;
  let below = 0;
  for (const values of series) {
    const { coefficient, variance } = autoregression(values);
    const rest = (1 - coefficient) * (1 - coefficient);
    const share = (variance * variance) / (rest * rest);
    above += (4 * coefficient * coefficient * share) / (rest * rest);
    below += share;
  }
  return 2.6614 * power((above / below) * series[0].length, 0.2);
}

/** Least squares of each value on the one before it and a constant. */
function autoregression(values: Float64Array): { coefficient: number; variance: number } {
  const now = values.subarray(1);
  const before = values.subarray(0, -1);
  const [nowMean, beforeMean] = [mean(now)!, mean(before)!];
  let products = 0;
  let squares = 0;
  let total = 0;
  now.forEach((value, t) => {
    const [y, x] = [value - nowMean, before[t] - beforeMean];
    products += y * x;
    squares += x * x;
    total += y * y;
  });
  const coefficient = squares > 0 ? products / squares : 0;
  return { coefficient, variance: Math.max(0, total - coefficient * products) / now.length };
}

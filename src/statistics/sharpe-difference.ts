import { normalProbability } from '../numeric/normal.js';
import { finiteOrNull } from './checks.js';
import { excessOver } from './excess.js';
import { andrewsBandwidth, laggedProduct, longRunVariance } from './long-run-variance.js';
import { mean, spread } from './moments.js';

/** Test of two Sharpe ratios against each other. */
export interface SharpeDifference {
  /** SR₁ − SR₂, per period */
  difference: number;
  /** difference of the Sharpe ratios on the scale of the test over its standard error, N(0, 1) where they are equal */
  statistic: number;
  /** two-sided */
  pValue: number;
}

/** Whether returns may depend on earlier ones. */
export interface SharpeDifferenceOptions {
  /** `hac`, the default, allows for returns that depend on earlier ones; `iid` takes them for independent */
  errors?: 'hac' | 'iid';
}

/**
 * Asymptotic test that two Sharpe ratios are equal, by the delta method of Ledoit and Wolf (2008), for returns of any
 * distribution that may depend on each other. It compares d = μ₁σ₂ − μ₂σ₁ with 0, which is SR₁ = SR₂ without a division:
 *
 *     se² = ψ/T,   z_t = ∇'(e₁ − μ₁, e₁² − γ₁, e₂ − μ₂, e₂² − γ₂),   ∇ the gradient of d by (μ₁, γ₁, μ₂, γ₂), σ² = γ − μ²
 *
 *     iid    ψ = Σz_t²/(T − 1)
 *     hac    ψ = T/(T − 4)·[Γ₀ + 2·Σ_{1≤j<S} k(j/S)Γ_j],   Γ_j = Σ_t z_t z_{t−j}/T,   k Parzen's kernel,
 *            S = 2.6614·(αT)^{1/5},   α = Σ 4ρ²s⁴/(1 − ρ)⁸ / Σ s⁴/(1 − ρ)⁴ over first-order autoregressions of the four
 *            series, coefficient ρ and residual variance s² (Andrews 1991)
 *
 * The σ of d have T − 1 degrees of freedom. In short samples the test rejects too often; several tests need a correction.
 *
 * @param first returns of one strategy by period
 * @param second those of the other in the same periods
 * @param riskFree one rate a period, as long
 * @returns null where a Sharpe ratio or the standard error is not defined: constant series, the same portfolio twice,
 *          fewer than 3 periods, or 5 for `hac`
 * @throws DataError `wrong-length`, `not-finite`
 */
export function sharpeDifference(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  riskFree: ArrayLike<number>,
  { errors = 'hac' }: SharpeDifferenceOptions = {},
): SharpeDifference | null {
  const a = seriesOf(first, riskFree);
  const b = seriesOf(second, riskFree);
  const T = first.length;
  if (a === null || b === null || T < (errors === 'hac' ? 5 : 3)) return null;
  const z = Float64Array.from(
    a.centred,
    (_, t) =>
      a.centred[t] * (b.deviation + (b.mean * a.mean) / a.deviation) -
      b.centred[t] * (a.deviation + (a.mean * b.mean) / b.deviation) +
      (b.squares[t] * a.mean) / (2 * b.deviation) -
      (a.squares[t] * b.mean) / (2 * a.deviation),
  );
  if (spread(z, a.deviation * b.deviation) === null) return null;
  const bandwidth = errors === 'hac' ? andrewsBandwidth([a.centred, a.squares, b.centred, b.squares]) : null;
  const variance = bandwidth === null ? laggedProduct(z, 0) / (T - 1) : longRunVariance(z, bandwidth);
  const d = (a.mean * b.deviation - b.mean * a.deviation) * Math.sqrt(T / (T - 1));
  const statistic = finiteOrNull(d / Math.sqrt(variance / T));
  if (statistic === null) return null;
  return {
    difference: a.ratio - b.ratio,
    statistic,
    pValue: 2 * normalProbability(-Math.abs(statistic)),
  };
}

/** First and second moments of excess returns, and how each period differs from them. */
interface Series {
  mean: number;
  /** √(γ − μ²), with T in the denominator */
  deviation: number;
  /** SR, with T − 1 degrees of freedom */
  ratio: number;
  /** e − μ */
  centred: Float64Array;
  /** e² − γ */
  squares: Float64Array;
}

function seriesOf(returns: ArrayLike<number>, riskFree: ArrayLike<number>): Series | null {
  const { values, size } = excessOver(returns, riskFree, 'riskFree');
  const centre = mean(values);
  const sampleDeviation = spread(values, size);
  const second = mean(values.map((e) => e * e));
  if (centre === null || sampleDeviation === null || second === null) return null;
  return {
    mean: centre,
    deviation: sampleDeviation * Math.sqrt(1 - 1 / values.length),
    ratio: centre / sampleDeviation,
    centred: values.map((e) => e - centre),
    squares: values.map((e) => e * e - second),
  };
}

import { type EngineCore, frameBytes } from '../../engine/core.js';

/** What the evidence of k depends on. */
export interface Spectrum {
  /** N, dimensions of Ω */
  size: number;
  /** ν, degrees of freedom of S */
  degrees: number;
  /** eigenvalues d_j of Ω⁻¹S; zeros may be left out */
  values: Float64Array;
}

/** The k that maximises the evidence. */
export interface BestPrior {
  /** Infinity where Ω alone is best */
  k: number;
  /** κ = k/(k + ν), the share of Ω in (kΩ + S)/(k + ν) */
  priorWeight: number;
  /** log m(k) − log m(∞), 0 or more: what the evidence gains over Ω alone */
  gain: number;
  /** at an end of what was searched: κ = 1, or the smallest */
  atBoundary: boolean;
}

/**
 * The k of the largest log m(k) − log m(∞) of data whose cross-products are S, Σ ~ IW(kΩ, k + N + 1),
 *
 *     log m(k) = −½νN log 2π − ½ν log|Ω| + R(k) − ½(k + N + 1 + ν) Σ_j log1p(d_j/k)
 *     log m(∞) = −½νN log 2π − ½ν log|Ω| − ½ Σ_j d_j
 *     R(k) = Σ_{i=1..N} [lnΓ((k + N + 2 + ν − i)/2) − lnΓ((k + N + 2 − i)/2)] − ½νN log(k/2)
 *
 * by the engine: the signs of the derivative on a grid of k/ν from 2⁻¹⁶ to 2²⁶, Newton's method on log k within every
 * bracket, and the best of these compared with k = ∞, the Gaussian likelihood of Ω.
 *
 * @param start a k that is near, which the result depends on in its last digits alone
 */
export function bestPrior(core: EngineCore, { size, degrees, values }: Spectrum, start = 0): BestPrior {
  const [k, gain, atBoundary] = core.run(
    (engine) => frameBytes(values.length, 3) + engine.bestPriorWorkspace(),
    (engine, frame) => {
      const prior = frame.doubles(3);
      engine.bestPrior(size, degrees, values.length, frame.copy(values), start, prior);
      return frame.read(prior, 3);
    },
  );
  return { k, priorWeight: priorWeight(k, degrees), gain, atBoundary: atBoundary === 1 };
}

/** κ = k/(k + ν) */
export function priorWeight(k: number, degrees: number): number {
  return k === Infinity ? 1 : k / (k + degrees);
}

import type { EngineCore } from '../engine/core.js';
import type { FurtherExports } from '../engine/exports.js';
import { product, symmetricEigen } from '../engine/linear-algebra.js';
import { transposed, whiten } from '../engine/whiten.js';
import { NotPositiveDefiniteError } from '../errors.js';
import { log } from '../numeric/elementary.js';
import { engineFilter, type FilterOutput, type FilterPaths } from './engine-filter.js';
import type { MovingRows } from './moving-rows.js';

/** Variances over that of the residual: q_j·x̄_j²/σ_e² by covariate, σ_k²/σ_e² by component but the residual. */
export interface Ratios {
  noise: Float64Array;
  within: Float64Array;
}

/** A filter at given ratios. */
export interface FilterAt {
  /** ℓ at the residual variance given, or at the best one */
  logLikelihood: number;
  /** σ_e² */
  residual: number;
  output: FilterOutput;
  /** n×n: y = C z of independent series; null of joint ones */
  C: Float64Array | null;
}

const LOG_TWO_PI = 1.8378770664093453;

/**
 * The filter at ratios of variances, in units of σ_e²: Ω₁ = Σ ρ_k B_k + I. Complete rows are split into independent ones by
 * what makes both Ω₁ and K diagonal,
 *
 *     Ω₁ = LL'     L⁻¹KL⁻ᵀ = Q diag(d) Q'     z = Q'L⁻¹y     y = Cz,  C = LQ
 *
 * which of one kernel and no `time` term is its eigenbasis, scaled; others are filtered together. The likelihood is
 *
 *     ℓ = −½[ν(log 2π + log σ_e²) + e'Σ⁻¹e/σ_e² + Σ log|F| + log|S| + (T − p) log|Ω₁|],   σ_e² = e'Σ⁻¹e/ν by default
 *
 * with ν the cells beyond the flat effects, and the volume of the coordinates.
 *
 * @returns null where Ω₁ or F is not positive definite
 */
export function filterAt(
  core: EngineCore,
  further: EngineCore<FurtherExports>,
  rows: MovingRows,
  ratios: Ratios,
  paths: FilterPaths = 'none',
  residual?: number,
): FilterAt | null {
  const { width: n, periods: T, constant, moving, covariates, degreesOfFreedom: degrees } = rows;
  const shape = { series: n, periods: T, moving: moving.length, constant: constant.length, covariates };
  const Omega = withinPeriod(rows, ratios.within);
  const split = rows.isComplete ? splitBy(core, rows, Omega) : null;
  if (rows.isComplete && split === null) return null;
  const output = engineFilter(
    further,
    split === null
      ? { ...shape, noise: ratios.noise, values: rows.scaled.returns, likeness: rows.K, within: Omega }
      : { ...shape, noise: ratios.noise, values: split.Z, likeness: split.d, within: null },
    paths,
  );
  if (output === null) return null;
  const { squares, logDeterminants } = output;
  const variance = residual ?? squares / degrees;
  const counted = split === null ? 0 : (T - constant.length - moving.length) * split.logDeterminant;
  const logLikelihood =
    rows.logVolume -
    0.5 * (degrees * (LOG_TWO_PI + log(variance)) + squares / variance + logDeterminants + counted);
  return { logLikelihood, residual: variance, output, C: split?.C ?? null };
}

/** Σ ρ_k B_k + I */
function withinPeriod({ components, width }: MovingRows, ratios: Float64Array): Float64Array {
  const Omega = components[components.length - 1].B.slice();
  ratios.forEach((ratio, k) => {
    if (ratio !== 0)
      for (let cell = 0; cell < width * width; cell++) Omega[cell] += ratio * components[k].B[cell];
  });
  return Omega;
}

/** n×T values of independent series, their d, and what takes them back. */
function splitBy(
  core: EngineCore,
  { width: n, scaled, K, periods }: MovingRows,
  Omega: Float64Array,
): { Z: Float64Array; d: Float64Array; C: Float64Array; logDeterminant: number } | null {
  try {
    const { rows, logDeterminant } = whiten(core, Omega, scaled.returns, n);
    const half = whiten(core, Omega, K, n).rows;
    const whole = whiten(core, Omega, transposed(half, n, n), n).rows;
    const { values, vectors } = symmetricEigen(core, whole, n);
    // C = LQ = Ω₁L⁻ᵀQ
    const C = product(core, whiten(core, Omega, Omega, n).rows, vectors, n, n, n);
    const z = product(core, rows, vectors, periods, n, n);
    return { Z: transposed(z, periods, n), d: values.map((value) => Math.max(value, 0)), C, logDeterminant };
  } catch (error) {
    if (error instanceof NotPositiveDefiniteError) return null;
    throw error;
  }
}

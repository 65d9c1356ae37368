import type { EngineCore } from '../engine/core.js';
import type { FurtherExports } from '../engine/exports.js';
import { log } from '../numeric/elementary.js';
import { engineFilter, type FilterOutput, type FilterPaths } from './engine-filter.js';
import { type IndependentSeries, independentSeries } from './independent-series.js';
import { type AlikeSteps, alikeSteps, stepCovariance } from './movements.js';
import type { MovingRows } from './moving-rows.js';

/** Variances over that of the residual. */
export interface Ratios {
  /** m×k: q_jl·x̄_j²/σ_e² by covariate and kernel */
  noise: Float64Array;
  /** σ_k²/σ_e² by component but the residual */
  within: Float64Array;
}

/** A filter at given ratios. */
export interface FilterAt {
  /** ℓ at the residual variance given, or at the best one */
  logLikelihood: number;
  /** σ_e² */
  residual: number;
  output: FilterOutput;
  /** the coordinates of independent series; null of joint ones */
  split: IndependentSeries | null;
}

const LOG_TWO_PI = 1.8378770664093453;

/** The coordinates of the last filter: a search over variances of the steps alone does not leave them. */
const known = new WeakMap<
  MovingRows,
  { at: Float64Array; kernel: number; split: IndependentSeries | null }
>();

/**
 * The filter at ratios of variances, in units of σ_e²: Ω₁ = Σ ρ_k B_k + I, Q_j = Σ_l q_jl K_l. Complete rows whose Q_j are
 * multiples of one V are split into independent series by `independentSeries`; others are filtered together. The likelihood is
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
  const steps = rows.isComplete ? alikeSteps(rows, ratios.noise) : null;
  const split = steps && splitBy(core, rows, ratios, steps);
  if (steps !== null && split === null) return null;
  const input =
    steps === null || split === null
      ? {
          noise: jointNoise(rows, ratios.noise),
          values: rows.scaled.returns,
          within: withinPeriod(rows, ratios.within),
        }
      : { noise: outer(steps.factors, split.d), values: split.Z, within: null };
  const output = engineFilter(further, { ...shape, ...input }, paths);
  if (output === null) return null;
  const { squares, logDeterminants } = output;
  const variance = residual ?? squares / degrees;
  const counted = split === null ? 0 : (T - constant.length - moving.length) * split.logDeterminant;
  const logLikelihood =
    rows.logVolume -
    0.5 * (degrees * (LOG_TWO_PI + log(variance)) + squares / variance + logDeterminants + counted);
  return { logLikelihood, residual: variance, output, split };
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

function splitBy(
  core: EngineCore,
  rows: MovingRows,
  { noise, within }: Ratios,
  { V, kernel }: AlikeSteps,
): IndependentSeries | null {
  const at = kernel >= 0 ? within : Float64Array.from([...within, ...noise]);
  const last = known.get(rows);
  if (last?.kernel === kernel && last.at.every((value, k) => value === at[k])) return last.split;
  const split = independentSeries(core, rows, withinPeriod(rows, within), V);
  known.set(rows, { at: at.slice(), kernel, split });
  return split;
}

/** m×n: c_j d_i */
function outer(factors: Float64Array, d: Float64Array): Float64Array {
  return Float64Array.from({ length: factors.length * d.length }, (_, cell) => {
    return factors[Math.floor(cell / d.length)] * d[cell % d.length];
  });
}

/** m×n×n: Q_j */
function jointNoise(rows: MovingRows, noise: Float64Array): Float64Array {
  const size = rows.width ** 2;
  const result = new Float64Array(rows.moving.length * size);
  rows.moving.forEach((_, j) => result.set(stepCovariance(rows, noise, j), j * size));
  return result;
}

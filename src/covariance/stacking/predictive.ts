import type { EngineCore } from '../../engine/core.js';
import { positiveInverse } from '../../engine/linear-algebra.js';
import { whiten } from '../../engine/whiten.js';
import { ModelError } from '../../errors.js';
import { designPanel, fixedEffectPlaces, type PanelDesign } from '../../model/design.js';
import { discountOf } from '../../model/half-life.js';
import { patternsOf } from '../../model/patterns.js';
import type { Panel, PanelFit, PanelModel } from '../../model/types.js';
import { log, log1p } from '../../numeric/elementary.js';
import { logGamma } from '../../numeric/log-gamma.js';

/** A model as it was fitted to the first periods of a panel, and its covariance of returns within a period. */
export interface PastFit {
  model: PanelModel;
  fit: PanelFit;
  /** N×N over the panel's assets: of returns about their effects */
  covariance: Float64Array;
  /** of t densities, above 2; null for normal ones */
  degreesOfFreedom: number | null;
}

const LOG_PI = 1.1447298858494002;
const LOG_TWO_PI = 1.8378770664093453;

/**
 * Log-densities of the returns of single periods, given their covariates and a fit to periods before them:
 *
 *     y_t ~ N(ŷ_t, (1 + h_t)C)        h_t = φw_t'(Σ_s d_s w_s w_s')⁻¹w_t
 *
 * ŷ_t from fixed effects and persistent BLUPs, C the covariance within a period, h_t what the estimation of effects per asset
 * adds, exactly where these are all there are (d_s weights of t errors and of a half-life; errors of effects common to all
 * assets and of persistent BLUPs are left out). φ is 1, of a fit with t errors (df − 2)/df: given their weights the effects vary
 * with Ω, of which C is df/(df − 2) times. Or a multivariate t of the same covariance, scale matrix
 * (1 + h_t)C·(df − 2)/df. Of a period with missing cells the marginal density of the others, 0 where there are none.
 *
 * @param panel of all periods up to the last that is asked for
 * @param from  first period that is asked for: the fit is to those before it
 * @param assets positions in the panel of those whose density it is
 * @throws ModelError `unknown-effects` where the periods of the fit do not tell all effects, and as `designPanel`
 * @throws NotPositiveDefiniteError where C is singular
 */
export function predictiveDensities(
  core: EngineCore,
  panel: Panel,
  from: number,
  { model, fit, covariance, degreesOfFreedom: df }: PastFit,
  assets: readonly number[],
): Float64Array {
  const [N, T] = [panel.assets.length, panel.periods.length];
  const design = designPanel(panel, { ...model, aliased: 'refuse' });
  const means = predictedMeans(panel, design, fit);
  const leverages = leveragesOf(core, design, model, fit, from, T);
  const densities = new Float64Array(T - from);
  const block = seenBy(panel, from, assets);
  for (const periods of patternsOf(block, new Int32Array(T - from))!) {
    const seen = assets.filter((i) => !Number.isNaN(panel.returns[(from + periods[0]) * N + i]));
    const n = seen.length;
    const C = Float64Array.from(seen.flatMap((i) => seen.map((j) => covariance[i * N + j])));
    const residuals = Float64Array.from(
      periods.flatMap((k) => seen.map((i) => panel.returns[(from + k) * N + i] - means[(from + k) * N + i])),
    );
    const { rows, logDeterminant } = whiten(core, C, residuals, n);
    periods.forEach((k, row) => {
      const spread = 1 + leverages[k];
      let square = 0;
      for (let i = row * n; i < (row + 1) * n; i++) square += rows[i] * rows[i];
      densities[k] = logDensity(square / spread, logDeterminant + n * log(spread), n, df);
    });
  }
  return densities;
}

/** Of n returns with the squared distance e'C⁻¹e and log|C|: normal, or t with C as its covariance. */
export function logDensity(square: number, logDeterminant: number, n: number, df: number | null): number {
  if (df === null) return -0.5 * (n * LOG_TWO_PI + logDeterminant + square);
  const ofScale = logDeterminant + n * log((df - 2) / df);
  const gammas = logGamma((df + n) / 2) - logGamma(df / 2);
  return gammas - 0.5 * (n * (log(df) + LOG_PI) + ofScale + (df + n) * log1p(square / (df - 2)));
}

/** The block's cells alone, which patterns are made of. */
function seenBy(panel: Panel, from: number, assets: readonly number[]): Panel {
  const N = panel.assets.length;
  const periods = panel.periods.slice(from);
  return {
    assets: assets.map((i) => panel.assets[i]),
    periods,
    returns: Float64Array.from(
      periods.flatMap((_, k) => assets.map((i) => panel.returns[(from + k) * N + i])),
    ),
    covariates: {},
  };
}

/** ŷ, periods × assets: fixed effects and persistent BLUPs. */
function predictedMeans(panel: Panel, design: PanelDesign, fit: PanelFit): Float64Array {
  const [N, T] = [panel.assets.length, panel.periods.length];
  const means = new Float64Array(T * N);
  const estimates = new Map(fit.fixedEffects.map(({ label, estimate }) => [label, estimate]));
  const dropped = new Set(fit.dropped);
  for (const { label, perAsset, index, asset } of fixedEffectPlaces(design, panel.assets)) {
    const estimate = estimates.get(label) ?? (dropped.has(label) ? 0 : undefined);
    if (estimate === undefined) throw unknownEffects(label);
    const { values } = perAsset ? design.assetFixed[index] : design.commonFixed[index];
    for (let t = 0; t < T; t++) {
      if (perAsset) means[t * N + asset] += values[t] * estimate;
      else for (let i = 0; i < N; i++) means[t * N + i] += values[t] * estimate;
    }
  }
  for (const { label, column } of design.random) {
    if (column < 0) continue;
    const { values } = design.persistent[column];
    const effects = fit.randomEffects[label];
    for (let t = 0; t < T; t++) for (let i = 0; i < N; i++) means[t * N + i] += values[t] * effects[i];
  }
  return means;
}

/** h_t of the periods from `from`, as a share of the covariance within a period. */
function leveragesOf(
  core: EngineCore,
  { assetFixed: columns }: PanelDesign,
  { halfLife }: PanelModel,
  { errors }: PanelFit,
  from: number,
  T: number,
): Float64Array {
  const m = columns.length;
  const counts = halfLife === undefined ? null : discountOf(from, halfLife).counts;
  const information = new Float64Array(m * m);
  for (let t = 0; t < from; t++) {
    const weight = (counts?.[t] ?? 1) * (errors?.weights[t] ?? 1);
    for (let a = 0; a < m; a++)
      for (let b = 0; b < m; b++)
        information[a * m + b] += weight * columns[a].values[t] * columns[b].values[t];
  }
  const inverse = m === 0 ? new Float64Array(0) : positiveInverse(core, information, m);
  if (inverse === null) throw unknownEffects(columns.map(({ label }) => label).join(', '));
  const degrees = errors?.degreesOfFreedom ?? null;
  const ofCovariance = degrees === null ? 1 : (degrees - 2) / degrees;
  return Float64Array.from({ length: T - from }, (_, k) => {
    let leverage = 0;
    for (let a = 0; a < m; a++)
      for (let b = 0; b < m; b++)
        leverage += columns[a].values[from + k] * inverse[a * m + b] * columns[b].values[from + k];
    return ofCovariance * leverage;
  });
}

function unknownEffects(effects: string): ModelError {
  return new ModelError(
    'unknown-effects',
    `the periods before do not tell all effects: ${effects}`,
    'use fewer fixed effects, fewer blocks or more periods',
    { effects },
  );
}

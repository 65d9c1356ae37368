import type { Engine } from '../../create-engine.js';
import { requiredCore, type EngineCore } from '../../engine/core.js';
import { crossProducts } from '../../engine/whiten.js';
import { ModelError } from '../../errors.js';
import { orthonormalBasis } from '../../model/basis.js';
import type { Panel, PanelFit, PanelModel } from '../../model/types.js';
import { log } from '../../numeric/elementary.js';
import { type BestPrior, bestPrior, priorWeight } from './evidence.js';
import { candidateHalfLives, type HalfLifeScores, noScores, scoresWithin } from './half-life-scores.js';
import { chosenHalfLives, type HalfLifeOption, type HalfLives } from './half-lives.js';
import { type CompletePart, completePart, expectedCrossProducts } from './missing.js';
import { type ModelRows, modelRows, residualRows, tooFew } from './rows.js';
import { spectrumOf, whitenRows } from './spectrum.js';
import { rescaled, volatilityRatios } from './volatilities.js';

/** How much a posterior covariance believes its model, and why. */
export interface PriorEvidence {
  /** κ = k/(k + ν), the share of the model's Ω in the residual covariance; the sample has the rest */
  priorWeight: number;
  /** degrees of freedom of the prior beyond N + 1; null where the evidence is largest for Ω alone, k = ∞ */
  k: number | null;
  /** ν of the cross-products: periods beyond the period covariates, of discounted ones effective */
  degreesOfFreedom: number;
  /**
   * log m(k), the log-density of what the evidence is of: the returns beyond the period covariates, with weighted periods times
   * √w_t. It cannot be compared between half-lives
   */
  logEvidence: number;
  /** log m(k) − log m(∞), the log Bayes factor over Ω alone, 0 or more */
  evidenceGain: number;
  /** whether k is at an end of the search: κ = 1, or the smallest */
  atBoundary: boolean;
  /** those that were given or chosen */
  halfLives: HalfLives;
  /** where a half-life was chosen: what by */
  halfLifeScores?: HalfLifeScores;
}

/** The residual covariance of a panel's assets, and the evidence it rests on. */
export interface ResidualPosterior {
  /** N×N over the panel's assets */
  values: Float64Array;
  evidence: PriorEvidence;
  notes: string[];
}

const LOG_TWO_PI = 1.8378770664093453;

/**
 * Posterior mean of the residual covariance of a fitted model, prior IW(kΩ, k + N + 1) with k by its evidence:
 *
 *     Σ̂ = (kΩ + S)/(k + ν)        S = Y'(I − WW')Y, W the span of all period covariates
 *
 * Ω is that of the fit within a period. Of a model with contrasts both are those of the N − 1 directions without the
 * average, with t errors of periods times √w_t, and Σ̂·df/(df − 2). With missing cells S is its expectation under Ω given
 * the observed ones, and k that of the largest complete part of the panel.
 *
 * With half-lives S is that of discounted periods; where those of loadings or volatilities are others, the result is RΣ̂R,
 * R = diag(ρ) as `volatilityRatios` has them: the correlations of the one with the volatilities of the others.
 *
 * @param halfLife in periods, one of everything or each by itself, or `auto`: of loadings and volatilities the best of none,
 *                 T, T/2, T/4 and T/8 at predicting; default that of the model
 * @param scores   that `auto` chooses by; default those within the panel, see `scoresWithin`
 * @throws ConfigError `wrapped-engine`; ModelError `fit-mismatch`, `posterior-model`, `singular-prior`, `bad-half-life`,
 *         `half-life-too-short`, `half-life-loadings`, `half-life-missing`, `too-few-periods`, `posterior-missing`
 */
export function residualPosterior(
  engine: Engine,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
  halfLife: HalfLifeOption | null = model.halfLife ?? null,
  scores?: HalfLifeScores,
): ResidualPosterior {
  const core = requiredCore(engine, 'the posterior covariance was');
  const rows = modelRows(core, panel, model, fit);
  const N = panel.assets.length;
  const { ofAssets } = rows;
  const chosen = chosenHalfLives(halfLife, model, ofAssets.isOwn, () => scores ?? scoresOf(rows, N));
  const { halfLives } = chosen;
  const residual = panel.returns.includes(NaN)
    ? ofIncomplete(core, panel, rows, fit.scales, halfLives)
    : ofComplete(core, rows, halfLives);
  const ratios = volatilityRatios(ofAssets, N, halfLives);
  const { values, evidence, notes } = residual;
  return {
    values: ratios === null ? values : rescaled(values, ratios, model.contrasts !== undefined),
    evidence: {
      ...evidence,
      halfLives,
      ...(chosen.scores === null ? {} : { halfLifeScores: chosen.scores }),
    },
    notes: [...((fit.errors?.degreesOfFreedom ?? null) === null ? [] : [TAILS]), ...chosen.notes, ...notes],
  };
}

/** Scores within the panel. */
function scoresOf({ ofAssets: { values, columns, slopes, isOwn } }: ModelRows, N: number): HalfLifeScores {
  const candidates = candidateHalfLives(values.length / N);
  return scoresWithin(
    values,
    N,
    columns.map((column) => column.values),
    slopes,
    noScores(isOwn ? candidates : [null], candidates),
  );
}

/** A posterior before half-lives of its parts. */
type Unscaled = Omit<ResidualPosterior, 'evidence'> & {
  evidence: Omit<PriorEvidence, 'halfLives' | 'halfLifeScores'>;
};

function ofComplete(core: EngineCore, rows: ModelRows, { correlations }: HalfLives): Unscaled {
  const { Z, degrees } = residualRows(rows, correlations);
  const prior = evidenceOf(core, rows, Z, degrees);
  return {
    values: rows.toAssets(posteriorMean(rows.Omega, crossProducts(core, Z, rows.n), prior.k, degrees)),
    evidence: described(prior, degrees),
    notes: [],
  };
}

const TAILS = 'the prior’s weight is that given the period weights of the t errors';

function ofIncomplete(
  core: EngineCore,
  panel: Panel,
  rows: ModelRows,
  scales: Float64Array,
  { correlations: halfLife }: HalfLives,
): Unscaled {
  const { n, Omega, values, columns } = rows;
  const T = panel.periods.length;
  if (halfLife !== null) {
    const cell = panel.returns.findIndex(Number.isNaN);
    const N = panel.assets.length;
    const [asset, period] = [panel.assets[cell % N], panel.periods[Math.floor(cell / N)]];
    throw new ModelError(
      'half-life-missing',
      `a half-life of ${halfLife} of the cross-products when asset ${asset} has no return in period ${period}: discounts are no precisions, by which a missing return could be expected`,
      'give the half-lives of loadings and volatilities alone, or leave out the assets without all returns',
      { halfLife, asset, period },
    );
  }
  const basis = orthonormalBasis(columns);
  const part = completePart(panel, basis.length);
  if (part === null) {
    throw new ModelError(
      'posterior-missing',
      `no asset has returns in all ${T} periods and no more than ${basis.length} periods have those of all assets: nothing tells how much to believe the model`,
      'leave out assets with few returns, or use the covariance total',
      { periods: T, columns: basis.length },
    );
  }
  const degrees = T - basis.length;
  if (degrees < 1) throw tooFew(T, basis.length, degrees, null);
  const of =
    part.assets.length < n ? `the ${part.assets.length} assets` : `the ${part.periods.length} periods`;
  const sub = partOf(rows, part, scales);
  const own = residualRows(sub, null);
  const prior = evidenceOf(core, sub, own.Z, own.degrees);
  const S = expectedCrossProducts(core, panel, values, Omega, basis);
  return {
    values: rows.toAssets(posteriorMean(Omega, S, prior.k, degrees)),
    evidence: described({ ...prior, priorWeight: priorWeight(prior.k, degrees) }, degrees),
    notes: [
      `missing returns are expected from the others under the model; its weight is by the evidence of ${of} without any`,
    ],
  };
}

/** A part of the rows that has all cells: of an inverse Wishart prior k is that of every part. */
function partOf(
  { Omega, values, columns, n }: ModelRows,
  { assets, periods }: CompletePart,
  scales: Float64Array,
): Omit<ModelRows, 'toAssets' | 'ofAssets'> {
  return {
    n: assets.length,
    Omega: Float64Array.from(assets.flatMap((i) => assets.map((j) => Omega[i * n + j]))),
    values: Float64Array.from(periods.flatMap((t) => assets.map((i) => values[t * n + i]))),
    columns: columns.map(({ label, values: own }) => ({
      label,
      values: Float64Array.from(periods, (t) => own[t]),
    })),
    logVolume: -assets.reduce((sum, i) => sum + log(scales[i]), 0),
  };
}

/** The best k for rows Z beyond their columns, and its evidence. */
function evidenceOf(
  core: EngineCore,
  { n, Omega, logVolume }: Omit<ModelRows, 'toAssets' | 'ofAssets'>,
  Z: Float64Array,
  degrees: number,
): BestPrior & { logEvidence: number } {
  const { rows, logDeterminant } = whitenRows(core, Omega, Z, n);
  const values = spectrumOf(core, rows, n);
  const prior = bestPrior(core, { size: n, degrees, values });
  const gaussian = -0.5 * (degrees * (n * LOG_TWO_PI + logDeterminant) + values.reduce((a, b) => a + b, 0));
  return { ...prior, logEvidence: gaussian + prior.gain + degrees * logVolume };
}

/** (kΩ + S)/(k + ν), Ω for k = ∞. */
export function posteriorMean(
  Omega: Float64Array,
  S: Float64Array,
  k: number,
  degrees: number,
): Float64Array {
  const weight = priorWeight(k, degrees);
  return Omega.map((value, cell) => weight * value + ((1 - weight) * S[cell]) / degrees);
}

function described(
  { k, priorWeight: weight, gain, atBoundary, logEvidence }: BestPrior & { logEvidence: number },
  degreesOfFreedom: number,
): Unscaled['evidence'] {
  return {
    priorWeight: weight,
    k: k === Infinity ? null : k,
    degreesOfFreedom,
    logEvidence,
    evidenceGain: gain,
    atBoundary,
  };
}

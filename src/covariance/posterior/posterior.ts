import type { Engine } from '../../create-engine.js';
import { coreOf, type EngineCore } from '../../engine/core.js';
import { crossProducts } from '../../engine/whiten.js';
import { ConfigError, ModelError } from '../../errors.js';
import { orthonormalBasis } from '../../model/basis.js';
import type { Panel, PanelFit, PanelModel } from '../../model/types.js';
import { log } from '../../numeric/elementary.js';
import { type BestPrior, bestPrior } from './evidence.js';
import { candidateHalfLives, type HalfLifeScore, halfLifeScores } from './half-life.js';
import { type CompletePart, completePart, expectedCrossProducts } from './missing.js';
import { type ModelRows, modelRows, residualRows, tooFew } from './rows.js';
import { spectrumOf, whitenRows } from './spectrum.js';

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
  /** periods after which the cross-products count a return half as much; null where all count alike */
  halfLife: number | null;
  /** of `halfLife: "auto"`: predictive log-likelihoods of the second half of the window, in the order of the candidates */
  halfLifeScores?: HalfLifeScore[];
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
 * @param halfLife in periods, or `auto`: the best of none, T, T/2, T/4 and T/8 at predicting the second half of the window;
 *                 default that of the model
 * @throws ConfigError `wrapped-engine`; ModelError `fit-mismatch`, `posterior-model`, `singular-prior`, `half-life-too-short`, `too-few-periods`,
 *         `posterior-missing`
 */
export function residualPosterior(
  engine: Engine,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
  halfLife: number | 'auto' | null = model.halfLife ?? null,
): ResidualPosterior {
  const core = coreOf(engine);
  if (core === undefined) {
    throw new ConfigError(
      'wrapped-engine',
      'the posterior covariance was given an engine that createEngine did not make',
      'pass the engine of createEngine itself, and no copy or wrapper of it',
    );
  }
  const rows = modelRows(core, panel, model, fit);
  const isComplete = !panel.returns.includes(NaN);
  const notes = (fit.errors?.degreesOfFreedom ?? null) === null ? [] : [TAILS];
  if (!isComplete) return ofIncomplete(core, panel, rows, fit.scales, halfLife, notes);
  const scores =
    halfLife === 'auto' ? halfLifeScores(core, rows, candidateHalfLives(panel.periods.length)) : null;
  const chosen = scores === null ? (halfLife as number | null) : best(scores);
  const { Z, degrees } = residualRows(rows, chosen);
  const prior = evidenceOf(core, rows, Z, degrees);
  return {
    values: rows.toAssets(posteriorMean(rows.Omega, crossProducts(core, Z, rows.n), prior.k, degrees)),
    evidence: described(prior, degrees, chosen, scores),
    notes: scores?.some(({ score }) => score === null)
      ? [...notes, `half-lives without a score: too few periods come before a block of the second half`]
      : notes,
  };
}

const TAILS = 'the prior’s weight is that given the period weights of the t errors';

function ofIncomplete(
  core: EngineCore,
  panel: Panel,
  rows: ModelRows,
  scales: Float64Array,
  halfLife: number | 'auto' | null,
  notes: readonly string[],
): ResidualPosterior {
  const { n, Omega, values, columns } = rows;
  const T = panel.periods.length;
  if (typeof halfLife === 'number') {
    const cell = panel.returns.findIndex(Number.isNaN);
    const [asset, period] = [panel.assets[cell % n], panel.periods[Math.floor(cell / n)]];
    throw new ModelError(
      'half-life-missing',
      `a half-life of ${halfLife} when asset ${asset} has no return in period ${period}: discounts are no precisions, by which a missing return could be expected`,
      'leave the half-life out, or the assets without all returns',
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
    evidence: described({ ...prior, priorWeight: weightOf(prior.k, degrees) }, degrees, null, null),
    notes: [
      ...notes,
      `missing returns are expected from the others under the model; its weight is by the evidence of ${of} without any`,
      ...(halfLife === 'auto' ? ['no half-life is chosen where returns are missing'] : []),
    ],
  };
}

/** A part of the rows that has all cells: of an inverse Wishart prior k is that of every part. */
function partOf(
  { Omega, values, columns, n }: ModelRows,
  { assets, periods }: CompletePart,
  scales: Float64Array,
): Omit<ModelRows, 'toAssets'> {
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
  { n, Omega, logVolume }: Omit<ModelRows, 'toAssets'>,
  Z: Float64Array,
  degrees: number,
): BestPrior & { logEvidence: number } {
  const { rows, logDeterminant } = whitenRows(core, Omega, Z, n);
  const values = spectrumOf(core, rows, n);
  const prior = bestPrior({ size: n, degrees, values });
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
  const weight = weightOf(k, degrees);
  return Omega.map((value, cell) => weight * value + ((1 - weight) * S[cell]) / degrees);
}

function weightOf(k: number, degrees: number): number {
  return k === Infinity ? 1 : k / (k + degrees);
}

function described(
  { k, priorWeight, gain, atBoundary, logEvidence }: BestPrior & { logEvidence: number },
  degreesOfFreedom: number,
  halfLife: number | null,
  scores: HalfLifeScore[] | null,
): PriorEvidence {
  return {
    priorWeight,
    k: k === Infinity ? null : k,
    degreesOfFreedom,
    logEvidence,
    evidenceGain: gain,
    atBoundary,
    halfLife,
    ...(scores === null ? {} : { halfLifeScores: scores }),
  };
}

/** The half-life of the largest score, none where there is no score. */
function best(scores: readonly HalfLifeScore[]): number | null {
  let [chosen, most]: [number | null, number] = [null, -Infinity];
  for (const { halfLife, score } of scores)
    if (score !== null && score > most) [chosen, most] = [halfLife, score];
  return chosen;
}

import { DataError, ModelError } from '../errors.js';
import { discountOf } from '../model/half-life.js';
import { parseFixedTerm, parseRandomTerm } from '../model/terms.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { assetRows } from './asset-rows.js';
import { discountedBasis, discountedEffects, partSeen, seenAlike } from './discounted-regression.js';
import { isConditioning } from './conditioning.js';
import type { Universe } from './universe.js';

/** How the assets of a universe move with the random covariates. */
export interface Loadings {
  /** numeric covariates with a slope, without those that `isConditioning` tells */
  covariates: string[];
  /** B: assets × covariates; common slope + slope of the asset + BLUP of its random slope */
  B: Float64Array;
  /**
   * Σ_x: sample covariance of the covariates over the panel's periods, divisor T − 1; with a half-life discounted like
   * the loadings, c·Σ_t d_t(x_t − x̄)(x_t − x̄)'/(c·Σd − 1), x̄ = Σd_t x_t/Σd
   */
  covariance: Float64Array;
}

/**
 * Loadings of a fitted model. An asset that is a covariate itself has the loading 1 on it (a straight line of one
 * its slope), 0 on the others.
 *
 * @param halfLife in periods, null where all count alike; default that of the model, whose loadings are the fit's. With
 *                 another the loadings are those of `discountedSlopes`, and the model's have to be the assets' own
 * @throws ModelError `fit-mismatch` where the fit lacks an effect of the model, `dropped-loading` where it dropped the slope
 *         of some assets, `bad-term`, `unknown-covariate`
 */
export function loadings(
  universe: Universe,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
  halfLife: number | null = model.halfLife ?? null,
): Loadings {
  const fixed = model.fixed.map(parseFixedTerm);
  const random = model.random.map((term) => ({ term, ...parseRandomTerm(term) }));
  const named = [...fixed, ...random].flatMap((term) => ('covariate' in term ? [term.covariate] : []));
  const own = universe.covariate.filter((name) => name !== null);
  const covariates = [...new Set([...named.filter((name) => isRandom(name, panel)), ...own])];

  const N = universe.assets.length;
  const q = covariates.length;
  const B = new Float64Array(N * q);
  const addSlope = (covariate: string, slopes: (position: number) => number): void => {
    const column = covariates.indexOf(covariate);
    if (column < 0) return;
    for (let i = 0; i < N; i++) {
      if (universe.position[i] >= 0) B[i * q + column] += slopes(universe.position[i]);
    }
  };

  const estimates = new Map(fit.fixedEffects.map(({ label, estimate }) => [label, estimate]));
  const dropped = new Set(fit.dropped);
  const estimate = (label: string): number => {
    const value = estimates.get(label);
    if (value !== undefined) return value;
    if (dropped.has(label)) return 0; // the effects that it is a combination of have all of it
    throw mismatch(`has no fixed effect ${label}`, { label });
  };
  for (const term of fixed) {
    if (term.kind === 'slope' && covariates.includes(term.covariate)) {
      const common = estimate(term.covariate);
      addSlope(term.covariate, () => common);
    }
    if (term.kind === 'assetSlope') {
      if (covariates.includes(term.covariate)) refuseUnknown(term.covariate, panel, dropped);
      addSlope(term.covariate, (position) => estimate(`asset:${term.covariate}[${panel.assets[position]}]`));
    }
  }
  for (const term of random) {
    if (term.kind !== 'assetSlope') continue;
    const slopes = fit.randomEffects[term.term];
    if (slopes?.length !== panel.assets.length)
      throw mismatch(`has no random effect ${term.term}`, { term: term.term });
    addSlope(term.covariate, (position) => slopes[position]);
  }
  if (halfLife !== (model.halfLife ?? null)) {
    B.fill(0);
    for (const { covariate, slopes } of discountedSlopes(panel, model, fit, halfLife))
      addSlope(covariate, (position) => slopes[position]);
  }
  for (let i = 0; i < N; i++) {
    const covariate = universe.covariate[i];
    if (covariate !== null) B[i * q + covariates.indexOf(covariate)] = universe.slope[i];
  }
  return { covariates, B, covariance: covarianceOf(covariates, panel, halfLife) };
}

/**
 * (X'DX)⁻¹X'Dy of every asset over the periods that it is seen in, D = diag(d_t·w_t), d_t = 2^{−(T − 1 − t)/h}: its slopes
 * on the covariates that loadings are on, X all period covariates of the model.
 */
function discountedSlopes(
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
  halfLife: number | null,
): { covariate: string; slopes: Float64Array }[] {
  const N = panel.assets.length;
  const { values, columns, slopes } = assetRows(panel, model, fit);
  const found = slopes.map((k) => ({ k, covariate: columns[k].label, slopes: new Float64Array(N) }));
  for (const group of seenAlike(values, N)) {
    const part = partSeen(group, values, N, columns);
    const basis = discountedBasis(part.columns, part.discounts(halfLife));
    const n = group.assets.length;
    const effects = discountedEffects(basis, part.rows, n, columns.length);
    for (const own of found) group.assets.forEach((i, a) => (own.slopes[i] = effects[own.k * n + a]));
  }
  return found;
}

/** Where some assets have a slope on a covariate and others are seen too rarely for one, theirs is unknown and not 0. */
function refuseUnknown(covariate: string, { assets }: Panel, dropped: ReadonlySet<string>): void {
  const without = assets.filter((asset) => dropped.has(`asset:${covariate}[${asset}]`));
  if (without.length === 0 || without.length === assets.length) return;
  throw new ModelError(
    'dropped-loading',
    `the loading of ${without[0]} on ${covariate} is unknown: its fixed effect was dropped, as its periods cannot tell it from others`,
    'leave the asset out until it has more returns, or use a common slope with random ones an asset, such as asset:x(K)',
    { asset: without[0], covariate },
  );
}

function isRandom(covariate: string, panel: Panel): boolean {
  if (panel.covariates[covariate] === undefined) {
    throw new ModelError(
      'unknown-covariate',
      `the model names the covariate "${covariate}", which the panel does not have`,
      `the panel has ${Object.keys(panel.covariates).join(', ')}`,
      { covariate },
    );
  }
  return !isConditioning(covariate, panel);
}

function covarianceOf(covariates: readonly string[], panel: Panel, halfLife: number | null): Float64Array {
  const [q, T] = [covariates.length, panel.periods.length];
  const { counts, effectivePeriods } =
    halfLife === null
      ? { counts: new Float64Array(T).fill(1), effectivePeriods: T }
      : discountOf(T, halfLife);
  const centred = covariates.map((name) => {
    const values = panel.covariates[name] as Float64Array;
    let sum = 0;
    for (let t = 0; t < T; t++) sum += counts[t] * values[t];
    const mean = sum / effectivePeriods;
    if (!Number.isFinite(mean)) {
      throw new DataError(
        'missing-covariate',
        `the covariate "${name}" has a missing value`,
        'give every covariate a number in every period',
        { covariate: name },
      );
    }
    return values.map((value) => value - mean);
  });
  const covariance = new Float64Array(q * q);
  for (let a = 0; a < q; a++)
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let t = 0; t < T; t++) sum += counts[t] * centred[a][t] * centred[b][t];
      covariance[a * q + b] = sum / (effectivePeriods - 1);
      covariance[b * q + a] = sum / (effectivePeriods - 1);
    }
  return covariance;
}

function mismatch(what: string, details: Record<string, string>): ModelError {
  return new ModelError(
    'fit-mismatch',
    `the fit ${what}`,
    'give the panel and the model that this fit was made from',
    details,
  );
}

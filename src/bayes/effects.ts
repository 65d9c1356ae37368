import { loadings } from '../covariance/loadings.js';
import type { Universe } from '../covariance/universe.js';
import type { Engine } from '../create-engine.js';
import { type EngineCore, requiredCore } from '../engine/core.js';
import { ConfigError } from '../errors.js';
import { checkOrigin, refuseStudent } from '../inference/check-origin.js';
import { predictionErrors } from '../inference/prediction-errors.js';
import { designPanel } from '../model/design.js';
import { fitPanel } from '../model/fit-panel.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { suggestion } from '../suggest.js';
import { loadingVariances } from './loading-variances.js';
import { type NormalMixture, normalMixture } from './mixture.js';
import { drawnVariances, thinned } from './thinned.js';
import type { PanelPosterior, PosteriorNote } from './types.js';

/** What `posteriorEffects` can be told. */
export interface PosteriorEffectsOptions {
  /** every so-manieth draw of each chain; default such that there are about 50 of each */
  thin?: number;
  /** random terms as the model writes them; default all. One within periods has a number a cell and draw */
  terms?: readonly string[];
}

/** Posterior of effects, of which each is a mixture of normal distributions, one a draw of the variances. */
export interface PosteriorEffects {
  /** draws of the variances that are averaged over */
  draws: number;
  /** by random term as written, arrays as those of its BLUPs in a fit: `time` on the scaled returns, others on the returns */
  random: Record<string, NormalMixture>;
  /** of the fixed effects, in the order of a fit's */
  fixed: NormalMixture & { labels: string[] };
  /**
   * assets × covariates: loadings on the random covariates as the covariances have them, common slope + slope of the asset +
   * random slope; null where the model has none, or a note says why
   */
  loadings: (NormalMixture & { assets: string[]; covariates: string[] }) | null;
  notes: PosteriorNote[];
}

/**
 * Fixed and random effects and loadings over the draws of the variances, which the intervals of a single fit take as known.
 * Given a draw they are normal: effects u with the mean û and the prediction-error variance at that draw's variances. Over the
 * draws, exactly and without drawing effects,
 *
 *     E[u | y] = E[û],  Var[u | y] = E[var(û − u)] + Var[û],  quantiles those of the mixture of these normal distributions
 *
 * A draw costs a fit at given variances. Where the model scales, the scales are those of the fit, as known.
 *
 * @param posterior of this panel and model
 * @throws ConfigError `bad-value`, `unknown-term`, `wrapped-engine`; ModelError `fit-mismatch`, `t-errors`, and as `engine.fitPanel`
 * @see docs/bayes.md
 *
 * @example
 * ```ts
 * import { createEngine, fitModel, posteriorEffects, samplePosterior, simulatePrices } from 'mixfolio';
 *
 * const engine = await createEngine();
 * const { prices, classes } = simulatePrices({ seed: 1 });
 * const { panel, model } = fitModel(engine, prices, { market: 'SPY', frequency: 'month', classes });
 * const posterior = await samplePosterior(engine, panel, model);
 * const { loadings } = posteriorEffects(engine, panel, model, posterior, { terms: [] });
 * const interval = [loadings!.q5[0], loadings!.mean[0], loadings!.q95[0]];
 * console.log(loadings!.assets[0], interval.map((value) => value.toFixed(2)).join(' '));
 * // prints
 * //   IWM 1.18 1.33 1.48
 * ```
 */
export function posteriorEffects(
  engine: Engine,
  panel: Panel,
  model: PanelModel,
  posterior: PanelPosterior,
  options: PosteriorEffectsOptions = {},
): PosteriorEffects {
  const core = requiredCore(engine, 'effects of a posterior were');
  refuseStudent(
    model.errors !== undefined,
    'effects of a posterior',
    'effects given a draw depend on the weights that its t errors give the periods, of which only the means are kept',
    'use normal errors for posteriors of effects',
  );
  const { thin = Math.max(1, Math.floor(posterior.draws / 50)) } = options;
  const known = Object.keys(posterior.fit.randomEffects);
  const terms = options.terms ?? known;
  for (const term of terms) {
    if (known.includes(term)) continue;
    throw new ConfigError(
      'unknown-term',
      `terms names "${term}", which is not among the random terms ${known.join(', ')}`,
      suggestion(term, known),
      { term },
    );
  }
  const indices = thinned(posterior, thin, 1);
  checkOrigin(panel, model, posterior.fit);

  const found = indices.map((index) =>
    conditional(core, panel, model, drawnVariances(posterior, index), terms.length > 0),
  );
  const mixed = (of: (one: Conditional) => Moments): NormalMixture =>
    normalMixture(
      found.map((one) => of(one).mean),
      found.map((one) => of(one).variance),
    );
  const first = found[0];
  const covariates = first.loadings?.covariates ?? [];
  return {
    draws: indices.length,
    random: Object.fromEntries(
      terms.map((term) => [
        term,
        mixed(({ fit, errors }) => ({ mean: fit.randomEffects[term], variance: errors[term] })),
      ]),
    ),
    fixed: {
      labels: first.fit.fixedEffects.map(({ label }) => label),
      ...mixed(({ fit: { fixedEffects } }) => ({
        mean: Float64Array.from(fixedEffects, ({ estimate }) => estimate),
        variance: Float64Array.from(fixedEffects, ({ standardError }) => standardError ** 2),
      })),
    },
    loadings:
      covariates.length === 0
        ? null
        : { assets: [...panel.assets], covariates, ...mixed((one) => one.loadings!) },
    notes: first.loadings === null ? [NO_LOADINGS] : [],
  };
}

const NO_LOADINGS: PosteriorNote = {
  code: 'no-loadings',
  message:
    'no posterior of the loadings: columns of effects are combinations of others, or some asset goes without an effect',
};

interface Moments {
  mean: Float64Array;
  variance: Float64Array;
}

/** What is known given one draw of the variances. */
interface Conditional {
  fit: PanelFit;
  /** var(û − u) by term */
  errors: Record<string, Float64Array>;
  /** null where they are unknown */
  loadings: (Moments & { covariates: string[] }) | null;
}

function conditional(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  fixedVariances: Record<string, number>,
  needsErrors: boolean,
): Conditional {
  const at = { ...model, fixedVariances };
  const fit = fitPanel(core, panel, at);
  const predicted = needsErrors ? Object.entries(predictionErrors(core, panel, at, fit)) : [];
  const errors = Object.fromEntries(predicted.map(([term, own]) => [term, own.errorVariance]));
  // where some asset goes without an effect its loading is unknown
  if (designPanel(panel, model).absent !== null) return { fit, errors, loadings: null };
  const { covariates, B: mean } = loadings(ownAssets(panel), panel, model, fit);
  const variance = loadingVariances(core, panel, at, fit, covariates);
  return { fit, errors, loadings: variance && { covariates, mean, variance } };
}

/** The panel's own assets, none of which is a covariate. */
function ownAssets({ assets }: Panel): Universe {
  const N = assets.length;
  return {
    assets,
    position: Int32Array.from(assets, (_, i) => i),
    covariate: assets.map(() => null),
    intercept: new Float64Array(N),
    slope: new Float64Array(N),
  };
}

import { ModelError } from '../../errors.js';
import type { PanelModel } from '../../model/types.js';
import { bestHalfLife, type HalfLifeScores } from './half-life-scores.js';

/** Half-lives of the parts of a posterior covariance, in periods; null where all periods count alike. */
export interface HalfLives {
  /** of the loadings B on the market and other covariates, and of their covariance Σ_x */
  loadings: number | null;
  /** of the residual standard deviations */
  volatilities: number | null;
  /** of the cross-products S that the prior is weighed against, and so of the residual correlations */
  correlations: number | null;
}

/**
 * What a posterior covariance is told of half-lives: one of everything, `auto`, or each by itself, null where it is left
 * out. `auto` chooses those of loadings and of volatilities by how well they would have predicted.
 */
export type HalfLifeOption = number | 'auto' | Partial<AskedHalfLives>;

/** Half-lives of the parts, or `auto` where one is to be chosen; there is no choice of that of correlations. */
export interface AskedHalfLives {
  loadings: number | 'auto' | null;
  volatilities: number | 'auto' | null;
  correlations: number | null;
}

export function askedHalfLives(option: HalfLifeOption | null): AskedHalfLives {
  if (option === 'auto') return { loadings: 'auto', volatilities: 'auto', correlations: null };
  if (option === null || typeof option === 'number')
    return { loadings: option, volatilities: option, correlations: option };
  return {
    loadings: option.loadings ?? null,
    volatilities: option.volatilities ?? null,
    correlations: option.correlations ?? null,
  };
}

/** Whether some half-life is to be chosen. */
export function choosesHalfLife(option: unknown): boolean {
  if (option === 'auto') return true;
  return typeof option === 'object' && option !== null && Object.values(option).includes('auto');
}

const OF_FIT =
  'the half-life of the loadings is not chosen: those of this model are not the assets’ own regressions, and stay those of the fit';

/**
 * Half-lives of an option.
 *
 * @param own    whether the model's loadings are a regression of each asset, which can be discounted
 * @param scores what is chosen by, asked for where something is
 * @throws ModelError `half-life-loadings`
 */
export function chosenHalfLives(
  option: HalfLifeOption | null,
  { halfLife: ofModel = null }: { halfLife?: PanelModel['halfLife'] | null },
  own: boolean,
  scores: () => HalfLifeScores,
): { halfLives: HalfLives; scores: HalfLifeScores | null; notes: string[] } {
  const asked = askedHalfLives(option);
  if (!own && asked.loadings !== 'auto' && asked.loadings !== ofModel) {
    throw new ModelError(
      'half-life-loadings',
      `a half-life of ${asked.loadings} of loadings that are common to the assets, or random: only regressions of each asset are discounted`,
      'use slopes asset:x among the fixed effects, or give the half-lives of volatilities and correlations alone',
      { halfLife: asked.loadings },
    );
  }
  const known = choosesHalfLife(asked) ? scores() : null;
  const chosen = (part: 'loadings' | 'volatilities'): number | null =>
    asked[part] === 'auto' ? bestHalfLife(known![part]) : asked[part];
  const loadings = own || asked.loadings !== 'auto' ? chosen('loadings') : ofModel;
  return {
    halfLives: { loadings, volatilities: chosen('volatilities'), correlations: asked.correlations },
    scores: known,
    notes: [
      ...(!own && asked.loadings === 'auto' ? [OF_FIT] : []),
      ...(known?.blocks === 0 ? ['no half-life is chosen: too few periods come before any block'] : []),
      ...(known !== null && [...known.loadings, ...known.volatilities].some(({ score }) => score === null)
        ? ['half-lives without a score: too few periods come before a block']
        : []),
    ],
  };
}

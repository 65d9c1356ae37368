/** What takes the place of weights that could not be had: the links of a strategy's chain, and how each is tried. */
import { boundOf } from '../config/strategies.js';
import type { FallbackName, ResolvedStrategy } from '../config/strategy.types.js';
import type { DecisionContext } from './decide.js';
import type { Failure } from './outcome.js';
import type { TrainingWindow } from './window.js';

/** Either weights by asset of the universe, or why there are none. */
export type Attempt = { weights: Float64Array } | Failure;

/** Links that are no covariance. */
type PlainLink = 'previousWeights' | 'equalWeight' | 'cash';

/** As reasons call them. */
const words: Record<PlainLink, string> = {
  previousWeights: 'previous weights',
  equalWeight: 'equal weight',
  cash: 'cash',
};

export function isPlainLink(link: FallbackName): link is PlainLink {
  return Object.hasOwn(words, link);
}

export function linkInWords(link: FallbackName): string {
  return isPlainLink(link) ? words[link] : link;
}

/** Weights of a link that needs no covariance; bounds are not asked about, see `outsideBounds`. */
export function plainWeights(link: PlainLink, context: DecisionContext): Attempt {
  const { window } = context;
  if (link === 'previousWeights') return previousWeights(context);
  const weight = link === 'cash' ? 0 : 1 / window.assets.length;
  return { weights: window.spread(() => weight) };
}

/** The last decision's weights as they have drifted, of the assets that take part, scaled to the same sum of 1. */
function previousWeights({ previous: ofLast, window }: DecisionContext): Attempt {
  const previous = ofLast();
  if (previous === null) return { failure: 'there are none' };
  const kept = window.spread((_, position) => previous[position]);
  const sum = kept.reduce((total, weight) => total + weight, 0);
  const gross = kept.reduce((total, weight) => total + Math.abs(weight), 0);
  if (gross === 0) return { failure: 'none of their assets can be held' };
  if (2 * sum < gross) return { failure: 'what can be held of them is mostly short' };
  return { weights: kept.map((weight) => weight / sum) };
}

/** Room for rounding where a weight is at its bound. */
const ROUNDING = 1e-9;

/** Assets that take part with weights outside their bounds, rounding aside; the closed form has none. */
export function outsideBounds(
  strategy: ResolvedStrategy,
  window: TrainingWindow,
  weights: Float64Array,
): string[] {
  if (strategy.objective === 'unconstrainedMinimumVariance') return [];
  const outside = new Set<string>();
  window.spread((asset, position) => {
    const weight = weights[position];
    const [lower, upper] = [boundOf(strategy.minWeights, asset, 0), boundOf(strategy.maxWeights, asset, 1)];
    if (weight < lower - ROUNDING || weight > upper + ROUNDING) outside.add(asset);
    return weight;
  });
  return [...outside];
}

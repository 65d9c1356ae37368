/** What takes the place of weights that could not be had: the links of a strategy's chain, and how each is tried. */
import type { FallbackName, ResolvedStrategy } from '../config/strategy.types.js';
import { budgetOf } from '../portfolio/budget.js';
import type { DecisionContext } from './decide.js';
import type { Failure } from './outcome.js';
import type { TailChoice } from './tail.js';

/** Weights by asset of the universe, and what their program says of their tail where it is of one. */
export interface Chosen {
  weights: Float64Array;
  tail?: TailChoice;
}

/** Either weights, or why there are none. */
export type Attempt = Chosen | Failure;

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

/** The sum nearest to `sum` that the strategy's budget lets weights have; 1 by default. */
function budgeted(strategy: ResolvedStrategy, sum: number): number {
  const { lower, upper } = budgetOf(strategy);
  return Math.min(upper, Math.max(lower, sum));
}

/** Weights of a link that needs no covariance; limits beside the budget are not asked about, see `brokenLimits`. */
export function plainWeights(link: PlainLink, strategy: ResolvedStrategy, context: DecisionContext): Attempt {
  const { window } = context;
  if (link === 'previousWeights') return previousWeights(strategy, context);
  const weight = link === 'cash' ? 0 : budgeted(strategy, 1) / window.assets.length;
  return { weights: window.spread(() => weight) };
}

/** The last decision's weights as they have drifted, of the assets that take part, scaled to the budget. */
function previousWeights(strategy: ResolvedStrategy, { previous: ofLast, window }: DecisionContext): Attempt {
  const previous = ofLast();
  if (previous === null) return { failure: 'there are none' };
  const kept = window.spread((_, position) => previous[position]);
  const sum = kept.reduce((total, weight) => total + weight, 0);
  const gross = kept.reduce((total, weight) => total + Math.abs(weight), 0);
  if (gross === 0) return { failure: 'none of their assets can be held' };
  const total = budgeted(strategy, sum);
  if (total === sum || total === 0) return { weights: kept };
  if (2 * sum * Math.sign(total) < gross)
    return { failure: `what can be held of them is mostly ${total > 0 ? 'short' : 'long'}` };
  return { weights: kept.map((weight) => (total * weight) / sum) };
}

import { ConfigError } from '../errors.js';
import type { Budget } from './budget.js';
import { byAsset } from './by-asset.js';
import type { PortfolioOptions } from './types.js';

/** Smallest and largest weight of each asset. */
export interface WeightBounds {
  lower: Float64Array;
  upper: Float64Array;
}

/**
 * Bounds on the weights of these assets: one number for all, or by ticker, where a ticker that is not named has the
 * default (0 and 1). ±Infinity is no bound.
 *
 * @throws ConfigError `unknown-asset` for a ticker that is not among the assets, `bad-bound` for NaN, +Infinity as the
 *         smallest or −Infinity as the largest weight
 */
export function weightBounds(assets: readonly string[], options: PortfolioOptions): WeightBounds {
  const bounds = (name: 'minWeights' | 'maxWeights', otherwise: number, excluded: number): Float64Array => {
    const check = (value: unknown, field: string): number =>
      checkBound(value, excluded, field, 'the default');
    return byAsset(options[name], { name, otherwise, check }, assets);
  };
  return { lower: bounds('minWeights', 0, Infinity), upper: bounds('maxWeights', 1, -Infinity) };
}

/**
 * @param excluded the infinity that is no bound on this side
 * @param otherwise what there is without it, in words
 * @throws ConfigError `bad-bound`
 */
export function checkBound(value: unknown, excluded: number, field: string, otherwise: string): number {
  if (typeof value === 'number' && !Number.isNaN(value) && value !== excluded) return value;
  throw new ConfigError(
    'bad-bound',
    `${field} is ${String(value)}`,
    `give a number, 0.3 for 30 %; leave it out for ${otherwise}`,
    { field, value: String(value) },
  );
}

/** Room for rounding where bounds add up to the budget exactly, such as ten times 0.1. */
const ROUNDING = 1e-12;

/** Why no weights within these bounds add up to the budget, in words; empty when some do. */
export function boundConflicts(
  assets: readonly string[],
  { lower, upper }: WeightBounds,
  budget: Budget,
): string[] {
  if (budget.lower > budget.upper)
    return [`minBudget is ${readable(budget.lower)} > maxBudget ${readable(budget.upper)}`];
  const crossed = assets.flatMap((asset, i) =>
    lower[i] > upper[i] ? [`minWeights of ${asset} is ${lower[i]} > maxWeights ${upper[i]}`] : [],
  );
  if (crossed.length > 0) return crossed;
  const least = sum(lower);
  const most = sum(upper);
  const { lower: smallest, upper: largest } = budget;
  if (least > largest + ROUNDING * Math.max(1, Math.abs(largest)))
    return [`sum of minWeights is ${readable(least)} > ${budgetName(budget, 'upper')}`];
  if (most < smallest - ROUNDING * Math.max(1, Math.abs(smallest)))
    return [`sum of maxWeights is ${readable(most)} < ${budgetName(budget, 'lower')}`];
  return [];
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/** `1`, `budget 1.3` or `minBudget 0.8`, for comparisons. */
export function budgetName({ lower, upper }: Budget, side: 'lower' | 'upper'): string {
  if (lower === upper) return lower === 1 ? '1' : `budget ${readable(lower)}`;
  return side === 'lower' ? `minBudget ${readable(lower)}` : `maxBudget ${readable(upper)}`;
}

/** Weights this close to a bound are at it: the solver does not count a bound as active where it presses on nothing. */
const AT_BOUND = 1e-12;

/**
 * Weights of a solver without its rounding, in place: those at a bound exactly there, the others within theirs; what is
 * left of the budget goes to the largest of these.
 */
export function withoutRounding(
  weights: Float64Array,
  { lower, upper }: WeightBounds,
  budget: Budget,
): Float64Array {
  let total = 0;
  let largest = -1;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] <= lower[i] + AT_BOUND) weights[i] = lower[i];
    else if (weights[i] >= upper[i] - AT_BOUND) weights[i] = upper[i];
    else if (largest < 0 || weights[i] > weights[largest]) largest = i;
    total += weights[i];
  }
  if (largest >= 0) {
    const completed = weights[largest] + (Math.min(budget.upper, Math.max(budget.lower, total)) - total);
    weights[largest] = Math.min(upper[largest], Math.max(lower[largest], completed));
  }
  return weights;
}

/** Without the digits that rounding of a sum adds. */
export function readable(value: number): string {
  return String(Number(value.toPrecision(10)));
}

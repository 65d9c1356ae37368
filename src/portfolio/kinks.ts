/**
 * Limits on sums of absolute values and of positive or negative parts of weights, and linear costs of trading: convex
 * functions of each weight that are straight but for a kink. Between the kinks of all of them, on one *segment* of each
 * weight, they are linear.
 */
import { ConfigError } from '../errors.js';
import { budgetName, type WeightBounds, readable } from './bounds.js';
import type { Budget } from './budget.js';
import type { Row, TurnoverLimit } from './rows.js';
import type { PortfolioOptions } from './types.js';

/** Σ_i s_i·φ(w_i − at_i), φ(d) = above·max(d, 0) + below·min(d, 0), below ≤ above */
export interface KinkedSum {
  at: Float64Array;
  below: number;
  above: number;
  /** s ≥ 0; 1 by default */
  scale?: Float64Array;
}

/** A sum that is at most `limit`. */
export interface KinkedLimit extends KinkedSum {
  name: 'maxLong' | 'maxShort' | 'maxGross' | 'turnoverLimit';
  limit: number;
}

/** What a program over weights has with kinks. */
export interface Kinked {
  limits: readonly KinkedLimit[];
  /** a part of the objective, in its units */
  costs?: KinkedSum;
  /** taken from a row that has a lower limit alone: a'w − Σ e_i|w_i − p_i| ≥ l */
  net?: NetRow;
}

export interface NetRow {
  row: number;
  costs: KinkedSum;
}

/** Room for rounding where a limit is what the budget needs. */
const ROUNDING = 1e-12;

/** Slopes of max(w, 0), max(−w, 0) and |w|. */
const exposures = {
  maxLong: { below: 0, above: 1 },
  maxShort: { below: -1, above: 0 },
  maxGross: { below: -1, above: 1 },
} as const;

/**
 * The limits on long, short and gross exposure that are given.
 *
 * @throws ConfigError `bad-bound` for what is no number, or negative
 */
export function exposureLimitsOf(options: PortfolioOptions, N: number): KinkedLimit[] {
  return (Object.keys(exposures) as (keyof typeof exposures)[]).flatMap((name) => {
    const limit = options[name];
    if (limit === undefined) return [];
    if (typeof limit === 'number' && limit >= 0)
      return [{ name, at: new Float64Array(N), ...exposures[name], limit }];
    throw new ConfigError(
      'bad-bound',
      `${name} is ${String(limit)}`,
      'give a number that is not negative, 0.3 for 30 % of the wealth; leave it out for no limit',
      { field: name, value: String(limit) },
    );
  });
}

/** Limits that no weights with this net exposure can keep, in words. */
export function exposureConflicts(limits: readonly KinkedLimit[], budget: Budget): string[] {
  return limits.flatMap(({ name, above, below, limit }) => {
    // Σφ(w) ≥ above·Σw and Σφ(w) ≥ below·Σw
    const long = above > 0 ? above * budget.lower : 0;
    const short = below < 0 ? below * budget.upper : 0;
    if (!(Math.max(long, short) > limit * (1 + ROUNDING))) return [];
    const isOne = budget.lower === 1 && budget.upper === 1;
    const total = isOne ? 'a budget of 1' : budgetName(budget, long > short ? 'lower' : 'upper');
    return [`${name} is ${readable(limit)}, and ${total} needs ${readable(Math.max(long, short))}`];
  });
}

/** Σ|w − previous| ≤ limit among the others */
export function turnoverKinks({ previous, limit }: TurnoverLimit): KinkedLimit {
  return { name: 'turnoverLimit', at: previous, below: -1, above: 1, limit };
}

/** Σ c_i|w_i − previous_i| */
export function costsKinks({ previous }: TurnoverLimit, costs: Float64Array): KinkedSum {
  return { at: previous, below: -1, above: 1, scale: costs };
}

/** All sums of a program that have kinks. */
export function kinkedSumsOf({ limits, costs, net }: Kinked): KinkedSum[] {
  return [...limits, ...(costs === undefined ? [] : [costs]), ...(net === undefined ? [] : [net.costs])];
}

/** The limit's place among the rows: what its coefficients are depends on the weights. */
export function kinkedRow(N: number, { name, limit }: KinkedLimit): Row {
  return {
    name,
    coefficients: new Float64Array(N),
    lower: -Infinity,
    upper: Infinity,
    describe: () => `${name} is ${readable(limit)}`,
  };
}

/** Σ_i s_i·φ(w_i − at_i) */
export function kinkedSum(weights: Float64Array, { at, below, above, scale }: KinkedSum): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const d = weights[i] - at[i];
    sum += (d > 0 ? above * d : below * d) * (scale?.[i] ?? 1);
  }
  return sum;
}

/** Kinks of each asset strictly between its bounds, ascending: where one of its segments ends and the next begins. */
export function kinksBetween(
  sums: readonly KinkedSum[],
  { lower, upper }: WeightBounds,
): readonly (readonly number[])[] {
  return Array.from(lower, (low, i) => {
    const inside = sums.map(({ at }) => at[i]).filter((kink) => kink > low && kink < upper[i]);
    return [...new Set(inside)].sort((a, b) => a - b);
  });
}

/** Slope in the weight of asset i on its segment that begins at `start`. */
export function slopeFrom(start: number, i: number, { at, below, above, scale }: KinkedSum): number {
  return (start >= at[i] ? above : below) * (scale?.[i] ?? 1);
}

/** By how much the slope in the weight of asset i rises at a kink. */
export function riseAt(kink: number, i: number, { at, below, above, scale }: KinkedSum): number {
  return at[i] === kink ? (above - below) * (scale?.[i] ?? 1) : 0;
}

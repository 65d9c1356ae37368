import { checkSeries } from './checks.js';

/**
 * Hit rate: the share of periods with a return above 0, in [0, 1].
 *
 * @returns null for no periods
 * @throws DataError `not-finite`
 */
export function hitRate(returns: ArrayLike<number>): number | null {
  checkSeries({ returns });
  let hits = 0;
  for (let t = 0; t < returns.length; t++) if (returns[t] > 0) hits++;
  return returns.length === 0 ? null : hits / returns.length;
}

/**
 * max r_t, a fraction a period.
 *
 * @returns null for no periods
 * @throws DataError `not-finite`
 */
export function bestPeriod(returns: ArrayLike<number>): number | null {
  return chosen(returns, Math.max);
}

/**
 * min r_t, a fraction a period.
 *
 * @returns null for no periods
 * @throws DataError `not-finite`
 */
export function worstPeriod(returns: ArrayLike<number>): number | null {
  return chosen(returns, Math.min);
}

function chosen(returns: ArrayLike<number>, of: (a: number, b: number) => number): number | null {
  checkSeries({ returns });
  let best: number | null = null;
  for (let t = 0; t < returns.length; t++) best = best === null ? returns[t] : of(best, returns[t]);
  return best;
}

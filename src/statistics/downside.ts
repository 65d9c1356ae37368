import { checkSeries, finiteOrNull } from './checks.js';
import { mean } from './moments.js';

/**
 * Downside deviation √(Σ min(r_t − MAR, 0)²/T), over all T periods: a fraction a period.
 *
 * @param returns T simple returns by period
 * @param minimum MAR, the minimum acceptable return a period; default 0
 * @returns null for no periods
 * @throws DataError `not-finite`
 */
export function downsideDeviation(returns: ArrayLike<number>, minimum = 0): number | null {
  checkSeries({ returns });
  if (returns.length === 0) return null;
  let squares = 0;
  for (let t = 0; t < returns.length; t++) {
    const short = Math.min(returns[t] - minimum, 0);
    squares += short * short;
  }
  return finiteOrNull(Math.sqrt(squares / returns.length));
}

/**
 * Sortino ratio √P·(mean(r) − MAR)/downside deviation; P = 1 gives the ratio per period.
 *
 * @param returns T simple returns by period
 * @param periodsPerYear P
 * @param minimum MAR, the minimum acceptable return a period; default 0
 * @returns null for no periods, or where no return is below MAR
 * @throws DataError `not-finite`
 */
export function sortino(returns: ArrayLike<number>, periodsPerYear: number, minimum = 0): number | null {
  const deviation = downsideDeviation(returns, minimum);
  const centre = mean(returns);
  if (deviation === null || deviation === 0 || centre === null) return null;
  return finiteOrNull((Math.sqrt(periodsPerYear) * (centre - minimum)) / deviation);
}

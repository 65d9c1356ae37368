import { power } from '../numeric/elementary.js';
import { checkSeries, finiteOrNull } from './checks.js';

/**
 * Compound annual growth rate (V_T/V_0)^{P/T} − 1, V_T/V_0 = Π(1 + r_t): a fraction a year.
 *
 * @param returns T simple returns by period
 * @param periodsPerYear P
 * @returns null for no periods, where wealth was lost (V ≤ 0 at any time), or beyond the largest double
 * @throws DataError `not-finite`
 */
export function annualReturn(returns: ArrayLike<number>, periodsPerYear: number): number | null {
  checkSeries({ returns });
  let wealth = 1;
  for (let t = 0; t < returns.length && wealth > 0; t++) wealth *= 1 + returns[t];
  if (returns.length === 0 || wealth <= 0) return null;
  return finiteOrNull(power(wealth, periodsPerYear / returns.length) - 1);
}

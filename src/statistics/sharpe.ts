import { finiteOrNull } from './checks.js';
import { excessOver, meanOverDeviation } from './excess.js';

/**
 * Sharpe ratio √P·mean(e)/sd(e), ddof 1, of the excess returns e_t = r_t − f_t; P = 1 gives the ratio per period.
 *
 * @param returns T simple returns by period
 * @param riskFree f: one rate a period, as long as returns
 * @param periodsPerYear P
 * @returns null for fewer than two periods, or where e does not vary beyond rounding
 * @throws DataError `wrong-length`, `not-finite`
 */
export function sharpe(
  returns: ArrayLike<number>,
  riskFree: ArrayLike<number>,
  periodsPerYear: number,
): number | null {
  const ratio = meanOverDeviation(excessOver(returns, riskFree, 'riskFree'));
  return ratio === null ? null : finiteOrNull(Math.sqrt(periodsPerYear) * ratio);
}

import { annualReturn } from './annual-return.js';
import { finiteOrNull } from './checks.js';
import { maxDrawdown } from './drawdown.js';

/**
 * Calmar ratio: the compound annual growth rate over the maximum drawdown, both of the whole series (Young 1991 takes
 * the last 36 months).
 *
 * @param returns T simple returns by period
 * @param periodsPerYear P
 * @returns null where one of them is not defined, or there was no drawdown
 * @throws DataError `not-finite`
 */
export function calmar(returns: ArrayLike<number>, periodsPerYear: number): number | null {
  const growth = annualReturn(returns, periodsPerYear);
  const drawdown = maxDrawdown(returns);
  if (growth === null || drawdown === null || drawdown === 0) return null;
  return finiteOrNull(growth / drawdown);
}

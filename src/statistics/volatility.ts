import { checkSeries, finiteOrNull } from './checks.js';
import { standardDeviation } from './moments.js';

/**
 * √P·sd(r), sd(r) = √(Σ(r − r̄)²/(T − 1)): a fraction a year, as if returns were independent.
 *
 * @param returns T simple returns by period
 * @param periodsPerYear P
 * @returns null for fewer than two periods
 * @throws DataError `not-finite`
 */
export function annualVolatility(returns: ArrayLike<number>, periodsPerYear: number): number | null {
  checkSeries({ returns });
  const deviation = standardDeviation(returns);
  return deviation === null ? null : finiteOrNull(Math.sqrt(periodsPerYear) * deviation);
}

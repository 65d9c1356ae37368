import { quantile } from '../numeric/quantile.js';
import { checkOption, checkSeries, finiteOrNull } from './checks.js';

/** What 1 − level and its product with a number of periods may be off. */
const ROUNDING = 1e-9;

/**
 * Historical value at risk −q, q the quantile 1 − level of the returns, interpolated between order statistics (R's type
 * 7): a loss as a fraction a period, negative where even that quantile is a gain.
 *
 * @param returns T simple returns by period
 * @param level default 0.95
 * @returns null for no periods
 * @throws ConfigError `invalid-option`
 * @throws DataError `not-finite`
 */
export function valueAtRisk(returns: ArrayLike<number>, level = 0.95): number | null {
  const values = checkedTail(returns, level);
  return values.length === 0 ? null : finiteOrNull(0 - quantile(values, 1 - level));
}

/**
 * Historical conditional value at risk, or expected shortfall: −mean of the returns r_t ≤ q, q as for `valueAtRisk`. A loss
 * as a fraction a period, at least the value at risk.
 *
 * @param returns T simple returns by period
 * @param level default 0.95
 * @returns null for no periods
 * @throws ConfigError `invalid-option`
 * @throws DataError `not-finite`
 */
export function conditionalValueAtRisk(returns: ArrayLike<number>, level = 0.95): number | null {
  const sorted = checkedTail(returns, level).sort();
  if (sorted.length === 0) return null;
  const tail = 1 - level;
  // the order statistic that the quantile is, where only rounding keeps it from being that
  const rank = Math.floor((sorted.length - 1) * tail + ROUNDING);
  const limit = Math.max(quantile(sorted, tail), sorted[rank]);
  const after = sorted.findIndex((value) => value > limit);
  const worst = after < 0 ? sorted : sorted.subarray(0, after);
  return finiteOrNull(0 - worst.reduce((sum, value) => sum + value, 0) / worst.length);
}

function checkedTail(returns: ArrayLike<number>, level: number): Float64Array {
  checkOption('level', level, level > 0 && level < 1, 'it must lie between 0 and 1: 0.95 for the worst 5 %');
  checkSeries({ returns });
  return Float64Array.from(returns);
}

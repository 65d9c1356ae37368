import { checkPriceTable } from './check-table.js';
import { valueKnown } from './known-values.js';
import { type PublicationLag, lastKnownDay } from './publication.js';
import { pickSeries } from './series.js';
import type { PeriodTarget } from './stamps.js';
import type { PriceTable } from './types.js';

export interface PeriodValueOptions {
  /** column of the table */
  column: string;
  /** what messages call the series, best its path */
  name: string;
  /** default `level`; `change` is the difference to the period before */
  as?: 'level' | 'change';
  /** default none */
  lag?: PublicationLag;
}

/**
 * Values of a series (an index, a yield, an exchange rate) as they were known at the end of each period.
 *
 * level:   x_t = the last value known at or before e_t − days, or before e_{t−periods}, e_t the date of period t;
 * change:  x_t − x_{t−1}.
 *
 * Periods before the first date are those of `lastKnownDay`. A value is known on the day of its stamp, or, where the stamp
 * opens a span that the value stands for, on the span's last day, see `daysKnown`; how old a value may be, `valueKnown`
 * says.
 *
 * @param series any finite numbers in the place of prices
 * @param target periods to fill, of `toReturns`
 * @returns one value a period, NaN where none is known
 * @throws DataError `unknown-ticker`, `no-dates`, and what `checkPriceTable` throws
 */
export function periodValues(
  series: PriceTable,
  target: PeriodTarget,
  options: PeriodValueOptions,
): Float64Array {
  const { column, name, as = 'level', lag = { periods: 0 } } = options;
  checkPriceTable(series, 'values');
  const picked = pickSeries(series, column, name);
  const rowOn = valueKnown(picked.dates, target);
  const level = (t: number): number => {
    const row = rowOn(lastKnownDay(target, t, lag));
    return row < 0 ? NaN : picked.values[row];
  };
  return Float64Array.from(target.dates, (_, t) => (as === 'level' ? level(t) : level(t) - level(t - 1)));
}

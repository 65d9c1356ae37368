import { dateOfDay, dayNumber, lastDayOf, periodOf } from './calendar.js';
import { checkPriceTable } from './check-table.js';
import { type PublicationLag, lastKnownDay } from './publication.js';
import { pickSeries } from './series.js';
import { areStartStamps, isOnceAPeriod, medianSpacing } from './spacing.js';
import type { PriceTable, ReturnTable } from './types.js';

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

type Target = Pick<ReturnTable, 'dates' | 'frequency'>;

/**
 * Values of a series (an index, a yield, an exchange rate) as they were known at the end of each period.
 *
 * level:   x_t = the last value dated at or before e_t − days, or before e_{t−periods}, e_t the date of period t;
 * change:  x_t − x_{t−1}.
 *
 * Periods before the first date are those of `lastKnownDay`. A series that comes once a month stamped on the month's
 * first day holds averages that nobody knew then: its values are dated by the month's end, which is e_t where periods
 * are months. A value may be 10 days older than the date asked for, or one and a half times the spacing of the series
 * where that is longer.
 *
 * @param series any finite numbers in the place of prices
 * @param target periods to fill, of `toReturns`
 * @returns one value a period, NaN where none is known
 * @throws DataError `unknown-ticker`, `no-dates`, and what `checkPriceTable` throws
 */
export function periodValues(series: PriceTable, target: Target, options: PeriodValueOptions): Float64Array {
  const { column, name, as = 'level', lag = { periods: 0 } } = options;
  checkPriceTable(series, 'values');
  const picked = pickSeries(series, column, name);
  const known = datesKnown(picked.dates, target).map(dayNumber);
  const oldest = Math.max(10, 1.5 * medianSpacing(picked.dates));
  const level = (t: number): number => {
    const day = lastKnownDay(target, t, lag);
    const row = lastAtOrBefore(known, day);
    return row < 0 || day - known[row] > oldest ? NaN : picked.values[row];
  };
  return Float64Array.from(target.dates, (_, t) => (as === 'level' ? level(t) : level(t) - level(t - 1)));
}

/** The date that each stamp of a series stands for: itself, or the end of the month that it opens. */
function datesKnown(stamps: readonly string[], { dates, frequency }: Target): readonly string[] {
  if (!isOnceAPeriod(stamps, 'month') || !areStartStamps(stamps, 'month')) return stamps;
  const ends = new Map(frequency === 'month' ? dates.map((date) => [date.slice(0, 7), date]) : []);
  return stamps.map(
    (stamp) => ends.get(stamp.slice(0, 7)) ?? dateOfDay(lastDayOf(periodOf(stamp, 'month'), 'month')),
  );
}

/** Position of the last of some ascending days that is not behind `day`, −1 where all are. */
function lastAtOrBefore(days: readonly number[], day: number): number {
  let below = -1;
  let above = days.length;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (days[middle] <= day) below = middle;
    else above = middle;
  }
  return below;
}

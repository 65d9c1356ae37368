import type { CovariateFile } from '../../config/types.js';
import { periodValues } from '../../data/period-values.js';
import { isOnceAPeriod } from '../../data/spacing.js';
import { dayNumber, periodOf } from '../../data/calendar.js';
import { pickSeries } from '../../data/series.js';
import { daysKnown, spanNotes } from '../../data/stamps.js';
import type { PriceTable, ReturnTable } from '../../data/types.js';
import { DataError } from '../../errors.js';

/** Values of one of the user's covariates by period, and what a reader should know of them. */
export interface UserSeries {
  values: Float64Array;
  notes: string[];
}

/**
 * A covariate of the configuration over the periods that decisions see.
 *
 * @param table  the covariate's file
 * @param target periods from the first of the data to the last that a decision sees
 * @param first  position of the first period that a decision needs
 * @throws DataError `missing-covariate` naming covariate and period, and what `periodValues` throws
 */
export function userSeries(
  name: string,
  file: CovariateFile,
  table: PriceTable,
  target: Pick<ReturnTable, 'dates' | 'frequency'>,
  first: number,
): UserSeries {
  const { path, column, as, lag } = file;
  const values = periodValues(table, target, { column, name: path, as, lag });
  const missing = values.findIndex((value, t) => t >= first && Number.isNaN(value));
  if (missing < 0) {
    const stamps = pickSeries(table, column, path).dates;
    return {
      values,
      notes: [...lateStamps(name, stamps, target), ...carriedValues(name, stamps, target, first)],
    };
  }
  const { dates } = table;
  const opensSpans = spanNotes(name, pickSeries(table, column, path).dates).length > 0;
  throw new DataError(
    'missing-covariate',
    `the covariate ${name} has no value known at the end of the period to ${target.dates[missing]}` +
      `${as === 'change' ? ' or at the end of the one before' : ''}; ${path} runs from ${dates[0]} to ${dates[dates.length - 1]}`,
    'use a series that covers all periods, its publication lag and, for changes, the period before them; ' +
      'or narrow the range with from and to' +
      (opensSpans
        ? '. A value dated the first of a month counts from the end of the span that it opens'
        : ''),
    { covariate: name, period: target.dates[missing], file: path, column },
  );
}

/** Values that come once a period but after its last trading day are not seen in it: an uneven lag, worth a note. */
function lateStamps(
  name: string,
  stamps: readonly string[],
  { dates, frequency }: Pick<ReturnTable, 'dates' | 'frequency'>,
): string[] {
  if (!isOnceAPeriod(stamps, frequency)) return [];
  const ends = new Map(dates.map((date) => [periodOf(date, frequency), date]));
  const known = daysKnown(stamps);
  const late = stamps.filter((stamp, row) => {
    const end = ends.get(periodOf(stamp, frequency));
    // a stamp that opens a span has a note of its own
    return end !== undefined && stamp > end && known[row] === dayNumber(stamp);
  });
  if (late.length === 0) return [];
  return [
    `covariate ${name}: ${late.length} of ${dates.length} values are dated after the last trading day of their ` +
      `${frequency}, the first ${late[0]}; they count from the next ${frequency} on`,
  ];
}

/** Periods from the first that a decision needs on which no value is dated in, between the first and the last stamp. */
function carriedValues(
  name: string,
  stamps: readonly string[],
  { dates, frequency }: Pick<ReturnTable, 'dates' | 'frequency'>,
  first: number,
): string[] {
  const stamped = stamps.map((stamp) => periodOf(stamp, frequency));
  const dated = new Set(stamped);
  const [begin, end] = [stamped[0], stamped[stamped.length - 1]];
  const needed = dates.slice(first);
  const without = needed.filter((date) => {
    const period = periodOf(date, frequency);
    return period > begin && period < end && !dated.has(period);
  });
  if (without.length === 0) return [];
  return [
    `covariate ${name}: no value is dated in ${without.length} of ${needed.length} periods, the first the ` +
      `${frequency} to ${without[0]}; the last value before counts there`,
  ];
}

import { countWeekdays, dayNumber, periodLabel, periodOf } from './calendar.js';
import type { PriceInput } from './cells.js';
import { checkPriceTable } from './check-table.js';
import { periodReturns } from './period-returns.js';
import { incompleteAtStart } from './periods.js';
import { type DatedValues, missingInSeries, pickSeries } from './series.js';
import { isOnceAPeriod, refuseCoarser } from './spacing.js';
import type { Frequency, PriceTable, ReturnTable } from './types.js';

export interface SeriesOptions {
  /** column of the table; not needed where it has one only */
  column?: string;
  /** what the column holds; default `prices` */
  input?: PriceInput;
  /** what messages call the series, best its path; default `the series` */
  name?: string;
}

/**
 * Simple returns of a series of another file, such as a market index, over the periods of a return table.
 *
 * Weeks and months are matched by the calendar; where the series comes once a period, whatever its stamps: a price of
 * 1 January and a return of 31 January both stand for January. Otherwise its values up to the period's date count,
 * and those behind it belong to the next period: a return of January never sees past the January date. Days are matched by date: the return of a day runs from the table's day before, so that
 * dates which only the series has are compounded.
 *
 * @param target periods to fill, of `toReturns`
 * @returns one return a period, none missing
 * @throws DataError `missing-period` naming the first period that the series does not cover to its end,
 *         `unknown-ticker`, `ambiguous-column`, `no-dates`, `too-coarse`, and what `checkPriceTable` throws
 */
export function alignSeries(
  series: PriceTable,
  target: Pick<ReturnTable, 'dates' | 'frequency'>,
  options: SeriesOptions = {},
): Float64Array {
  const { input = 'prices', name = 'the series' } = options;
  const { dates, frequency } = target;
  checkPriceTable(series, input);
  const picked = pickSeries(series, options.column, name);
  refuseCoarser(picked.dates, frequency, name);
  const { rows, positions } = frequency === 'day' ? matchDays(picked, dates) : matchPeriods(picked, target);
  const count = positions[positions.length - 1] + 1;
  const returns = periodReturns(picked.values, 1, rows, count, input);
  const isCovered = coverage(picked, frequency, input);
  return Float64Array.from(positions, (position, t) => {
    if (!Number.isNaN(returns[position]) && isCovered(dates[t])) return returns[position];
    const period = periodLabel(periodOf(dates[t], frequency), frequency);
    throw missingInSeries(picked, name, `return for ${period}`, period);
  });
}

/** Where the rows of a series belong; period 0 lies before the target's first and is the base of its return. */
interface Matching {
  /** period of each row */
  rows: number[];
  /** period of each date of the target */
  positions: number[];
}

/**
 * Weeks and months by the calendar. Where the series knows more than one value a period, those behind the period's
 * last date belong to the next one: whoever decides on that date does not know them.
 */
function matchPeriods({ dates }: DatedValues, target: Pick<ReturnTable, 'dates' | 'frequency'>): Matching {
  const { frequency } = target;
  const base = periodOf(target.dates[0], frequency) - 1;
  const position = (date: string) => periodOf(date, frequency) - base;
  const ends = new Map(target.dates.map((date) => [position(date), date]));
  const isBehind = (date: string) => date > (ends.get(position(date)) ?? '9999-12-31');
  const once = isOnceAPeriod(dates, frequency);
  return {
    rows: dates.map((date) => position(date) + (!once && isBehind(date) ? 1 : 0)),
    positions: target.dates.map(position),
  };
}

/** A row belongs to the first day of the target at or behind it. */
function matchDays({ dates }: DatedValues, days: readonly string[]): Matching {
  let day = 0;
  const rows = dates.map((date) => {
    while (day < days.length && days[day] < date) day++;
    return date < days[0] ? 0 : day + 1;
  });
  return { rows, positions: days.map((_, t) => t + 1) };
}

/**
 * Whether a series knows the whole period that ends on a date: a day itself; of a week or month the weekdays up to
 * that date and, for returns, from the period's beginning. Series that come once a period always do.
 */
function coverage({ dates }: DatedValues, frequency: Frequency, input: PriceInput): (end: string) => boolean {
  if (frequency === 'day') {
    const days = new Set(dates);
    return (end) => days.has(end);
  }
  if (isOnceAPeriod(dates, frequency)) return () => true;
  const last = dayNumber(dates[dates.length - 1]);
  const start = input === 'returns' ? incompleteAtStart(dates[0], undefined, frequency) : null;
  return (end) =>
    countWeekdays(last + 1, dayNumber(end)) === 0 &&
    (start === null || start.period !== periodLabel(periodOf(end, frequency), frequency));
}

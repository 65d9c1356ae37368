import { DataError } from '../errors.js';
import { countWeekdays, dateOfDay, dayNumber, lastDayOf, periodLabel, periodOf } from './calendar.js';
import type { PriceInput } from './cells.js';
import { checkPriceTable } from './check-table.js';
import { periodReturns } from './period-returns.js';
import { incompleteAtStart } from './periods.js';
import { type DatedValues, missingInSeries, pickSeries } from './series.js';
import { refuseCoarser } from './spacing.js';
import { daysKnown, isOver, type PeriodTarget, wholePeriods } from './stamps.js';
import type { PriceTable } from './types.js';

/** Which column of a table is the series, and what it holds. */
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
 * Weeks and months are matched by the calendar. A value that comes a month (week) after the one before it stands for its
 * month, whatever its stamp: a price of 1 January and a return of 31 January both stand for January, as long as nothing
 * but a weekend or holidays lies between the table's January date and the end of the month. Finer values up to the
 * period's date count, and those behind it belong to the next period: a return of January never sees past the January
 * date. Which of the two a value is, it says by its stamp and the one before it, never by later rows. Days are matched
 * by date: the return of a day runs from the table's day before, so that dates which only the series has are compounded.
 *
 * @param target periods to fill, of `toReturns`
 * @returns one return a period, none missing
 * @throws DataError `missing-period` naming the first period that the series does not cover to its end, or that it
 *         covers beyond the table's date; `unknown-ticker`, `ambiguous-column`, `no-dates`, `too-coarse`, and what
 *         `checkPriceTable` throws
 */
export function alignSeries(
  series: PriceTable,
  target: PeriodTarget,
  options: SeriesOptions = {},
): Float64Array {
  const { input = 'prices', name = 'the series' } = options;
  const { dates, frequency } = target;
  checkPriceTable(series, input);
  const picked = pickSeries(series, options.column, name);
  refuseCoarser(picked.dates, frequency, name);
  const { rows, positions, isCovered, late } =
    frequency === 'day' ? matchDays(picked, target) : matchPeriods(picked, target, input);
  const count = positions[positions.length - 1] + 1;
  const values = Float64Array.from(rows, ({ row }) => picked.values[row]);
  const periods = rows.map(({ period }) => period);
  const returns = periodReturns(values, 1, periods, count, input);
  return Float64Array.from(positions, (position, t) => {
    if (!Number.isNaN(returns[position]) && isCovered(t)) return returns[position];
    const period = periodLabel(periodOf(dates[t], frequency), frequency);
    const stamp = late.get(position);
    if (stamp !== undefined) throw fromBehind(name, stamp, period, dates[t]);
    throw missingInSeries(picked, name, `return for ${period}`, period);
  });
}

function fromBehind(name: string, stamp: string, period: string, date: string): DataError {
  return new DataError(
    'missing-period',
    `${name}: the value of ${stamp} stands for all of ${period}, of which the table ends on ${date}; it may come from behind that date`,
    'use a finer series, such as a daily one, which is cut at that date',
    { file: name, period, stamp, date },
  );
}

/** Where the rows of a series belong; period 0 lies before the target's first and is the base of its return. */
interface Matching {
  /** rows that count, by period */
  rows: { row: number; period: number }[];
  /** period of each date of the target */
  positions: number[];
  /** whether the series knows the period of a date of the target to its end */
  isCovered: (t: number) => boolean;
  /** stamps by period of values that stand for it, but may come from behind the target's date */
  late: Map<number, string>;
}

/**
 * Weeks and months by the calendar. A row that stands for a whole one belongs to it, unless it may come from behind the
 * target's date: then it is left out. Of a series that knows more than one value a period, those known behind the
 * period's last date belong to the next one: whoever decides on that date does not know them.
 */
function matchPeriods({ dates }: DatedValues, target: PeriodTarget, input: PriceInput): Matching {
  const { frequency } = target;
  const base = periodOf(target.dates[0], frequency) - 1;
  const position = (date: string) => periodOf(date, frequency) - base;
  const timeOf = new Map(target.dates.map((date, t) => [position(date), t]));
  const known = daysKnown(dates, target);
  const isWhole = wholePeriods(dates, frequency);
  const late: Matching['late'] = new Map();
  const rows = dates.flatMap((date, row): Matching['rows'] => {
    const period = isWhole[row] ? position(date) : position(dateOfDay(known[row]));
    const t = timeOf.get(period);
    if (t !== undefined && known[row] > dayNumber(target.dates[t])) {
      if (!isWhole[row]) return [{ row, period: period + 1 }];
      if (!isOver(target, t, lastDayOf(periodOf(date, frequency), frequency))) {
        late.set(period, date);
        return [];
      }
    }
    return [{ row, period }];
  });
  rows.sort((a, b) => a.period - b.period || known[a.row] - known[b.row] || a.row - b.row);

  const lastOf = new Map(rows.map(({ row, period }) => [period, row]));
  const last = known[dates.length - 1];
  const start = input === 'prices' || isWhole[0] ? null : incompleteAtStart(dates[0], undefined, frequency);
  return {
    rows,
    late,
    positions: target.dates.map(position),
    isCovered: (t) => {
      const end = target.dates[t];
      if (isWhole[lastOf.get(position(end))!]) return true;
      return (
        countWeekdays(last + 1, dayNumber(end)) === 0 &&
        (start === null || start.period !== periodLabel(periodOf(end, frequency), frequency))
      );
    },
  };
}

/** A row belongs to the first day of the target at or behind it; a day is covered by a row of its own. */
function matchDays({ dates }: DatedValues, { dates: days }: PeriodTarget): Matching {
  let day = 0;
  const rows = dates.map((date, row) => {
    while (day < days.length && days[day] < date) day++;
    return { row, period: date < days[0] ? 0 : day + 1 };
  });
  const stamps = new Set(dates);
  return {
    rows,
    late: new Map(),
    positions: days.map((_, t) => t + 1),
    isCovered: (t) => stamps.has(days[t]),
  };
}

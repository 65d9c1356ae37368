import { DataError } from '../errors.js';
import { countWeekdays, dayNumber, firstDayOf, lastDayOf, periodLabel, periodOf } from './calendar.js';
import type { Frequency } from './types.js';

/** The rows of a table by period: consecutive weeks or months, or the days that the table has. */
export interface Periods {
  /** period of each row, from 0 */
  rows: number[];
  /** last date of each period */
  ends: string[];
}

/** @throws DataError `missing-period` naming the first week or month between the dates that has none of them */
export function groupByPeriod(dates: readonly string[], frequency: Frequency, what: string): Periods {
  if (frequency === 'day') return { rows: dates.map((_, row) => row), ends: [...dates] };
  const first = periodOf(dates[0], frequency);
  const ends: string[] = [];
  const rows = dates.map((date, row) => {
    const period = periodOf(date, frequency) - first;
    if (period > ends.length) throw missingPeriod(dates[row - 1], date, frequency, what);
    ends[period] = date;
    return period;
  });
  return { rows, ends };
}

function missingPeriod(previous: string, next: string, frequency: Frequency, what: string): DataError {
  const period = periodLabel(periodOf(previous, frequency) + 1, frequency);
  return new DataError(
    'missing-period',
    `${what} has no date in ${period}, between ${previous} and ${next}`,
    'add the missing rows, or begin after the gap with the option from',
    { period, previous, next },
  );
}

/** A week or month of which the data show a part only. */
export interface IncompletePeriod {
  period: string;
  /** the first or last date of the data in it */
  date: string;
  missingWeekdays: number;
}

/**
 * The period of the last date, unless it is complete: no weekday of it lies behind that date, or the next trading
 * day is known and lies in a later period.
 */
export function incompleteAtEnd(
  last: string,
  next: string | undefined,
  frequency: Frequency,
): IncompletePeriod | null {
  const period = periodOf(last, frequency);
  if (next !== undefined && periodOf(next, frequency) > period) return null;
  return incomplete(
    period,
    last,
    countWeekdays(dayNumber(last) + 1, lastDayOf(period, frequency)),
    frequency,
  );
}

/** The period of the first date, unless it is complete in the same sense. */
export function incompleteAtStart(
  first: string,
  previous: string | undefined,
  frequency: Frequency,
): IncompletePeriod | null {
  const period = periodOf(first, frequency);
  if (previous !== undefined && periodOf(previous, frequency) < period) return null;
  return incomplete(
    period,
    first,
    countWeekdays(firstDayOf(period, frequency), dayNumber(first) - 1),
    frequency,
  );
}

function incomplete(
  period: number,
  date: string,
  missingWeekdays: number,
  frequency: Frequency,
): IncompletePeriod | null {
  return missingWeekdays === 0 ? null : { period: periodLabel(period, frequency), date, missingWeekdays };
}

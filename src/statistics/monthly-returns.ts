import { isIsoDate } from '../data/calendar.js';
import { DataError } from '../errors.js';
import { checkSeries, finiteOrNull } from './checks.js';

/** Returns of a calendar year. */
export interface YearOfReturns {
  year: number;
  /** twelve, January first: Π(1 + r) − 1 over the periods that end in the month; null where none does */
  months: (number | null)[];
  /** Π(1 + r) − 1 over the periods that end in the year, as many of it as there are */
  total: number | null;
}

/**
 * Returns by year and month, compounded from periods of a month or shorter; a week counts to the month that it ends in.
 *
 * @param dates ISO date of the end of each period
 * @param returns T simple returns by period
 * @returns a row for each year in which a period ends, the first year first; null beyond the largest double too
 * @throws DataError `wrong-length`, `not-finite`, `invalid-date`
 */
export function monthlyReturns(dates: readonly string[], returns: ArrayLike<number>): YearOfReturns[] {
  checkSeries({ returns });
  if (dates.length !== returns.length) {
    throw new DataError(
      'wrong-length',
      `dates has ${dates.length} elements when ${returns.length} are expected, as many as returns`,
      'give the date of the end of each period',
      { name: 'dates', length: dates.length, expected: returns.length },
    );
  }
  const growth = new Map<number, { months: (number | null)[]; total: number }>();
  dates.forEach((date, t) => {
    if (!isIsoDate(date)) {
      throw new DataError('invalid-date', `'${date}' is not an ISO date`, 'write dates as 2024-01-31', {
        value: date,
      });
    }
    const [year, month] = date.split('-').map(Number);
    const row = growth.get(year) ?? { months: new Array<number | null>(12).fill(null), total: 1 };
    growth.set(year, row);
    row.months[month - 1] = (row.months[month - 1] ?? 1) * (1 + returns[t]);
    row.total *= 1 + returns[t];
  });
  return [...growth]
    .sort(([a], [b]) => a - b)
    .map(([year, { months, total }]) => ({
      year,
      months: months.map((value) => (value === null ? null : finiteOrNull(value - 1))),
      total: finiteOrNull(total - 1),
    }));
}

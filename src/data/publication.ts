import { DataError } from '../errors.js';
import { countWeekdays, dayNumber, isIsoDate, lastDayOf, periodOf } from './calendar.js';
import type { Dated, ReturnTable } from './types.js';

/** Publication lag, whole and not negative: how much later than dated something is known. */
export type PublicationLag = { periods: number } | { days: number };

type Target = Pick<ReturnTable, 'dates' | 'frequency'>;

/**
 * The last day, as a day number, that something may be dated to be known at the end of period t: e_t − days, or
 * e_{t−periods}, e_t the date of period t. Periods before the first date are whole ones of the calendar: months and
 * weeks end on their last day, days are weekdays.
 */
export function lastKnownDay(target: Target, t: number, lag: PublicationLag): number {
  const [periods, days] = 'days' in lag ? [0, lag.days] : [lag.periods, 0];
  return endOf(target, t - periods) - days;
}

/** The day that period t ends on; t may lie before the first, t = −1 being the period before it. */
function endOf({ dates, frequency }: Target, t: number): number {
  if (t >= 0) return dayNumber(dates[t]);
  if (frequency !== 'day') return lastDayOf(periodOf(dates[0], frequency) + t, frequency);
  let day = dayNumber(dates[0]);
  for (let ahead = -t; ahead > 0; ahead -= countWeekdays(day, day)) day--;
  return day;
}

/**
 * For each entry of a dated source the first period at whose end it is known: the first t with e_t on or after both its
 * date and its `availableFrom`, or, where there is no such column, with `lastKnownDay` of t on or after its date.
 *
 * @param target periods of the data, up to the last that counts
 * @param name   what messages call the source, best its path
 * @returns the number of periods for an entry that none of them knows
 * @throws DataError `invalid-date`, `wrong-length`; `publication-twice` for a lag beside a column `availableFrom`
 */
export function knownFrom(
  { dates, availableFrom }: Dated,
  target: Target,
  lag: PublicationLag | undefined,
  name: string,
): Int32Array {
  if (availableFrom !== null && lag !== undefined) {
    throw new DataError(
      'publication-twice',
      `${name} says itself from which day each row is known, and there is a lag beside that`,
      'leave out the lag, or the column availableFrom',
      { file: name },
    );
  }
  checkDates(dates, name);
  if (availableFrom !== null) {
    checkDates(availableFrom, name);
    if (availableFrom.length !== dates.length) {
      throw new DataError(
        'wrong-length',
        `${name}: availableFrom has ${availableFrom.length} elements when ${dates.length} are expected`,
        'give one a date, or null for none at all',
        { file: name, length: availableFrom.length, expected: dates.length },
      );
    }
  }
  const lastDays = target.dates.map((_, t) => lastKnownDay(target, t, lag ?? { periods: 0 }));
  const firstPeriods = new Map<string, number>();
  return Int32Array.from(dates, (date, row) => {
    const later = availableFrom !== null && availableFrom[row] > date ? availableFrom[row] : date;
    const found = firstPeriods.get(later) ?? firstAtOrAfter(lastDays, dayNumber(later));
    firstPeriods.set(later, found);
    return found;
  });
}

/** Entries from the oldest to the newest: by date, those of one date by when they were known. */
export function byAge({ dates, availableFrom }: Dated): (a: number, b: number) => number {
  const key = (row: number): string => `${dates[row]} ${availableFrom?.[row] ?? ''}`;
  return (a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b)));
}

/** `of 2015-01-31`, with the day it was known where that is another: how messages name an entry. */
export function publishedAs({ dates, availableFrom }: Dated, row: number): string {
  const known = availableFrom?.[row] ?? dates[row];
  return known === dates[row] ? `of ${dates[row]}` : `of ${dates[row]}, known from ${known}`;
}

function checkDates(dates: readonly string[], name: string): void {
  const wrong = dates.find((date) => !isIsoDate(date));
  if (wrong === undefined) return;
  throw new DataError('invalid-date', `${name}: '${wrong}' is not an ISO date`, 'write dates as 2024-01-31', {
    file: name,
    value: wrong,
  });
}

/** Position of the first of some ascending days that is not before `day`; their number where all are. */
function firstAtOrAfter(days: readonly number[], day: number): number {
  let below = -1;
  let above = days.length;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (days[middle] < day) below = middle;
    else above = middle;
  }
  return above;
}

import { DataError } from '../errors.js';
import { dayNumber, periodOf, firstDayOf } from './calendar.js';
import type { Frequency } from './types.js';

/** Median number of days from one date to the next; 0 for a single date. */
export function medianSpacing(dates: readonly string[]): number {
  if (dates.length < 2) return 0;
  const days = dates.map(dayNumber);
  const gaps = days.slice(1).map((day, t) => day - days[t]);
  gaps.sort((a, b) => a - b);
  return gaps[Math.floor((gaps.length - 1) / 2)];
}

/** Spacings, in days, of data that come once a period: from `least` on; at `tooCoarse` and above they come more seldom. */
const spacings: Readonly<Record<Frequency, { least: number; tooCoarse: number }>> = {
  day: { least: 0, tooCoarse: 5 },
  week: { least: 5, tooCoarse: 12 },
  month: { least: 25, tooCoarse: 50 },
};

/** Whether the dates are periods of this length already: one date a week, one date a month. */
export function isOnceAPeriod(dates: readonly string[], frequency: Frequency): boolean {
  if (frequency === 'day' || medianSpacing(dates) < spacings[frequency].least) return false;
  return dates.every((date, t) => t === 0 || periodOf(date, frequency) > periodOf(dates[t - 1], frequency));
}

/** Whether every date is the first day of its period: stamps that stand for the whole period. */
export function areStartStamps(dates: readonly string[], frequency: Frequency): boolean {
  return dates.every((date) => dayNumber(date) === firstDayOf(periodOf(date, frequency), frequency));
}

/** @throws DataError `too-coarse` for data that come less often than once a period */
export function refuseCoarser(dates: readonly string[], frequency: Frequency, what: string): void {
  const spacing = medianSpacing(dates);
  if (spacing < spacings[frequency].tooCoarse) return;
  throw new DataError(
    'too-coarse',
    `${what}: half of the dates are ${spacing} days apart or more, too far for the frequency ${frequency}`,
    frequency === 'month'
      ? 'use data that come once a month at least'
      : 'use a longer frequency or finer data',
    { frequency, spacing },
  );
}

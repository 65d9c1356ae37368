import { DataError } from '../errors.js';
import { dayNumber, periodOf } from './calendar.js';
import type { Frequency } from './types.js';

/** Median number of days from one date to the next; 0 for a single date. */
export function medianSpacing(dates: readonly string[]): number {
  if (dates.length < 2) return 0;
  const gaps = new Float64Array(dates.length - 1);
  let day = dayNumber(dates[0]);
  for (let t = 0; t < gaps.length; t++) {
    const next = dayNumber(dates[t + 1]);
    gaps[t] = next - day;
    day = next;
  }
  gaps.sort();
  return gaps[Math.floor((gaps.length - 1) / 2)];
}

/**
 * Median number of days between the stamps up to each one; of the first, that to the second. Nothing behind a stamp
 * enters, but for the first.
 */
export function medianSpacings(stamps: readonly string[]): number[] {
  const days = stamps.map(dayNumber);
  // how many gaps there are of each length, with the median and the number of gaps below it
  const counts = new Map<number, number>();
  const countOf = (gap: number): number => counts.get(gap) ?? 0;
  let median = days.length < 2 ? 0 : days[1] - days[0];
  let below = 0;
  return days.map((day, row) => {
    if (row === 0) return median;
    const gap = day - days[row - 1];
    counts.set(gap, countOf(gap) + 1);
    if (gap < median) below++;
    const target = Math.floor((row - 1) / 2);
    while (below > target) below -= countOf(--median);
    while (below + countOf(median) <= target) below += countOf(median++);
    return median;
  });
}

/** Spacings, in days, of data that come once a period: from `least` on; at `tooCoarse` and above they come more seldom. */
const spacings: Readonly<Record<Frequency, { least: number; tooCoarse: number }>> = {
  day: { least: 0, tooCoarse: 5 },
  week: { least: 5, tooCoarse: 12 },
  month: { least: 25, tooCoarse: 50 },
};

/** Days between two stamps from which on each stands for a period of this length. */
export function leastSpacing(frequency: Frequency): number {
  return spacings[frequency].least;
}

/** Whether the dates are periods of this length already: one date a week, one date a month. */
export function isOnceAPeriod(dates: readonly string[], frequency: Frequency): boolean {
  if (frequency === 'day' || medianSpacing(dates) < spacings[frequency].least) return false;
  return dates.every((date, t) => t === 0 || periodOf(date, frequency) > periodOf(dates[t - 1], frequency));
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

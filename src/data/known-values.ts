import { lastAtOrBefore } from './calendar.js';
import { medianSpacings } from './spacing.js';
import { daysKnown, type PeriodTarget } from './stamps.js';

/**
 * Which value of a series counts on a day: of those known by then, see `daysKnown`, the one with the latest stamp. It may be 10 days
 * old, or one and a half times the median distance of the stamps up to its own, where that is longer.
 *
 * @param stamps ISO dates, ascending, at least one
 * @param target periods of the run
 * @returns for a day number the position of the value, −1 where there is none
 */
export function valueKnown(stamps: readonly string[], target: PeriodTarget): (day: number) => number {
  const known = daysKnown(stamps, target);
  const oldest = medianSpacings(stamps).map((days) => Math.max(10, 1.5 * days));
  const order = known.map((_, row) => row).sort((a, b) => known[a] - known[b] || a - b);
  const days = order.map((row) => known[row]);
  let latest = -1;
  const rows = order.map((row) => (latest = Math.max(latest, row)));
  return (day) => {
    const position = lastAtOrBefore(days, day);
    if (position < 0) return -1;
    const row = rows[position];
    return day - known[row] <= oldest[row] ? row : -1;
  };
}

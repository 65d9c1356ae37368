/*
 * What the stamps of a series say of its values: each is read by those before it, never by the file as a whole, so that
 * no later row changes what was known earlier. The first is read by the second, before which there is one value only and
 * nothing to learn from it.
 */
import { countWeekdays, dayNumber, firstDayOf, lastAtOrBefore, lastDayOf, periodOf } from './calendar.js';
import { leastSpacing, medianSpacings } from './spacing.js';
import type { Frequency, ReturnTable } from './types.js';

/** The periods of a run that series are brought to. */
export type PeriodTarget = Pick<ReturnTable, 'dates' | 'frequency' | 'unfinished'>;

/** The longest span, in months, that the first day of one stands for. */
const LONGEST = 12;

/** The longest distance, in days, of weekly stamps: one week may be missing between them. */
const WEEKLY = 14;

/** Trading days that holidays take from the end of a month or week, such as Good Friday and 31 December. */
const HOLIDAYS = 2;

/**
 * The day, as a day number, from which each value counts. That is the stamp's own day, but for one that opens a span:
 *
 * - the first day of a month, k = 1 … 12 months after the stamp before it, stands for k months;
 * - a Monday in a series with nothing but Mondays up to it, one or two weeks apart, stands for its week.
 *
 * Such values are averages or closes of their span (how data services stamp monthly, quarterly and weekly series), which
 * nobody knows before it has ended: they count from its last trading day on, which is that of a period of the run where
 * both end together, else its last day.
 *
 * @param stamps ISO dates, ascending
 * @param target periods of the run; without them the last calendar day of each span
 */
export function daysKnown(stamps: readonly string[], target?: PeriodTarget): number[] {
  const ends = target === undefined ? [] : target.dates.map(dayNumber);
  return spanEnds(stamps).map((span, row) => {
    if (span === null) return dayNumber(stamps[row]);
    const t = lastAtOrBefore(ends, span);
    return target !== undefined && t >= 0 && isOver(target, t, span) ? ends[t] : span;
  });
}

/** The last calendar day of the span that each stamp opens, null where it opens none. */
function spanEnds(stamps: readonly string[]): (number | null)[] {
  let weekly = true;
  return stamps.map((stamp, row) => {
    const other = stamps[row > 0 ? row - 1 : 1];
    if (other === undefined) return null;
    const distance = Math.abs(dayNumber(stamp) - dayNumber(other));
    const [month, week] = [periodOf(stamp, 'month'), periodOf(stamp, 'week')];
    const isMonday = (date: string): boolean =>
      dayNumber(date) === firstDayOf(periodOf(date, 'week'), 'week');
    weekly &&= isMonday(stamp) && isMonday(other) && distance <= WEEKLY;
    if (weekly) return lastDayOf(week, 'week');
    const months = Math.min(Math.abs(month - periodOf(other, 'month')), LONGEST);
    const opens = dayNumber(stamp) === firstDayOf(month, 'month') && distance >= leastSpacing('month');
    return opens && months > 0 ? lastDayOf(month + months - 1, 'month') : null;
  });
}

/** What the notes of a run say of the stamps that open a span; nothing where there are none. */
export function spanNotes(what: string, stamps: readonly string[]): string[] {
  const ends = spanEnds(stamps);
  const opening = stamps.filter((_, row) => ends[row] !== null);
  if (opening.length === 0) return [];
  return [
    `${what}: ${opening.length} of ${stamps.length} values are stamped on the first day of the month, quarter or week ` +
      `that they stand for, the first ${opening[0]}; they count from its last day on`,
  ];
}

/**
 * Which values stand for a whole week or month, wherever in it the stamp is: the stamp before lies in an earlier one, at
 * least 5 or 25 days back, and so does the median one before that.
 */
export function wholePeriods(stamps: readonly string[], frequency: Frequency): boolean[] {
  if (frequency === 'day') return stamps.map(() => false);
  const least = leastSpacing(frequency);
  const medians = medianSpacings(stamps);
  return stamps.map((stamp, row) => {
    const other = stamps[row > 0 ? row - 1 : 1];
    return (
      other !== undefined &&
      medians[row] >= least &&
      Math.abs(dayNumber(stamp) - dayNumber(other)) >= least &&
      periodOf(other, frequency) !== periodOf(stamp, frequency)
    );
  });
}

/**
 * Whether period t of the run trades no more behind its date and up to `day`: no trading day lies between, or, where the
 * calendar's month or week ends with `day` and the period has, none but holidays. A value of that day is known on the
 * period's date already.
 */
export function isOver({ dates, frequency, unfinished }: PeriodTarget, t: number, day: number): boolean {
  const left = countWeekdays(dayNumber(dates[t]) + 1, day);
  if (left === 0 || frequency === 'day') return left === 0;
  const hasEnded = unfinished !== true || t < dates.length - 1;
  return hasEnded && left <= HOLIDAYS && day === lastDayOf(periodOf(dates[t], frequency), frequency);
}

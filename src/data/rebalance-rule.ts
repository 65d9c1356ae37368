import { dayNumber, periodOf } from './calendar.js';
import type { Frequency } from './types.js';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

type Weekday = (typeof weekdays)[number];

/** Days of the calendar on which there is a decision. */
export type RebalanceRule = 'month start' | 'month end' | 'quarter' | 'year' | `weekly on ${Weekday}`;

export const rebalanceRules = [
  'month start',
  'month end',
  'quarter',
  'year',
  'weekly on Monday',
  'weekly on Tuesday',
  'weekly on Wednesday',
  'weekly on Thursday',
  'weekly on Friday',
  'weekly on Saturday',
  'weekly on Sunday',
] as const satisfies readonly RebalanceRule[];

/** Fewest calendar days from one decision day of a rule to the next. */
export function leastDays(rule: RebalanceRule): number {
  if (rule === 'year') return 365;
  if (rule === 'quarter') return 90;
  return rule === 'month start' || rule === 'month end' ? 28 : 7;
}

/** Decisions of a rule in a year. */
export function decisionsPerYear(rule: RebalanceRule): number {
  if (rule === 'year') return 1;
  if (rule === 'quarter') return 4;
  return rule === 'month start' || rule === 'month end' ? 12 : 52;
}

/**
 * Why periods of a frequency cannot tell the days of a rule, null where they can. Weeks and months are dated by their last
 * trading day: a week has no day before Friday, a month neither days nor a start of its own.
 */
export function finerThan(rule: RebalanceRule, frequency: Frequency): string | null {
  if (frequency === 'day') return null;
  const day = weekdayIn(rule);
  if (frequency === 'month') {
    return day !== null || rule === 'month start'
      ? 'periods are months, which are known at their end alone'
      : null;
  }
  return day !== null && day < FRIDAY
    ? 'periods are weeks, which are known at their last trading day alone'
    : null;
}

const FRIDAY = 4;

/**
 * Positions of the decisions of a rule, ascending, among all periods but the last.
 *
 * `month start`: the first period dated in its month. Any other rule means the last day of each month, quarter or year or
 * each such day of the week, and its decision falls on the last period at or before that day d:
 *
 *   date_t ≤ d < date_{t+1}
 *
 * Two days with no period between them make one decision. Of what comes after t nothing is read but the date of the next
 * period, and of that only whether there is trading up to d: what the exchange's calendar says in advance. The last
 * period has no next one: whether it is a decision is not known yet.
 *
 * @param dates ISO dates of the periods, ascending
 */
export function ruleDays(rule: RebalanceRule, dates: readonly string[]): Int32Array {
  const spans = dates.map(spanOf(rule));
  const found: number[] = [];
  for (let t = 0; t + 1 < spans.length; t++) {
    const begins = rule === 'month start' ? t > 0 && spans[t - 1] < spans[t] : spans[t] < spans[t + 1];
    if (begins) found.push(t);
  }
  return Int32Array.from(found);
}

/** Numbers the spans that end with the days of a rule: two dates are in different ones where such a day ends the first. */
function spanOf(rule: RebalanceRule): (date: string) => number {
  const day = weekdayIn(rule);
  // 1970-01-01 was a Thursday: weeks that end with a Sunday begin three days before, others so many days later
  if (day !== null) return (date) => Math.floor((dayNumber(date) + 9 - day) / 7);
  const months = rule === 'year' ? 12 : rule === 'quarter' ? 3 : 1;
  return (date) => Math.floor(periodOf(date, 'month') / months);
}

/** 0 (Monday) to 6, null of a rule that names no day of the week. */
function weekdayIn(rule: RebalanceRule): number | null {
  const day = weekdays.findIndex((name) => rule === `weekly on ${name}`);
  return day < 0 ? null : day;
}

import type { Frequency } from './types.js';

/*
 * The proleptic Gregorian calendar in whole numbers: no clock, no time zone, no Date object. A day is the number of
 * days since 1970-01-01, a period the number of days, ISO weeks (Monday first) or months since a fixed one, so that
 * the period after p is p + 1.
 */

const isoPattern = /^\d{4}-\d{2}-\d{2}$/;

/** Code of the digit 0. */
const ZERO = 48;

/** Days of a month; month 1…12. */
function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Whether the calendar has this date. */
export function isCalendarDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** `2024-01-31` of year, month 1…12 and day. */
export function isoDate(year: number, month: number, day: number): string {
  const two = (n: number) => (n < 10 ? `0${n}` : `${n}`);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** Whether a text is an ISO date `2024-01-31` of the calendar. */
export function isIsoDate(text: string): boolean {
  return isoPattern.test(text) && isCalendarDate(yearOf(text), monthOf(text), dayOf(text));
}

/** The parts of an ISO date; long tables have many of them, and cutting texts takes its time. */
function yearOf(date: string): number {
  return 100 * twoDigits(date, 0) + twoDigits(date, 2);
}

function monthOf(date: string): number {
  return twoDigits(date, 5);
}

function dayOf(date: string): number {
  return twoDigits(date, 8);
}

function twoDigits(text: string, from: number): number {
  return 10 * (text.charCodeAt(from) - ZERO) + text.charCodeAt(from + 1) - ZERO;
}

/** Days from 1970-01-01 to a date: years counted from March, so that the leap day is the last of its year. */
function dayNumberOf(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return 365 * marchYear + leapDays + dayOfYear - 719468;
}

/** Days from 1970-01-01 to an ISO date. */
export function dayNumber(date: string): number {
  return dayNumberOf(yearOf(date), monthOf(date), dayOf(date));
}

/** The ISO date of a day number. */
export function dateOfDay(day: number): string {
  const shifted = day + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return isoDate(year, month, dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1);
}

/** The period that an ISO date lies in. */
export function periodOf(date: string, frequency: Frequency): number {
  if (frequency === 'month') return yearOf(date) * 12 + monthOf(date) - 1;
  // 1970-01-01 was a Thursday
  return frequency === 'week' ? Math.floor((dayNumber(date) + 3) / 7) : dayNumber(date);
}

/** First calendar day of a period, as a day number. */
export function firstDayOf(period: number, frequency: Frequency): number {
  if (frequency === 'month') return dayNumberOf(Math.floor(period / 12), (period % 12) + 1, 1);
  return frequency === 'week' ? period * 7 - 3 : period;
}

/** Last calendar day of a period, as a day number: the month's last, the week's Sunday. */
export function lastDayOf(period: number, frequency: Frequency): number {
  return firstDayOf(period + 1, frequency) - 1;
}

/** `2025-09`, `2025-W39` (ISO 8601: the week belongs to the year of its Thursday) or `2025-09-26`. */
export function periodLabel(period: number, frequency: Frequency): string {
  const first = firstDayOf(period, frequency);
  if (frequency === 'day') return dateOfDay(first);
  if (frequency === 'month') return dateOfDay(first).slice(0, 7);
  const thursday = first + 3;
  const year = Number(dateOfDay(thursday).slice(0, 4));
  const week = Math.floor((thursday - dayNumberOf(year, 1, 1)) / 7) + 1;
  return `${year}-W${week < 10 ? '0' : ''}${week}`;
}

/**
 * Whether a day is a possible trading day: Monday to Friday, and not 1 January, on which no market trades. Other
 * holidays differ from market to market and count.
 */
function isWeekday(day: number): boolean {
  return day + 3 - 7 * Math.floor((day + 3) / 7) < 5 && !dateOfDay(day).endsWith('-01-01');
}

/** Number of possible trading days from day `first` to day `last`, both included. */
export function countWeekdays(first: number, last: number): number {
  let count = 0;
  for (let day = first; day <= last; day++) if (isWeekday(day)) count++;
  return count;
}

/** The first `count` possible trading days from an ISO date on. */
export function weekdaysFrom(start: string, count: number): string[] {
  const dates: string[] = [];
  for (let day = dayNumber(start); dates.length < count; day++) {
    if (isWeekday(day)) dates.push(dateOfDay(day));
  }
  return dates;
}

/** Position of the last of some ascending days that is not behind `day`, −1 where all are. */
export function lastAtOrBefore(days: readonly number[], day: number): number {
  let below = -1;
  let above = days.length;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (days[middle] <= day) below = middle;
    else above = middle;
  }
  return below;
}

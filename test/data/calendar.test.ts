import { describe, expect, it } from 'vitest';
import {
  countWeekdays,
  dateOfDay,
  dayNumber,
  firstDayOf,
  isIsoDate,
  lastDayOf,
  periodLabel,
  periodOf,
} from '../../src/data/calendar.js';

describe('calendar', () => {
  it('counts days as UTC dates of the language do, from 1800 to 2200', () => {
    const days = Array.from({ length: 20_871 }, (_, i) => 7 * i - 62_091);
    const dates = days.map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
    expect(days.map(dateOfDay)).toEqual(dates);
    expect(dates.map(dayNumber)).toEqual(days);
  });

  it('knows leap years, also those of centuries', () => {
    expect(['2000-02-29', '1900-02-29', '2024-02-29', '2023-02-29'].map(isIsoDate)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('refuses texts that only look like dates', () => {
    expect(
      ['2024-1-31', '2024-13-01', '2024-00-10', '2024-01-32', ' 2024-01-31', ''].filter(isIsoDate),
    ).toEqual([]);
  });

  // ISO 8601 weeks: examples of https://en.wikipedia.org/wiki/ISO_week_date
  it.each([
    ['1977-01-01', '1976-W53'],
    ['1979-12-31', '1980-W01'],
    ['1982-01-03', '1981-W53'],
    ['2008-12-29', '2009-W01'],
    ['2010-01-03', '2009-W53'],
    ['2025-09-26', '2025-W39'],
  ])('puts %s into week %s', (date, week) => {
    expect(periodLabel(periodOf(date, 'week'), 'week')).toBe(week);
  });

  it('runs weeks from Monday to Sunday', () => {
    const week = periodOf('2025-09-26', 'week');
    expect([firstDayOf(week, 'week'), lastDayOf(week, 'week')].map(dateOfDay)).toEqual([
      '2025-09-22',
      '2025-09-28',
    ]);
  });

  it('runs months to their last day and over the turn of the year', () => {
    const december = periodOf('2023-12-05', 'month');
    expect(dateOfDay(lastDayOf(december, 'month'))).toBe('2023-12-31');
    expect(dateOfDay(lastDayOf(december + 2, 'month'))).toBe('2024-02-29');
    expect(periodLabel(december + 1, 'month')).toBe('2024-01');
  });

  it('counts Mondays to Fridays, and never 1 January', () => {
    expect(countWeekdays(dayNumber('2025-09-27'), dayNumber('2025-09-30'))).toBe(2);
    expect(countWeekdays(dayNumber('2024-01-01'), dayNumber('2024-01-07'))).toBe(4);
    expect(countWeekdays(dayNumber('2024-01-02'), dayNumber('2024-01-01'))).toBe(0);
  });
});

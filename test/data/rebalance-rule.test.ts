import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOfDay, dayNumber, weekdaysFrom } from '../../src/data/calendar.js';
import {
  finerThan,
  leastDays,
  type RebalanceRule,
  rebalanceRules,
  ruleDays,
} from '../../src/data/rebalance-rule.js';

const daysOf = (rule: RebalanceRule, dates: string[]) => [...ruleDays(rule, dates)].map((t) => dates[t]);

/** Days between two dates, both included. */
const between = (first: string, last: string): string[] =>
  Array.from({ length: dayNumber(last) - dayNumber(first) + 1 }, (_, k) => dateOfDay(dayNumber(first) + k));

/** 0 (Monday) to 6, by the arithmetic of `Date` in UTC. */
const weekday = (date: string): number => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;

/** Trading days of New York around Easter and the Fourth of July 2021. */
const holidays = ['2021-04-02', '2021-05-31', '2021-07-05', '2021-09-06', '2021-11-25', '2021-12-24'];
const trading = between('2021-03-01', '2022-01-14').filter(
  (date) => weekday(date) < 5 && !holidays.includes(date),
);

describe('days of a rule', () => {
  it('are the last trading days of months, where the month ends on a weekend too', () => {
    expect(daysOf('month end', trading)).toEqual([
      '2021-03-31',
      '2021-04-30',
      '2021-05-28', // the 31st, a Monday, is a holiday
      '2021-06-30',
      '2021-07-30', // the 31st is a Saturday
      '2021-08-31',
      '2021-09-30',
      '2021-10-29', // the 31st is a Sunday
      '2021-11-30',
      '2021-12-31',
    ]);
    expect(daysOf('quarter', trading)).toEqual(['2021-03-31', '2021-06-30', '2021-09-30', '2021-12-31']);
    expect(daysOf('year', trading)).toEqual(['2021-12-31']);
  });

  it('are the first trading days of months, but for the one in which the data begin', () => {
    expect(daysOf('month start', trading)).toEqual([
      '2021-04-01',
      '2021-05-03',
      '2021-06-01',
      '2021-07-01',
      '2021-08-02',
      '2021-09-01',
      '2021-10-01',
      '2021-11-01',
      '2021-12-01',
      '2022-01-03',
    ]);
  });

  it('are the trading day before a Friday that is a holiday', () => {
    const fridays = daysOf('weekly on Friday', trading);
    expect(fridays.slice(0, 7)).toEqual([
      '2021-03-05',
      '2021-03-12',
      '2021-03-19',
      '2021-03-26',
      '2021-04-01', // Good Friday was the 2nd
      '2021-04-09',
      '2021-04-16',
    ]);
    expect(fridays.filter((date) => weekday(date) !== 4)).toEqual(['2021-04-01', '2021-12-23']);
  });

  it('are the Friday before where a Monday is a holiday, which is a decision of the Monday after it', () => {
    const mondays = daysOf('weekly on Monday', trading);
    expect(mondays.filter((date) => weekday(date) !== 0)).toEqual(['2021-05-28', '2021-07-02', '2021-09-03']);
  });

  it('reach over 29 February', () => {
    const days = weekdaysFrom('2024-02-26', 10);
    expect(daysOf('month end', days)).toEqual(['2024-02-29']);
    expect(daysOf('month end', weekdaysFrom('2023-02-24', 10))).toEqual(['2023-02-28']);
    expect(daysOf('month end', between('2000-02-27', '2000-03-02'))).toEqual(['2000-02-29']);
    expect(daysOf('month end', between('1900-02-26', '1900-03-02'))).toEqual(['1900-02-28']);
    expect(daysOf('weekly on Thursday', between('2024-02-26', '2024-03-08'))).toEqual([
      '2024-02-29',
      '2024-03-07',
    ]);
  });

  it('make one decision of two Fridays without a period between them', () => {
    const gap = ['2024-01-02', '2024-01-04', '2024-01-23', '2024-01-26', '2024-01-29'];
    expect(daysOf('weekly on Friday', gap)).toEqual(['2024-01-04', '2024-01-26']);
  });

  it('leave out the last period, of which nobody knows whether another comes', () => {
    expect(daysOf('month end', ['2024-01-30', '2024-01-31'])).toEqual([]);
    expect(daysOf('month end', ['2024-01-31', '2024-02-01'])).toEqual(['2024-01-31']);
  });

  it('of months and weeks are those of their last trading days', () => {
    const months = ['2023-11-30', '2023-12-29', '2024-01-31', '2024-02-29', '2024-03-28', '2024-04-30'];
    expect(daysOf('month end', months)).toEqual(months.slice(0, -1));
    expect(daysOf('quarter', months)).toEqual(['2023-12-29', '2024-03-28']);
    const weeks = ['2024-03-15', '2024-03-22', '2024-03-28', '2024-04-05', '2024-04-12'];
    expect(daysOf('weekly on Friday', weeks)).toEqual(weeks.slice(0, -1));
    expect(daysOf('month end', weeks)).toEqual(['2024-03-28']);
  });

  /** The same by looking for the last date up to each day that the rule means, month by month and day by day. */
  function byDefinition(rule: RebalanceRule, dates: string[]): string[] {
    const days = between(dates[0], dates[dates.length - 1]);
    const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
    const isMeant = (day: string): boolean => {
      const ends = dateOfDay(dayNumber(day) + 1).endsWith('-01');
      if (rule === 'month end') return ends;
      if (rule === 'quarter') return ends && ['03', '06', '09', '12'].includes(day.slice(5, 7));
      if (rule === 'year') return day.endsWith('-12-31');
      return rule === `weekly on ${names[weekday(day)]}`;
    };
    if (rule === 'month start') {
      return dates.filter(
        (date, t) => t > 0 && t < dates.length - 1 && date.slice(0, 7) !== dates[t - 1].slice(0, 7),
      );
    }
    const meant = days.filter((day) => isMeant(day) && day < dates[dates.length - 1]);
    return [...new Set(meant.map((day) => dates.findLast((date) => date <= day)!))];
  }

  const someDates = fc
    .tuple(
      fc.integer({ min: -20000, max: 30000 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 300 }),
    )
    .map(([start, steps]) => {
      let day = start;
      return steps.map((step) => dateOfDay((day += step)));
    });

  it('are by definition the last periods at or before the days that a rule means', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rebalanceRules), someDates, (rule, dates) => {
        expect(daysOf(rule, dates)).toEqual(byDefinition(rule, dates));
      }),
    );
  });

  it('do not change when later dates do, but for the day before them', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rebalanceRules), someDates, fc.nat(), (rule, dates, cut) => {
        const known = dates.slice(0, 2 + (cut % (dates.length - 1)));
        expect(daysOf(rule, dates).filter((date) => date < known[known.length - 1])).toEqual(
          daysOf(rule, known),
        );
      }),
    );
  });

  it('are never closer than the least distance where every day is a period', () => {
    const every = between('1999-01-01', '2005-01-01');
    for (const rule of rebalanceRules) {
      const days = daysOf(rule, every).map(dayNumber);
      const steps = days.slice(1).map((day, k) => day - days[k]);
      expect(Math.min(...steps), rule).toBe(leastDays(rule));
    }
  });
});

it('rules are finer than a frequency where its periods have no such days', () => {
  const finer = (frequency: 'day' | 'week' | 'month') =>
    rebalanceRules.filter((rule) => finerThan(rule, frequency) !== null);
  expect(finer('day')).toEqual([]);
  expect(finer('week')).toEqual([
    'weekly on Monday',
    'weekly on Tuesday',
    'weekly on Wednesday',
    'weekly on Thursday',
  ]);
  expect(finer('month')).toEqual(['month start', ...rebalanceRules.slice(4)]);
});

import { describe, expect, it } from 'vitest';
import { byAge, knownFrom, lastKnownDay, publishedAs } from '../../src/data/publication.js';
import { dateOfDay } from '../../src/data/calendar.js';
import { thrown } from '../support/thrown.js';

const months = { dates: ['2020-01-31', '2020-02-28', '2020-03-31'], frequency: 'month' as const };
const only = (dates: string[]) => ({ dates, availableFrom: null });

describe('what is known at the end of a period', () => {
  it('is dated on its day at the latest', () => {
    const dates = ['2019-05-01', '2020-01-31', '2020-02-01', '2020-02-28', '2020-02-29', '2020-04-01'];
    expect(Array.from(knownFrom(only(dates), months, undefined, 'f.csv'))).toEqual([0, 0, 1, 1, 2, 3]);
  });

  it('is older by a publication lag in days or in periods', () => {
    const dates = ['2020-01-21', '2020-01-22', '2020-02-18'];
    expect(Array.from(knownFrom(only(dates), months, { days: 10 }, 'f.csv'))).toEqual([0, 1, 1]);
    // e_{−1} is the calendar's end of the month before
    const monthly = ['2019-12-31', '2020-01-01', '2020-01-31', '2020-02-28', '2020-02-29'];
    expect(Array.from(knownFrom(only(monthly), months, { periods: 1 }, 'f.csv'))).toEqual([0, 1, 1, 2, 3]);
  });

  it('counts from its date and from the day it was known, whichever is later', () => {
    const dated = {
      dates: ['2020-01-31', '2020-02-28', '2020-02-28'],
      availableFrom: ['2020-02-10', '2020-01-15', '2020-03-01'],
    };
    expect(Array.from(knownFrom(dated, months, undefined, 'f.csv'))).toEqual([1, 1, 2]);
  });

  it('goes by weekdays before the first day of daily data', () => {
    const days = { dates: ['2020-01-06', '2020-01-07'], frequency: 'day' as const };
    expect([0, 1].map((t) => dateOfDay(lastKnownDay(days, t, { periods: 2 })))).toEqual([
      '2020-01-02',
      '2020-01-03',
    ]);
  });

  it('is ordered by date, then by the day it was known, and is named by both', () => {
    const dated = {
      dates: ['2020-02-28', '2020-01-31', '2020-01-31'],
      availableFrom: ['2020-02-28', '2020-05-01', '2020-02-01'],
    };
    expect([0, 1, 2].sort(byAge(dated))).toEqual([2, 1, 0]);
    expect(publishedAs(dated, 1)).toBe('of 2020-01-31, known from 2020-05-01');
    expect(publishedAs(dated, 0)).toBe('of 2020-02-28');
  });

  it('is refused with a lag beside the days that the file gives', () => {
    const dated = { dates: ['2020-01-31'], availableFrom: ['2020-02-01'] };
    expect(thrown(() => knownFrom(dated, months, { days: 0 }, 'f.csv'))).toMatchObject({
      name: 'DataError',
      code: 'publication-twice',
      details: { file: 'f.csv' },
    });
  });

  it.each([
    ['a date', { dates: ['31.1.2020'], availableFrom: null }, 'invalid-date'],
    ['a day it was known', { dates: ['2020-01-31'], availableFrom: ['2020-02-30'] }, 'invalid-date'],
    ['too few days', { dates: ['2020-01-31', '2020-02-01'], availableFrom: ['2020-02-01'] }, 'wrong-length'],
  ])('is refused with %s that cannot be', (_, dated, code) => {
    expect(thrown(() => knownFrom(dated, months, undefined, 'f.csv')).code).toBe(code);
  });
});

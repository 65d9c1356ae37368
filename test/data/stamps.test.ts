import { describe, expect, it } from 'vitest';
import { dateOfDay } from '../../src/data/calendar.js';
import { medianSpacing, medianSpacings } from '../../src/data/spacing.js';
import { daysKnown, spanNotes, wholePeriods } from '../../src/data/stamps.js';
import type { PeriodTarget } from '../../src/data/stamps.js';
import { randomSource } from '../support/random.js';

const known = (stamps: string[], target?: PeriodTarget) => daysKnown(stamps, target).map(dateOfDay);

describe('the day from which a value counts', () => {
  it.each([
    [
      'a daily series has its own days, the first of a month and Mondays among them',
      ['2024-02-29', '2024-03-01', '2024-03-04', '2024-03-05'],
      null,
    ],
    [
      'months stamped on their first day end on their last',
      ['2024-01-01', '2024-02-01', '2024-03-01'],
      ['2024-01-31', '2024-02-29', '2024-03-31'],
    ],
    ['quarters are as long as the distance', ['2024-01-01', '2024-04-01'], ['2024-03-31', '2024-06-30']],
    [
      'years are the longest span',
      ['2020-01-01', '2021-01-01', '2024-01-01'],
      ['2020-12-31', '2021-12-31', '2024-12-31'],
    ],
    ['months stamped on their last day are what they say', ['2024-01-31', '2024-02-29'], null],
    ['Mondays alone stand for their weeks', ['2024-01-01', '2024-01-08'], ['2024-01-07', '2024-01-14']],
    ['Mondays behind another weekday do not', ['2023-12-29', '2024-01-08', '2024-01-15'], null],
    ['a value alone is what it says', ['2024-01-01'], null],
  ])('%s', (_, stamps, days) => {
    expect(known(stamps)).toEqual(days ?? stamps);
  });

  it('is the last trading day of a period that ends with the span, holidays aside, unless it goes on', () => {
    const stamps = ['2024-01-01', '2024-02-01', '2024-03-01'];
    const target = { frequency: 'month' as const, dates: ['2024-01-31', '2024-02-26', '2024-03-28'] };
    // 29 February is three weekdays behind the 26th, Good Friday the only one behind 28 March
    expect(known(stamps, target)).toEqual(['2024-01-31', '2024-02-29', '2024-03-28']);
    expect(known(stamps, { ...target, unfinished: true })[2]).toBe('2024-03-31');
    const weeks = { frequency: 'week' as const, dates: ['2024-03-22', '2024-03-28'] };
    expect(known(stamps, weeks)[2]).toBe('2024-03-28');
    const days = { frequency: 'day' as const, dates: ['2024-03-27', '2024-03-28', '2024-04-01'] };
    expect(known(stamps, days)[2]).toBe('2024-03-31');
  });

  it('says how many values count later than they are stamped', () => {
    expect(spanNotes('covariate x', ['2023-12-29', '2024-02-01', '2024-03-01'])).toEqual([
      'covariate x: 2 of 3 values are stamped on the first day of the month, quarter or week that they stand for, ' +
        'the first 2024-02-01; they count from its last day on',
    ]);
    expect(spanNotes('covariate x', ['2024-01-31', '2024-02-29'])).toEqual([]);
  });
});

describe('what stamps say', () => {
  const { uniform } = randomSource(5);
  const stampsOf = (gap: () => number): string[] => {
    let day = 18_000;
    return Array.from({ length: 60 }, () => dateOfDay((day += gap())));
  };
  const series: [string, string[]][] = [
    ['daily', stampsOf(() => 1 + Math.floor(3 * uniform()))],
    ['monthly', stampsOf(() => 28 + Math.floor(4 * uniform()))],
    ['irregular', stampsOf(() => 1 + Math.floor(90 * uniform() ** 3))],
    [
      'of months’ first days',
      Array.from({ length: 60 }, (_, k) => dateOfDay(Date.UTC(2015, k, 1) / 86_400_000)),
    ],
  ];

  it.each(series)('of a series that is %s does not depend on later stamps', (_, stamps) => {
    const [whole, days, medians] = [wholePeriods(stamps, 'month'), daysKnown(stamps), medianSpacings(stamps)];
    for (let n = 2; n < stamps.length; n++) {
      const before = stamps.slice(0, n);
      expect(wholePeriods(before, 'month')).toEqual(whole.slice(0, n));
      expect(daysKnown(before)).toEqual(days.slice(0, n));
      expect(medianSpacings(before)).toEqual(medians.slice(0, n));
    }
  });

  it.each(series)('includes the median distance of a series that is %s', (_, stamps) => {
    const medians = medianSpacings(stamps);
    for (let n = 2; n <= stamps.length; n++) expect(medians[n - 1]).toBe(medianSpacing(stamps.slice(0, n)));
    expect(medians[0]).toBe(medians[1]);
  });

  it('tells a month’s only value from the first of many', () => {
    const stamps = ['2024-01-31', '2024-02-29', '2024-03-28', '2024-04-02', '2024-04-30', '2024-05-31'];
    expect(wholePeriods(stamps, 'month')).toEqual([true, true, true, false, false, true]);
    expect(wholePeriods(stamps, 'day')).toEqual(stamps.map(() => false));
  });
});

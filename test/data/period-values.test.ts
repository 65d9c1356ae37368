import { describe, expect, it } from 'vitest';
import { parsePrices } from '../../src/data/parse-prices.js';
import { periodValues } from '../../src/data/period-values.js';
import type { Frequency } from '../../src/data/types.js';
import { thrown } from '../support/thrown.js';

const periods = (frequency: Frequency, ...dates: string[]) => ({ frequency, dates });
const values = (text: string) => parsePrices(`date,V\n${text}`, { input: 'values' });
const options = { column: 'V', name: 'v.csv' };

describe('values of a series at the end of each period', () => {
  const daily = values(
    '2023-12-28,7\n2023-12-29,8\n2024-01-30,1\n2024-01-31,-2\n2024-02-15,3\n2024-02-28,4\n2024-02-29,\n2024-03-01,50\n2024-03-27,6\n2024-04-02,99\n',
  );
  const months = periods('month', '2024-01-31', '2024-02-29', '2024-03-28');

  it('are the last ones dated at or before it, of any sign', () => {
    expect([...periodValues(daily, months, options)]).toEqual([-2, 4, 6]);
  });

  it('are those of as many periods before as the lag says, of the calendar before the first', () => {
    expect([...periodValues(daily, months, { ...options, lag: { periods: 1 } })]).toEqual([8, -2, 4]);
  });

  it('are those known as many days before as the lag says', () => {
    expect([...periodValues(daily, months, { ...options, lag: { days: 1 } })]).toEqual([1, 4, 6]);
    // of 16 January, 14 February and 13 March: no value of the ten days before them
    expect([...periodValues(daily, months, { ...options, lag: { days: 15 } })]).toEqual([NaN, NaN, NaN]);
    // of 3 January, 1 February and 29 February
    expect([...periodValues(daily, months, { ...options, lag: { days: 28 } })]).toEqual([8, -2, 4]);
  });

  it('may be changes, each from the period before', () => {
    expect([...periodValues(daily, months, { ...options, as: 'change' })]).toEqual([-10, 6, 2]);
    const lagged = periodValues(daily, months, { ...options, as: 'change', lag: { periods: 1 } });
    expect([...lagged]).toEqual([NaN, -10, 6]);
  });

  it('of days come from the weekdays before the first one', () => {
    // Friday the 5th, Monday the 8th, Wednesday the 10th
    const file = values('2024-01-04,1\n2024-01-05,2\n2024-01-08,4\n2024-01-09,8\n2024-01-10,16\n');
    const days = periods('day', '2024-01-08', '2024-01-10');
    expect([...periodValues(file, days, { ...options, as: 'change' })]).toEqual([2, 12]);
    expect([...periodValues(file, days, { ...options, lag: { periods: 2 } })]).toEqual([1, 2]);
  });

  it('of weeks come from the Sunday before the first one', () => {
    const file = values('2024-01-05,2\n2024-01-08,3\n2024-01-12,4\n');
    expect([...periodValues(file, periods('week', '2024-01-12'), { ...options, as: 'change' })]).toEqual([2]);
  });

  it('are missing before the series begins, and where its last value is too old', () => {
    const file = values('2024-01-31,1\n2024-02-19,2\n2024-02-20,3\n2024-02-21,4\n2024-05-31,9\n');
    const target = periods('month', '2023-12-29', '2024-01-31', '2024-03-01', '2024-03-28', '2024-05-31');
    expect([...periodValues(file, target, options)]).toEqual([NaN, 1, 4, NaN, 9]);
  });

  it('may come once a quarter', () => {
    const file = values('2023-12-31,1\n2024-03-31,2\n2024-06-30,3\n');
    const target = periods('month', '2024-01-31', '2024-02-29', '2024-03-28', '2024-04-30');
    expect([...periodValues(file, target, options)]).toEqual([1, 1, 1, 2]);
  });

  it('stamped on the first of the month are averages, known at its end', () => {
    const file = values('2024-01-01,1\n2024-02-01,2\n2024-03-01,3\n2024-04-01,4\n');
    expect([...periodValues(file, months, options)]).toEqual([1, 2, 3]);
    expect([...periodValues(file, months, { ...options, lag: { days: 1 } })]).toEqual([NaN, 1, 2]);
    const days = periods('day', '2024-01-30', '2024-01-31', '2024-02-15', '2024-02-29');
    expect([...periodValues(file, days, options)]).toEqual([NaN, 1, 1, 2]);
  });

  it('never come from behind it, though the series comes once a month', () => {
    const file = values('2024-02-29,1\n2024-03-31,2\n2024-04-30,3\n');
    const target = periods('month', '2024-02-29', '2024-03-28', '2024-04-30');
    expect([...periodValues(file, target, options)]).toEqual([1, 1, 3]);
  });

  it('need a column of the table and finite numbers', () => {
    expect(thrown(() => periodValues(daily, months, { ...options, column: 'W' }))).toMatchObject({
      code: 'unknown-ticker',
    });
    const infinite = { ...daily, prices: daily.prices.map((value) => (value === 3 ? Infinity : value)) };
    expect(thrown(() => periodValues(infinite, months, options))).toMatchObject({
      name: 'DataError',
      code: 'not-finite',
      details: { ticker: 'V', date: '2024-02-15' },
    });
  });
});

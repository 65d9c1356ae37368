import { describe, expect, it } from 'vitest';
import { alignSeries } from '../../src/data/align-series.js';
import { parsePrices } from '../../src/data/parse-prices.js';
import type { Frequency } from '../../src/data/types.js';
import { thrown } from '../support/thrown.js';

const periods = (frequency: Frequency, ...dates: string[]) => ({ frequency, dates });
const returns = (text: string) => parsePrices(text, { input: 'returns' });

describe('a market series of another file', () => {
  const monthStarts = parsePrices('date,price\nJan 1 2000,100\nFeb 1 2000,110\nMar 1 2000,55\n');

  it('matches months by the calendar, whatever the stamps', () => {
    const target = periods('month', '2000-02-29', '2000-03-31');
    expect([...alignSeries(monthStarts, target)]).toEqual([110 / 100 - 1, -0.5]);
  });

  it('uses the last price of each month where it is daily, and nothing beyond the periods', () => {
    const daily = parsePrices(
      'date,M\n2024-01-30,9\n2024-01-31,10\n2024-02-01,99\n2024-02-29,20\n2024-03-28,30\n2024-04-02,1\n2024-06-03,7\n',
    );
    expect([...alignSeries(daily, periods('month', '2024-02-29', '2024-03-29'))]).toEqual([1, 0.5]);
  });

  it('counts what it knows behind the last date of a period in the next one', () => {
    const daily = 'date,M\n2024-01-31,10\n2024-02-28,20\n2024-02-29,40\n2024-03-27,50\n';
    const target = periods('month', '2024-02-28', '2024-03-27');
    expect([...alignSeries(parsePrices(daily), target)]).toEqual([1, 1.5]);
    const changes = returns('date,M\n2024-02-01,0.5\n2024-02-28,1\n2024-02-29,0.5\n2024-03-27,1\n');
    expect([...alignSeries(changes, target, { input: 'returns' })]).toEqual([2, 2]);
  });

  it('of whole months has them whatever rows follow, such as one of today', () => {
    const target = periods('month', '2000-02-29', '2000-03-30');
    for (const stamps of [
      ['01-01', '02-01', '03-01'],
      ['01-31', '02-29', '03-31'],
      ['01-15', '02-14', '03-15'],
    ]) {
      const rows = stamps.map((stamp, k) => `2000-${stamp},${[100, 110, 55][k]}\n`).join('');
      for (const later of ['', '2000-04-20,99\n', '2000-04-03,99\n2000-04-04,98\n2000-04-05,97\n'])
        expect([...alignSeries(parsePrices(`date,M\n${rows}${later}`), target)]).toEqual([
          110 / 100 - 1,
          -0.5,
        ]);
    }
  });

  it('of whole months is refused where the month goes on behind the table’s date', () => {
    const march = periods('month', '2000-02-29', '2000-03-24');
    const ends = parsePrices('date,M\n2000-01-31,1\n2000-02-29,2\n2000-03-31,3\n');
    for (const series of [monthStarts, ends])
      expect(thrown(() => alignSeries(series, march, { name: 'index.csv' }))).toMatchObject({
        code: 'missing-period',
        details: { file: 'index.csv', period: '2000-03', date: '2000-03-24' },
      });
    const kept = { ...periods('month', '2000-02-29', '2000-03-30'), unfinished: true as const };
    expect(thrown(() => alignSeries(ends, kept)).message).toBe(
      'the series: the value of 2000-03-31 stands for all of 2000-03, of which the table ends on 2000-03-30; ' +
        'it may come from behind that date',
    );
  });

  it('of weeks stamped on Monday never sees past a month’s end', () => {
    // the week to 4 February belongs to February, that to 3 March to March, as 1 March is a trading day
    const weeks = parsePrices(
      'date,M\n2024-01-15,1\n2024-01-22,2\n2024-01-29,4\n2024-02-05,8\n2024-02-12,16\n2024-02-19,32\n2024-02-26,64\n2024-03-04,1\n2024-03-11,1\n2024-03-18,1\n2024-03-25,128\n',
    );
    expect([...alignSeries(weeks, periods('month', '2024-02-29', '2024-03-28'))]).toEqual([15, 3]);
  });

  it('compounds what lies between two days of the table', () => {
    const prices = parsePrices(
      'date,M\n2024-01-04,1\n2024-01-05,10\n2024-01-08,20\n2024-01-09,30\n2024-01-10,40\n',
    );
    const days = periods('day', '2024-01-08', '2024-01-10');
    expect([...alignSeries(prices, days)]).toEqual([1, 1]);
    const same = returns('date,M\n2024-01-05,9\n2024-01-08,1\n2024-01-09,0.5\n2024-01-10,0.5\n');
    expect([...alignSeries(same, days, { input: 'returns' })]).toEqual([1, 1.25]);
  });

  it('compounds returns within weeks', () => {
    const daily = returns('date,M\n2025-09-15,1\n2025-09-16,1\n2025-09-22,0.5\n2025-09-26,-0.5\n');
    const target = periods('week', '2025-09-19', '2025-09-26');
    expect([...alignSeries(daily, target, { input: 'returns' })]).toEqual([3, -0.25]);
  });

  it('is one column of a file of several', () => {
    const file = parsePrices('date,A,B\n2024-01-31,1,1\n2024-02-29,2,3\n');
    expect([...alignSeries(file, periods('month', '2024-02-29'), { column: 'B' })]).toEqual([2]);
    expect(thrown(() => alignSeries(file, periods('month', '2024-02-29'), { name: 'f.csv' }))).toMatchObject({
      name: 'DataError',
      code: 'ambiguous-column',
      message: 'f.csv has 2 columns (A, B) and none is asked for',
    });
    expect(
      thrown(() => alignSeries(file, periods('month', '2024-02-29'), { name: 'f.csv', column: 'b' })),
    ).toMatchObject({
      code: 'unknown-ticker',
      message: "f.csv has no column 'b'",
      hint: 'did you mean "B"?',
    });
  });

  it('is skipped where its cells are blank', () => {
    const holiday = parsePrices('date,M\n2024-01-31,1\n2024-02-28,2\n2024-02-29,\n2024-03-29,3\n');
    expect([...alignSeries(holiday, periods('month', '2024-02-28', '2024-03-28'))]).toEqual([1, 0.5]);
  });

  it('may end on a Friday before the weekend that ends the month', () => {
    const daily = parsePrices('date,M\n2024-02-29,1\n2024-03-01,1\n2024-03-04,1\n2024-03-29,2\n');
    expect([...alignSeries(daily, periods('month', '2024-03-31'))]).toEqual([1]);
  });

  it.each([
    [
      'lacks the base of the first return',
      monthStarts,
      periods('month', '2000-01-31', '2000-02-29'),
      '2000-01',
      'it runs from 2000-01-01 to 2000-03-01',
    ],
    [
      'ends too early',
      monthStarts,
      periods('month', '2000-02-29', '2000-03-31', '2000-04-28', '2000-05-31'),
      '2000-04',
      'it runs from 2000-01-01 to 2000-03-01',
    ],
    [
      'ends before the last day of the last month',
      parsePrices('date,M\n2024-02-28,1\n2024-02-29,1\n2024-03-26,1\n2024-03-27,1\n2024-03-28,2\n'),
      periods('month', '2024-03-29'),
      '2024-03',
      'it runs from 2024-02-28 to 2024-03-28',
    ],
    [
      'lacks a day of the table',
      parsePrices('date,M\n2024-01-04,1\n2024-01-05,2\n2024-01-09,3\n'),
      periods('day', '2024-01-05', '2024-01-08', '2024-01-09'),
      '2024-01-08',
      'it runs from 2024-01-04 to 2024-01-09',
    ],
    [
      'has a month without a price in the middle',
      parsePrices('date,M\n2024-01-30,1\n2024-01-31,2\n2024-03-28,3\n2024-03-29,3\n'),
      periods('month', '2024-02-29', '2024-03-29'),
      '2024-02',
      'it runs from 2024-01-30 to 2024-03-29',
    ],
  ])('%s: the first such period is named', (_, series, target, period, range) => {
    expect(thrown(() => alignSeries(series, target, { name: 'index.csv' }))).toMatchObject({
      name: 'DataError',
      code: 'missing-period',
      message: `index.csv has no return for ${period}; ${range}`,
      details: { file: 'index.csv', period },
    });
  });

  it('of returns must begin where the first period does', () => {
    const daily = returns('date,M\n2024-01-15,0.1\n2024-01-16,0.1\n2024-02-28,0.1\n2024-02-29,0.1\n');
    expect(
      thrown(() => alignSeries(daily, periods('month', '2024-01-31'), { input: 'returns' })).message,
    ).toBe('the series has no return for 2024-01; it runs from 2024-01-15 to 2024-02-29');
    expect(alignSeries(daily, periods('month', '2024-02-29'), { input: 'returns' })[0]).toBeCloseTo(0.21, 15);
  });

  it('is too coarse for shorter periods', () => {
    expect(thrown(() => alignSeries(monthStarts, periods('week', '2000-02-04')))).toMatchObject({
      name: 'DataError',
      code: 'too-coarse',
      message: 'the series: half of the dates are 29 days apart or more, too far for the frequency week',
    });
  });
});

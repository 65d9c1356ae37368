import { describe, expect, it } from 'vitest';
import { toReturns } from '../../src/data/to-returns.js';
import { priceTable, weekdayPrices } from '../support/price-tables.js';
import { thrown } from '../support/thrown.js';

describe('a table that gives no returns', () => {
  const days = weekdayPrices('2024-01-01', '2024-03-29');
  const monthly = priceTable(
    ['A'],
    [
      ['2024-01-31', 1],
      ['2024-02-29', 1],
      ['2024-03-29', 1],
    ],
  );

  it.each([
    ['day', monthly, 'half of the dates are 29 days apart or more, too far for the frequency day'],
    ['week', monthly, 'half of the dates are 29 days apart or more, too far for the frequency week'],
    [
      'month',
      priceTable(
        ['A'],
        [
          ['2023-12-29', 1],
          ['2024-03-29', 1],
          ['2024-06-28', 1],
        ],
      ),
      'half of the dates are 91 days apart or more, too far for the frequency month',
    ],
  ] as const)('is too coarse for the frequency %s', (frequency, prices, problem) => {
    expect(thrown(() => toReturns(prices, { frequency }))).toMatchObject({
      name: 'DataError',
      code: 'too-coarse',
      message: `the table: ${problem}`,
      details: { frequency },
    });
  });

  it('lacks a whole month or week, which is named', () => {
    const gap = {
      ...days,
      prices: days.prices.map((price, row) => (days.dates[row].startsWith('2024-02') ? NaN : price)),
    };
    expect(thrown(() => toReturns(gap))).toMatchObject({
      name: 'DataError',
      code: 'missing-period',
      message: 'the table has no date in 2024-02, between 2024-01-31 and 2024-03-01',
      details: { period: '2024-02', previous: '2024-01-31', next: '2024-03-01' },
    });
    expect(thrown(() => toReturns(gap, { frequency: 'week' })).message).toBe(
      'the table has no date in 2024-W06, between 2024-01-31 and 2024-03-01',
    );
  });

  it('ends before the second period does', () => {
    expect(thrown(() => toReturns(days, { to: '2024-02-15' }))).toMatchObject({
      name: 'DataError',
      code: 'too-few-periods',
      message: 'prices from 2024-01-01 to 2024-02-15 give no return of a whole month',
    });
  });

  it.each([
    [
      { from: '2025-01-01' },
      'the table has no values from 2025-01-01; its dates are 2024-01-01 to 2024-03-29',
    ],
    [
      { from: '2022-01-01', to: '2022-12-31' },
      'the table has no values from 2022-01-01 to 2022-12-31; its dates are 2024-01-01 to 2024-03-29',
    ],
  ])('has no dates in the range %j', (range, message) => {
    expect(thrown(() => toReturns(days, range))).toMatchObject({
      name: 'DataError',
      code: 'no-dates',
      message,
    });
  });

  it('lacks a ticker asked for', () => {
    expect(thrown(() => toReturns(days, { assets: ['a'] }))).toMatchObject({
      name: 'DataError',
      code: 'unknown-ticker',
      message: "the table has no ticker 'a'",
      hint: 'did you mean "A"?',
    });
  });

  it.each([
    [{ frequency: 'year' }, "frequency is 'year'"],
    [{ input: 'levels' }, "input is 'levels'"],
    [{ incompletePeriod: 'fill' }, "incompletePeriod is 'fill'"],
    [{ from: '1/2/2024' }, "from is '1/2/2024', not an ISO date"],
    [{ from: '2024-02-01', to: '2024-01-01' }, 'from is 2024-02-01, later than to, 2024-01-01'],
  ])('is not looked at with the options %j', (options, message) => {
    expect(thrown(() => toReturns(days, options as object))).toMatchObject({
      name: 'ConfigError',
      code: 'invalid-option',
      message,
    });
  });

  it.each([
    [
      'wrong-length',
      { ...days, prices: new Float64Array(3) },
      'prices has 3 elements when 65 dates × 1 assets are expected',
    ],
    ['duplicate-asset', priceTable(['A', 'A'], [['2024-01-31', 1, 1]]), 'asset A appears twice'],
    ['invalid-date', priceTable(['A'], [['31/1/2024', 1]]), "'31/1/2024' is not an ISO date"],
    [
      'dates-not-ascending',
      priceTable(
        ['A'],
        [
          ['2024-01-31', 1],
          ['2024-01-31', 1],
        ],
      ),
      'the date 2024-01-31 stands behind 2024-01-31',
    ],
    ['non-positive-price', priceTable(['A'], [['2024-01-31', 0]]), 'the price of A on 2024-01-31 is 0'],
    [
      'non-positive-price',
      priceTable(['A'], [['2024-01-31', Infinity]]),
      'the price of A on 2024-01-31 is Infinity',
    ],
  ])('breaks the promises of its type: %s', (code, prices, message) => {
    expect(thrown(() => toReturns(prices))).toMatchObject({ name: 'DataError', code, message });
  });
});

it('returns that are mostly beyond 100 % look like prices', () => {
  const table = {
    assets: ['AAA'],
    dates: ['2020-01-31', '2020-02-29', '2020-03-31'],
    prices: Float64Array.of(0.5, 101, 102),
  };
  expect(thrown(() => toReturns(table, { input: 'returns' }))).toMatchObject({
    code: 'looks-like-prices',
    details: { ticker: 'AAA', date: '2020-02-29', value: 101, large: 2, values: 3 },
  });
  const half = { ...table, prices: Float64Array.of(0.5, 1.5, NaN) };
  expect(toReturns(half, { input: 'returns' }).returns[1]).toBe(1.5);
});

import { describe, expect, it } from 'vitest';
import { toReturns } from '../../src/data/to-returns.js';
import type { PriceTable } from '../../src/data/types.js';
import { thrown } from '../support/thrown.js';

/** A table of rows [date, …values]; null is missing. */
function table(assets: string[], rows: [string, ...(number | null)[]][]): PriceTable {
  const values = rows.flatMap(([, ...cells]) => cells.map((cell) => cell ?? NaN));
  return { assets, dates: rows.map(([date]) => date), prices: Float64Array.from(values) };
}

/** One row a weekday from `first` to `last`, its price the ordinal of the row. */
function weekdays(first: string, last: string): PriceTable {
  const rows: [string, number][] = [];
  for (let time = Date.parse(first); time <= Date.parse(last); time += 86_400_000) {
    const day = new Date(time);
    if (day.getUTCDay() % 6 !== 0) rows.push([day.toISOString().slice(0, 10), rows.length + 1]);
  }
  return table(['A'], rows);
}

describe('returns of a month', () => {
  const daily = table(
    ['A', 'B'],
    [
      ['2024-01-30', 90, 20],
      ['2024-01-31', 100, 25],
      ['2024-02-01', 110, null],
      ['2024-02-28', 120, 30],
      ['2024-02-29', 125, null],
      ['2024-03-28', 100, 15],
      ['2024-03-29', 150, 45],
    ],
  );

  it('divide the last price of a month by the last one of the month before', () => {
    const { assets, dates, returns, frequency, notes } = toReturns(daily, { frequency: 'month' });
    expect({ assets, dates, frequency, notes }).toEqual({
      assets: ['A', 'B'],
      dates: ['2024-02-29', '2024-03-29'],
      frequency: 'month',
      notes: [],
    });
    expect([...returns]).toEqual([125 / 100 - 1, 30 / 25 - 1, 150 / 125 - 1, 45 / 30 - 1]);
  });

  it('are the default', () => {
    expect(toReturns(daily)).toEqual(toReturns(daily, { frequency: 'month' }));
  });

  it('take a first month that began before the data as a base', () => {
    expect(toReturns(daily, { from: '2024-01-31' })).toEqual(toReturns(daily));
  });

  it('are missing in a month without any price of the asset, and in the next', () => {
    const gap = table(
      ['A', 'B'],
      [
        ['2024-01-31', 1, 1],
        ['2024-02-29', 2, null],
        ['2024-03-29', 4, 4],
        ['2024-04-30', 8, 6],
      ],
    );
    expect([...toReturns(gap).returns]).toEqual([1, NaN, 1, NaN, 1, 0.5]);
  });

  it('are missing before an asset is listed and after it is gone', () => {
    const ragged = table(
      ['OLD', 'NEW'],
      [
        ['2024-01-31', 1, null],
        ['2024-02-15', 2, 3],
        ['2024-02-29', null, 4],
        ['2024-03-29', null, 5],
      ],
    );
    expect([...toReturns(ragged).returns]).toEqual([1, NaN, NaN, 0.25]);
  });

  it('follow the assets asked for, in their order', () => {
    const { assets, returns } = toReturns(daily, { assets: ['B'] });
    expect(assets).toEqual(['B']);
    expect([...returns]).toEqual([30 / 25 - 1, 45 / 30 - 1]);
  });

  it('leave out dates on which no asset in use has a price, and say so', () => {
    const { dates, notes } = toReturns(daily, { assets: ['B'] });
    expect(dates).toEqual(['2024-02-28', '2024-03-29']);
    expect(notes).toEqual(['dates on which no asset has a value are left out: 2, the first 2024-02-01']);
  });

  it('use the dates from the first to the last asked for, both included', () => {
    const { dates, returns } = toReturns(weekdays('2024-01-01', '2024-06-28'), {
      from: '2024-02-29',
      to: '2024-04-30',
    });
    expect(dates).toEqual(['2024-03-29', '2024-04-30']);
    // 29 February, 29 March and 30 April 2024 are the 44th, 65th and 87th weekdays of the year
    expect([...returns]).toEqual([65 / 44 - 1, 87 / 65 - 1]);
  });
});

describe('an incomplete last period', () => {
  const untilFriday = weekdays('2025-07-01', '2025-09-26');

  it('is dropped by default, with a note', () => {
    const { dates, notes } = toReturns(untilFriday);
    expect(dates).toEqual(['2025-08-29']);
    expect(notes).toEqual(['2025-09 ends 2025-09-26: dropped, 2 weekdays are missing']);
  });

  it('is kept when asked for, with a note', () => {
    const { dates, returns, notes } = toReturns(untilFriday, { incompletePeriod: 'keep' });
    expect(dates).toEqual(['2025-08-29', '2025-09-26']);
    // weekdays: 23 in July, 21 in August, 20 to 26 September
    expect([...returns]).toEqual([44 / 23 - 1, 64 / 44 - 1]);
    expect(notes).toEqual(['2025-09 ends 2025-09-26: kept, 2 weekdays are missing']);
  });

  it('is none when only a weekend is left of it', () => {
    const { dates, notes } = toReturns(weekdays('2025-07-01', '2025-08-29'));
    expect(dates).toEqual(['2025-08-29']);
    expect(notes).toEqual([]);
  });

  it('is noted in the singular for one weekday', () => {
    expect(toReturns(weekdays('2025-07-01', '2025-09-29')).notes).toEqual([
      '2025-09 ends 2025-09-29: dropped, 1 weekday is missing',
    ]);
  });

  it('is a week too', () => {
    const { dates, notes } = toReturns(weekdays('2025-09-08', '2025-09-24'), { frequency: 'week' });
    expect(dates).toEqual(['2025-09-19']);
    expect(notes).toEqual(['2025-W39 ends 2025-09-24: dropped, 2 weekdays are missing']);
  });

  it('is never a week whose Friday is New Year', () => {
    const { dates, notes } = toReturns(weekdays('2020-12-14', '2020-12-31'), { frequency: 'week' });
    expect(dates).toEqual(['2020-12-25', '2020-12-31']);
    expect(notes).toEqual([]);
  });

  it('is none where the table goes on after it, so that a holiday at its end does not matter', () => {
    // Good Friday, 29 March 2024, was no trading day
    const all = weekdays('2024-02-01', '2024-04-30');
    const rows = all.dates.flatMap((date, row): [string, number][] =>
      date === '2024-03-29' ? [] : [[date, all.prices[row]]],
    );
    const { dates, notes } = toReturns(table(['A'], rows), { to: '2024-03-31' });
    expect(dates).toEqual(['2024-03-28']);
    expect(notes).toEqual([]);
  });

  it('is one where the table goes on within it after the last date asked for', () => {
    const { dates, notes } = toReturns(weekdays('2024-02-01', '2024-04-30'), { to: '2024-04-26' });
    expect(dates).toEqual(['2024-03-29']);
    expect(notes).toEqual(['2024-04 ends 2024-04-26: dropped, 2 weekdays are missing']);
  });
});

describe('returns of a week', () => {
  it('run over ISO weeks, also over the turn of the year', () => {
    const { dates, returns } = toReturns(
      table(
        ['A'],
        [
          ['2024-12-26', 9],
          ['2024-12-27', 10],
          ['2024-12-30', 11],
          ['2025-01-02', 12],
          ['2025-01-03', 15],
          ['2025-01-10', 30],
        ],
      ),
      { frequency: 'week' },
    );
    expect(dates).toEqual(['2025-01-03', '2025-01-10']);
    expect([...returns]).toEqual([0.5, 1]);
  });

  it('keep data that come once a week, stamped on Monday, under the date of the week’s end', () => {
    const mondays = table(
      ['A'],
      [
        ['2025-09-08', 1],
        ['2025-09-15', 2],
        ['2025-09-22', 3],
      ],
    );
    expect(toReturns(mondays, { frequency: 'week' })).toMatchObject({
      dates: ['2025-09-21', '2025-09-28'],
      returns: Float64Array.of(1, 0.5),
      notes: [
        "the data come once a week already, stamped on its first day: stamps relabelled to the week's end",
      ],
    });
  });
});

describe('returns of a day', () => {
  it('run from row to row, over weekends and holidays, and are missing beside a missing price', () => {
    const { dates, returns, notes } = toReturns(
      table(
        ['A', 'B'],
        [
          ['2024-01-04', 1, 1],
          ['2024-01-05', 2, null],
          ['2024-01-08', 3, 4],
          ['2024-01-10', 6, 5],
        ],
      ),
      { frequency: 'day' },
    );
    expect(dates).toEqual(['2024-01-05', '2024-01-08', '2024-01-10']);
    expect([...returns]).toEqual([1, NaN, 0.5, NaN, 1, 0.25]);
    expect(notes).toEqual([]);
  });
});

describe('monthly data', () => {
  it('stamped on the first of the month get the date of the month’s end, with a note', () => {
    const stamps = table(
      ['A'],
      [
        ['2000-01-01', 10],
        ['2000-02-01', 11],
        ['2000-03-01', 22],
      ],
    );
    expect(toReturns(stamps)).toEqual({
      assets: ['A'],
      dates: ['2000-02-29', '2000-03-31'],
      returns: Float64Array.of(11 / 10 - 1, 1),
      frequency: 'month',
      notes: [
        "the data come once a month already, stamped on its first day: stamps relabelled to the month's end",
      ],
    });
  });

  it('keep other stamps and are complete whatever weekdays follow', () => {
    const { dates, notes } = toReturns(
      table(
        ['A'],
        [
          ['2024-01-15', 1],
          ['2024-02-15', 2],
          ['2024-03-15', 3],
        ],
      ),
    );
    expect(dates).toEqual(['2024-02-15', '2024-03-15']);
    expect(notes).toEqual([]);
  });
});

describe('returns from returns', () => {
  const rows: [string, number | null, number | null][] = [
    ['2023-12-29', 0.5, 0.5],
    ['2024-01-02', 0.1, null],
    ['2024-01-31', 0.2, 0.2],
    ['2024-02-01', -0.5, 0.25],
    ['2024-02-29', 0.5, 1],
  ];

  it('compound within the month, and are missing where any of them is', () => {
    const { dates, returns, notes } = toReturns(table(['A', 'B'], rows), { input: 'returns' });
    expect(dates).toEqual(['2024-01-31', '2024-02-29']);
    expect(returns[0]).toBeCloseTo(0.32, 15);
    expect([...returns.slice(1)]).toEqual([NaN, -0.25, 1.5]);
    expect(notes).toEqual(['2023-12 begins 2023-12-29: dropped, 20 weekdays are missing']);
  });

  it('have no base: a first month is whole from its first weekday that is not New Year', () => {
    const { dates, notes } = toReturns(table(['A', 'B'], rows.slice(1)), { input: 'returns' });
    expect(dates).toEqual(['2024-01-31', '2024-02-29']);
    expect(notes).toEqual([]);
  });

  it('keep an incomplete first month when asked for', () => {
    const { dates, returns, notes } = toReturns(table(['A', 'B'], rows), {
      input: 'returns',
      incompletePeriod: 'keep',
    });
    expect(dates[0]).toBe('2023-12-29');
    expect([...returns.slice(0, 2)]).toEqual([0.5, 0.5]);
    expect(notes).toEqual(['2023-12 begins 2023-12-29: kept, 20 weekdays are missing']);
  });

  it('know from dates before the first one asked for that its month is whole', () => {
    const { dates } = toReturns(weekdaysOfReturns('2024-01-02', '2024-04-30'), {
      input: 'returns',
      from: '2024-02-01',
    });
    expect(dates).toEqual(['2024-02-29', '2024-03-29', '2024-04-30']);
  });

  it('stay what they are, to the last bit, where they are of the same period', () => {
    const monthly = table(
      ['A'],
      [
        ['2024-01-31', 0.1],
        ['2024-02-29', -0.003],
        ['2024-03-29', 1e-9],
      ],
    );
    expect([...toReturns(monthly, { input: 'returns' }).returns]).toEqual([0.1, -0.003, 1e-9]);
  });

  function weekdaysOfReturns(first: string, last: string): PriceTable {
    const days = weekdays(first, last);
    return { ...days, prices: days.prices.map(() => 0.001) };
  }

  it('agree with returns from the prices that they add up to', () => {
    const prices = weekdays('2024-01-01', '2024-06-28');
    const daily = toReturns(prices, { frequency: 'day' });
    const fromReturns = toReturns(
      { assets: ['A'], dates: daily.dates, prices: daily.returns },
      { input: 'returns' },
    );
    const fromPrices = toReturns(prices);
    expect(fromReturns.dates.slice(1)).toEqual(fromPrices.dates);
    fromPrices.returns.forEach((value, t) => expect(fromReturns.returns[t + 1]).toBeCloseTo(value, 13));
  });
});

describe('a table that gives no returns', () => {
  const days = weekdays('2024-01-01', '2024-03-29');
  const monthly = table(
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
      table(
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
      hint: "did you mean 'A'?",
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
      'wrong-size',
      { ...days, prices: new Float64Array(3) },
      'the table has 3 prices for 65 dates × 1 assets',
    ],
    ['duplicate-ticker', table(['A', 'A'], [['2024-01-31', 1, 1]]), 'the table: the ticker A stands twice'],
    ['invalid-date', table(['A'], [['31/1/2024', 1]]), "'31/1/2024' is not an ISO date"],
    [
      'dates-not-ascending',
      table(
        ['A'],
        [
          ['2024-01-31', 1],
          ['2024-01-31', 1],
        ],
      ),
      'the date 2024-01-31 stands behind 2024-01-31',
    ],
    ['non-positive-price', table(['A'], [['2024-01-31', 0]]), 'the price of A on 2024-01-31 is 0'],
    [
      'non-positive-price',
      table(['A'], [['2024-01-31', Infinity]]),
      'the price of A on 2024-01-31 is Infinity',
    ],
  ])('breaks the promises of its type: %s', (code, prices, message) => {
    expect(thrown(() => toReturns(prices))).toMatchObject({ name: 'DataError', code, message });
  });
});

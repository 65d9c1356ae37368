import { describe, expect, it } from 'vitest';
import { toReturns } from '../../src/data/to-returns.js';
import type { PriceTable } from '../../src/data/types.js';
import { priceTable, weekdayPrices } from '../support/price-tables.js';
import { thrown } from '../support/thrown.js';

describe('returns of a month', () => {
  const daily = priceTable(
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
      notes: [
        "1 price at a month's end is older than its last date, the first B's of 2024-02-28 for 2024-02-29",
      ],
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
    const gap = priceTable(
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
    const ragged = priceTable(
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

  it('may be log returns, of prices and of returns', () => {
    const { returns } = toReturns(daily, { returns: 'log' });
    // R 4.2: log(125/100), log(30/25), log(150/125), log(45/30)
    const expected = [0.22314355131420976, 0.18232155679395459, 0.18232155679395459, 0.40546510810816438];
    expected.forEach((value, cell) => expect(returns[cell]).toBeCloseTo(value, 15));
    const table = priceTable(
      ['F'],
      [
        ['2024-01-15', 1],
        ['2024-01-31', -0.5],
        ['2024-02-29', 0.02],
      ],
    );
    const compounded = toReturns(table, { input: 'returns', returns: 'log', incompletePeriod: 'keep' });
    expect(compounded.returns[0]).toBe(0);
    expect(compounded.returns[1]).toBeCloseTo(0.019802627296179712, 16);
    const error = thrown(() => toReturns(daily, { returns: 'excess' as 'log' }));
    expect(error).toMatchObject({ code: 'invalid-option', details: { option: 'returns' } });
  });

  it('use the dates from the first to the last asked for, both included', () => {
    const { dates, returns } = toReturns(weekdayPrices('2024-01-01', '2024-06-28'), {
      from: '2024-02-29',
      to: '2024-04-30',
    });
    expect(dates).toEqual(['2024-03-29', '2024-04-30']);
    // 29 February, 29 March and 30 April 2024 are the 44th, 65th and 87th weekdays of the year
    expect([...returns]).toEqual([65 / 44 - 1, 87 / 65 - 1]);
  });
});

describe('returns of a week', () => {
  it('run over ISO weeks, also over the turn of the year', () => {
    const { dates, returns } = toReturns(
      priceTable(
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
    const mondays = priceTable(
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
      priceTable(
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
    const stamps = priceTable(
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

  it('stamped so keep their dates when a row of today follows, which is a month that has not ended', () => {
    const rows: [string, number][] = [
      ['2000-01-01', 10],
      ['2000-02-01', 11],
      ['2000-03-01', 22],
    ];
    const months = toReturns(priceTable(['A'], rows));
    const sameMonth = toReturns(priceTable(['A'], [...rows, ['2000-04-01', 33], ['2000-04-12', 44]]));
    const nextMonth = toReturns(priceTable(['A'], [...rows, ['2000-04-12', 44]]));
    for (const { dates, returns, notes } of [sameMonth, nextMonth]) {
      expect(dates).toEqual(months.dates);
      expect(returns).toEqual(months.returns);
      expect(notes).toEqual(['2000-04 ends 2000-04-12: dropped, 12 weekdays are missing', ...months.notes]);
    }
    const kept = toReturns(priceTable(['A'], [...rows, ['2000-04-12', 44]]), { incompletePeriod: 'keep' });
    expect(kept.dates).toEqual([...months.dates, '2000-04-12']);
    expect(kept.unfinished).toBe(true);
    expect(kept.notes[1]).toContain("stamps up to that of 2000-03-01 relabelled to the month's end");
  });

  it('keep other stamps and are complete whatever weekdays follow', () => {
    const { dates, notes } = toReturns(
      priceTable(
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
    const { dates, returns, notes } = toReturns(priceTable(['A', 'B'], rows), { input: 'returns' });
    expect(dates).toEqual(['2024-01-31', '2024-02-29']);
    expect(returns[0]).toBeCloseTo(0.32, 15);
    expect([...returns.slice(1)]).toEqual([NaN, -0.25, 1.5]);
    expect(notes).toEqual(['2023-12 begins 2023-12-29: dropped, 20 weekdays are missing']);
  });

  it('that come once a month have a whole first one, whatever rows follow', () => {
    const monthly: [string, number][] = [
      ['2024-01-31', 0.1],
      ['2024-02-29', 0.2],
      ['2024-03-28', 0.3],
    ];
    for (const later of [[], [['2024-04-10', 0.1] as const, ['2024-04-12', 0.1] as const]]) {
      const table = priceTable(['A'], [...monthly, ...later.map(([date, r]): [string, number] => [date, r])]);
      expect(toReturns(table, { input: 'returns' }).dates).toEqual(monthly.map(([date]) => date));
    }
  });

  it('have no base: a first month is whole from its first weekday that is not New Year', () => {
    const { dates, notes } = toReturns(priceTable(['A', 'B'], rows.slice(1)), { input: 'returns' });
    expect(dates).toEqual(['2024-01-31', '2024-02-29']);
    expect(notes).toEqual([]);
  });

  it('keep an incomplete first month when asked for', () => {
    const { dates, returns, notes } = toReturns(priceTable(['A', 'B'], rows), {
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
    const monthly = priceTable(
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
    const days = weekdayPrices(first, last);
    return { ...days, prices: days.prices.map(() => 0.001) };
  }

  it('agree with returns from the prices that they add up to', () => {
    const prices = weekdayPrices('2024-01-01', '2024-06-28');
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

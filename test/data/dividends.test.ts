import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adjustForDividends,
  type EventTable,
  parseEvents,
  parsePrices,
  type PriceTable,
  toReturns,
} from '../../src/browser.js';
import { priceTable } from '../support/price-tables.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

const events = (...rows: [string, string, number][]): EventTable => ({
  assets: rows.map(([asset]) => asset),
  dates: rows.map(([, date]) => date),
  values: Float64Array.from(rows, ([, , value]) => value),
});

const closes = priceTable(
  ['A', 'B'],
  [
    ['2024-01-02', 100, 10],
    ['2024-01-03', 99, 11],
    ['2024-01-04', 101, null],
    ['2024-01-08', 50, 12],
    ['2024-02-01', 55, 12],
  ],
);

describe('prices of total return', () => {
  it('add a dividend to the return of its ex-date, by hand', () => {
    const table = adjustForDividends(closes, events(['A', '2024-01-03', 2]));
    const { returns } = toReturns(table, { frequency: 'day' });
    expect(returns[0]).toBeCloseTo((99 + 2) / 100 - 1, 15);
    expect(returns[2]).toBeCloseTo(101 / 99 - 1, 15);
    expect(table.prices[0]).toBe(100);
    // the other asset and what comes before keep their bits
    expect([1, 3, 7, 9].map((cell) => table.prices[cell])).toEqual([10, 11, 12, 12]);
  });

  it('chain daily total returns to those of months', () => {
    const table = adjustForDividends(closes, events(['A', '2024-01-08', 5], ['A', '2024-02-01', 1]));
    const { returns } = toReturns(table, { frequency: 'month', incompletePeriod: 'keep' });
    // from the close of 8 January on: 55 and a dividend of 1 for 50
    expect(returns[0]).toBeCloseTo(56 / 50 - 1, 15);
  });

  it('count a split, and a dividend of the same day as one of a new share', () => {
    const dividends = events(['A', '2024-01-08', 1]);
    const table = adjustForDividends(closes, dividends, { splits: events(['A', '2024-01-08', 2]) });
    expect(table.prices[6] / table.prices[4]).toBeCloseTo((2 * (50 + 1)) / 101, 15);
    const splitsAlone = adjustForDividends(closes, null, { splits: events(['A', '2024-01-08', 2]) });
    expect(splitsAlone.prices[6]).toBe(100);
  });

  it('count an event on a day without a price at the next close, and say so', () => {
    const table = adjustForDividends(closes, events(['A', '2024-01-06', 1], ['B', '2024-01-04', 0.5]));
    expect(table.prices[6]).toBeCloseTo(50 * (1 + 1 / 50), 13);
    expect(table.prices[7]).toBeCloseTo(12.5, 13);
    expect(table.notes).toEqual([
      'prices are of total return: 2 dividends are in them',
      "2 events are on days without a price, and count at the next close, the first A's of 2024-01-06 on 2024-01-08",
    ]);
  });

  it('leave out, and name, what lies before the first or after the last price, and tickers without prices', () => {
    const table = adjustForDividends(
      closes,
      events(['A', '2024-01-02', 1], ['A', '2024-03-01', 1], ['ZZZ', '2024-01-03', 1]),
    );
    expect(table.prices).toEqual(closes.prices);
    expect(table.notes).toEqual([
      'prices are of total return: 0 dividends are in them',
      'dividends: tickers without prices are left out: ZZZ',
      "2 events are left out, not after the first price and up to the last, the first A's of 2024-01-02",
    ]);
  });

  it('are refused with a dividend that is not below the price before', () => {
    expect(thrown(() => adjustForDividends(closes, events(['B', '2024-01-03', 10])))).toMatchObject({
      code: 'dividend-above-price',
      details: { ticker: 'B', date: '2024-01-03', value: 10, price: 10 },
    });
    // 60 for one old share of 101 is more than a new one of 50.5 was worth
    const splits = events(['A', '2024-01-08', 2]);
    expect(
      thrown(() => adjustForDividends(closes, events(['A', '2024-01-08', 60]), { splits })),
    ).toMatchObject({ code: 'dividend-above-price', details: { price: 50.5 } });
  });

  it('are refused with tickers of which none has prices, and with tables that break their promises', () => {
    expect(thrown(() => adjustForDividends(closes, events(['AA', '2024-01-03', 1])))).toMatchObject({
      code: 'unknown-ticker',
    });
    const twice = events(['A', '2024-01-03', 1], ['A', '2024-01-03', 1]);
    expect(thrown(() => adjustForDividends(closes, twice))).toMatchObject({ code: 'duplicate-date' });
    expect(thrown(() => adjustForDividends(closes, events(['A', '2024-01-03', -1])))).toMatchObject({
      code: 'invalid-event',
    });
    expect(thrown(() => adjustForDividends(closes, events(['A', '3 Jan', 1])))).toMatchObject({
      code: 'invalid-date',
    });
    expect(thrown(() => adjustForDividends(closes, { ...twice, values: Float64Array.of(1) }))).toMatchObject({
      code: 'wrong-length',
    });
  });

  it('are worth what shares bought of every dividend are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const { uniform } = randomSource(seed);
        const dates = Array.from({ length: 30 }, (_, t) => `2024-01-${String(t + 1).padStart(2, '0')}`);
        const prices = dates.map(() => (uniform() < 0.1 ? NaN : 50 + 50 * uniform()));
        prices[0] = 80;
        const table: PriceTable = { assets: ['A'], dates, prices: Float64Array.from(prices) };
        const own: [string, string, number][] = [];
        const splits: [string, string, number][] = [];
        for (const date of dates.slice(1)) {
          if (uniform() < 0.2) own.push(['A', date, 5 * uniform()]);
          if (uniform() < 0.1) splits.push(['A', date, [2, 0.5, 3][Math.floor(3 * uniform())]]);
        }
        // reinvested at the close of each day with a price: cash waits for it
        let [shares, cash] = [1, 0];
        const expected = dates.map((date, t) => {
          shares *= splits.find(([, day]) => day === date)?.[2] ?? 1;
          cash += shares * (own.find(([, day]) => day === date)?.[2] ?? 0);
          if (Number.isNaN(prices[t])) return NaN;
          shares += cash / prices[t];
          cash = 0;
          return shares * prices[t];
        });
        const adjusted = adjustForDividends(table, events(...own), { splits: events(...splits) });
        adjusted.prices.forEach((price, t) => {
          if (Number.isNaN(expected[t])) expect(price).toBeNaN();
          else expect(Math.abs(price / expected[t] - 1)).toBeLessThan(1e-13);
        });
      }),
    );
  });

  it('do not depend on later dividends', () => {
    const all = [['A', '2024-01-03', 2] as const, ['A', '2024-02-01', 3] as const].map(([...row]) => row);
    const early = adjustForDividends(closes, events(...(all.slice(0, 1) as [string, string, number][])));
    const late = adjustForDividends(closes, events(...(all as [string, string, number][])));
    expect(late.prices.slice(0, 8)).toEqual(early.prices.slice(0, 8));
    expect(late.prices[8]).not.toBe(early.prices[8]);
  });
});

describe('files of events', () => {
  it('are read long and wide, blank cells and dividends of 0 being none', () => {
    const long = parseEvents(
      'date,symbol,amount\n2024-01-03,A,0.5\n2024-01-04,B,0\n2024-01-05,B,\n',
      'dividends',
    );
    const wide = parseEvents('date,A,B\n2024-01-03,0.5,\n2024-01-04,,0\n', 'dividends');
    expect(long).toEqual(events(['A', '2024-01-03', 0.5]));
    expect(wide).toEqual(long);
  });

  it('have columns of other names where the format says so', () => {
    const text = 'Ex Date;Share;Cash;Note\n3/1/2024;A;0.5;x\n';
    const format = { date: 'Ex Date', symbol: 'Share', value: 'Cash', dateOrder: 'dmy' } as const;
    expect(parseEvents(text, 'dividends', format)).toEqual(events(['A', '2024-01-03', 0.5]));
  });

  it.each([
    ['date,symbol,amount\n2024-01-03,A,-1\n', 'dividends', 'invalid-event'],
    ['date,symbol,ratio\n2024-01-03,A,0\n', 'splits', 'invalid-event'],
    ['date,symbol,return\n2024-01-03,A,-1.5\n', 'delistingReturns', 'invalid-event'],
    ['date,symbol,amount\n2024-01-03,A,x\n', 'dividends', 'not-a-number'],
    ['date,symbol,amount\n2024-01-03,A,1\n2024-01-03,A,2\n', 'dividends', 'duplicate-date'],
    ['date,symbol,price\n2024-01-03,A,1\n', 'dividends', 'missing-column'],
    ['date,symbol,amount\n2024-01-03,,1\n', 'dividends', 'blank-ticker'],
    ['date,A,\n2024-01-03,1,2\n', 'dividends', 'unnamed-column'],
    ['date\n2024-01-03\n', 'dividends', 'no-tickers'],
  ] as const)('are refused where %j', (text, kind, code) => {
    expect(thrown(() => parseEvents(text, kind))).toMatchObject({ code });
  });

  it('say where the value that cannot be stands', () => {
    const error = thrown(() =>
      parseEvents('date,symbol,amount\n2024-01-02,A,1\n2024-01-03,A,-1\n', 'dividends', { name: 'd.csv' }),
    );
    expect(error).toMatchObject({
      details: { file: 'd.csv', line: 3, ticker: 'A', date: '2024-01-03', value: -1 },
    });
  });

  it('fit prices read from a file', () => {
    const prices = parsePrices('date,A\n2024-01-02,100\n2024-01-03,99\n');
    const dividends = parseEvents('date,A\n2024-01-03,1\n', 'dividends');
    expect(adjustForDividends(prices, dividends).prices[1]).toBeCloseTo(100, 13);
  });
});

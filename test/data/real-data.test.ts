import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alignSeries } from '../../src/data/align-series.js';
import { readPrices } from '../../src/data/read-prices.js';
import { riskFreeReturns } from '../../src/data/risk-free.js';
import { toReturns } from '../../src/data/to-returns.js';
import { hasShared, shared } from '../support/shared.js';

const vega = (name: string) => resolve(import.meta.dirname, '../../node_modules/vega-datasets/data', name);

describe('monthly stocks and an index of vega-datasets', () => {
  it('become aligned monthly returns', async () => {
    const table = toReturns(await readPrices(vega('stocks.csv')));
    expect(table.assets).toEqual(['MSFT', 'AMZN', 'IBM', 'GOOG', 'AAPL']);
    expect([table.dates.length, table.dates[0], table.dates.at(-1)]).toEqual([
      122,
      '2000-02-29',
      '2010-03-31',
    ]);
    expect(table.notes).toEqual([
      "the data come once a month already, stamped on its first day: stamps relabelled to the month's end",
    ]);
    // MSFT 39.81 on Jan 1 2000, 36.35 on Feb 1 2000; AAPL 204.62 on Feb 1 2010, 223.02 on Mar 1 2010
    expect(table.returns[0]).toBe(36.35 / 39.81 - 1);
    expect(table.returns.at(-1)).toBe(223.02 / 204.62 - 1);
    const market = alignSeries(await readPrices(vega('sp500.csv')), table, { column: 'price' });
    // 1394.46 on Jan 1 2000, 1366.42 on Feb 1 2000
    expect([market.length, market[0]]).toEqual([122, 1366.42 / 1394.46 - 1]);
  });

  it('lack GOOG until the month after its first price, of August 2004', async () => {
    const { assets, dates, returns } = toReturns(await readPrices(vega('stocks.csv')));
    const google = dates.map((_, t) => returns[t * assets.length + assets.indexOf('GOOG')]);
    expect(dates[google.findIndex((value) => !Number.isNaN(value))]).toBe('2004-09-30');
    expect(google.slice(google.findIndex((value) => !Number.isNaN(value))).some(Number.isNaN)).toBe(false);
  });
});

describe.skipIf(!hasShared)('ten daily ETFs and a bond yield', () => {
  it('become 220 monthly returns until August 2025', async () => {
    const prices = await readPrices(shared('data/etf10_adj.csv'));
    const { dates, returns, notes } = toReturns(prices);
    expect([prices.dates.length, dates.length, dates[0], dates.at(-1)]).toEqual([
      4647,
      220,
      '2007-05-31',
      '2025-08-29',
    ]);
    expect(notes).toEqual(['2025-09 ends 2025-09-26: dropped, 2 weekdays are missing']);
    expect(returns.some(Number.isNaN)).toBe(false);
    const price = (date: string) => prices.prices[prices.dates.indexOf(date) * 10];
    expect(returns[0]).toBe(price('2007-05-31') / price('2007-04-30') - 1);
  });

  it('have weekly returns whose last week is whole', async () => {
    const { dates, notes } = toReturns(await readPrices(shared('data/etf10_adj.csv')), { frequency: 'week' });
    expect([dates[0], dates.at(-1), notes]).toEqual(['2007-04-20', '2025-09-26', []]);
  });

  it('have the yield of the month’s end before as risk-free rate', async () => {
    const target = toReturns(await readPrices(shared('data/etf10_adj.csv')));
    const percent = await readPrices(shared('data/us10y_daily.csv'), { input: 'returns' });
    const rates = { ...percent, prices: percent.prices.map((value) => value / 100) };
    const riskFree = riskFreeReturns(rates, target);
    const april = percent.prices[percent.dates.indexOf('2007-04-30')];
    expect(april).toBeGreaterThan(4);
    expect(riskFree[0]).toBeCloseTo((1 + april / 100) ** (1 / 12) - 1, 15);
  });
});

import type { BacktestConfig, PriceTable } from '../../src/index.js';
import type { JobResult, SweepConfig } from '../../src/sweep/types.js';
import { randomSource } from './random.js';

/** Prices at the ends of six years of weeks, of five assets around a market, the first; seeded. */
export function weeklyPrices(seed = 3, weeks = 313): PriceTable {
  const assets = ['MKT', 'AAA', 'BBB', 'CCC', 'DDD'];
  const { normal } = randomSource(seed);
  const level = assets.map(() => 100);
  const dates = Array.from({ length: weeks }, (_, t) =>
    new Date(Date.UTC(2014, 11, 26 + 7 * t)).toISOString().slice(0, 10),
  );
  const prices = dates.flatMap(() => {
    const market = 0.001 + 0.015 * normal();
    return level.map((price, i) => {
      const own = i === 0 ? 0 : 0.01 * normal();
      return (level[i] = price * (1 + (0.6 + 0.2 * i) * market + own));
    });
  });
  return { assets, dates, prices: Float64Array.from(prices) };
}

export function csvOf({ assets, dates, prices }: PriceTable): string {
  const rows = dates.map((date, t) =>
    [date, ...prices.subarray(t * assets.length, (t + 1) * assets.length)].join(),
  );
  return `${['date', ...assets].join()}\n${rows.join('\n')}\n`;
}

export const weeklyBase: BacktestConfig = {
  prices: 'prices.csv',
  market: 'MKT',
  frequency: 'month',
  backtest: { train: 24, rebalance: 3, costs: 0.001 },
  strategies: [{ name: 'systematic' }, { name: 'ledoitWolf' }, { name: 'equalWeight' }],
};

/** Six points of two strategies, and a baseline that is none of them: 13 backtests. */
export const weeklySweep: SweepConfig = {
  base: weeklyBase,
  strategies: ['systematic', 'ledoitWolf'],
  space: {
    grid: { 'backtest.train': [18, 24, 30], 'strategy.maxWeights': [0.4, 1] },
  },
};

/** A result whose bytes are of no matter. */
export function emptyResult(job: string): JobResult {
  return {
    ...{ job, windows: 1, refused: 0, milliseconds: 1 },
    backtests: new Uint8Array(),
    returns: new Uint8Array(),
  };
}

import type { BacktestConfig, BacktestResult, PriceTable } from '../../src/browser.js';
import { changedPrices, simulatedPrices } from './simulated-prices.js';

const assets = ['SPY', 'IWM', 'EFA', 'EEM', 'AGG', 'GLD', 'VNQ', 'TLT'];

/** Monthly prices of eight assets, 220 decisions with 36 months to train on. */
export const months = simulatedPrices({ seed: 71, assets, months: 257 });

export const everyMonth: BacktestConfig = {
  market: 'SPY',
  frequency: 'month',
  model: { minHeritability: 0 },
  backtest: { train: 36, rebalance: 1 },
};

/** Posterior covariances beside that of the model, whose priors the engine weighs from window to window. */
export const weighed: BacktestConfig = {
  ...everyMonth,
  strategies: [
    { name: 'posterior' },
    { name: 'total' },
    { name: 'capped', covariance: 'posterior', maxWeights: 0.3 },
  ],
};

/** The same where half-lives leave windows to the host. */
export const weighedByHost: BacktestConfig = {
  ...everyMonth,
  backtest: { train: 36, rebalance: 4 },
  strategies: [
    { name: 'posterior' },
    { name: 'auto', covariance: 'posterior', halfLife: 'auto' },
    { name: 'recent', covariance: 'posterior', halfLife: 18 },
  ],
};

/** A run whose windows the host puts together, with fewer of them: it is slow. */
export const byHost: BacktestConfig = {
  ...everyMonth,
  market: 'average',
  backtest: { train: 36, rebalance: 4 },
};

/** Loadings that move, whose filter is of the engine's second module. */
export const moving: BacktestConfig = {
  ...everyMonth,
  backtest: { train: 36, rebalance: 3 },
  strategies: [
    { name: 'filtered' },
    { name: 'filteredSystematic' },
    { name: 'sample', objective: 'targetReturn', targetReturn: 9, fallback: ['filtered'] },
  ],
};

/** Draws from a posterior, of the second module too. */
export const averaging: BacktestConfig = {
  ...everyMonth,
  backtest: { train: 36, rebalance: 24 },
  strategies: [{ name: 'averaged' }],
};

/** An asset that is listed late, one with a gap, one that is delisted, and a heritability that is sometimes too low. */
export const holes = changedPrices(months, (price, date, asset) =>
  (asset === 'GLD' && date < '2015-03') ||
  (asset === 'EFA' && date.startsWith('2018-05-31')) ||
  (asset === 'VNQ' && date > '2026-06')
    ? NaN
    : price,
);
export const fallbacks: BacktestConfig = { ...everyMonth, model: { minHeritability: 0.05 } };

/**
 * Five assets of which none may be more than 0.24 of the whole: while one of them is away nothing does what is asked, and
 * each window keeps what is left of the one before. That is so in windows 50 to 88, 64 among them, where a chunk begins.
 */
export const capped: BacktestConfig = {
  ...everyMonth,
  assets: ['SPY', 'IWM', 'EFA', 'EEM', 'AGG'],
  strategies: ['systematic', 'sample', 'equalWeight'].map((name) => ({ name, maxWeights: 0.24 })),
};
export const away = changedPrices(months, (price, date, asset) =>
  asset === 'EFA' && date > '2017-03' && date < '2017-06' ? NaN : price,
);

/** Every window weighs what it buys and sells against what is held of the one before. */
export const costly: BacktestConfig = {
  ...everyMonth,
  strategies: [
    { name: 'sample', objective: 'meanVariance', riskAversion: 20, transactionCosts: 0.01 },
    { name: 'least', covariance: 'ledoitWolf', minPosition: 0.1, cardinality: 3 },
  ],
};

/** The first of so many dates. */
export function until(table: PriceTable, dates: number): PriceTable {
  return {
    ...table,
    dates: table.dates.slice(0, dates),
    prices: table.prices.slice(0, dates * table.assets.length),
  };
}

/** Everything a result says, every number of it with its bits. */
export function bitsOf(result: BacktestResult): { text: string; columns: string[] } {
  const hex = (values: Float64Array): string =>
    Array.from(new BigUint64Array(values.slice().buffer), (bits) => bits.toString(16)).join();
  return {
    text: JSON.stringify(result),
    columns: result.strategies.flatMap(({ columns }) => {
      const { costsByKind, ...others } = columns!;
      return Object.values<Float64Array>({ ...others, ...costsByKind }).map(hex);
    }),
  };
}

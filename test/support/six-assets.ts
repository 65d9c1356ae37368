import { type BacktestConfig, type BacktestResult, backtest } from '../../src/browser.js';
import { engines } from './engines.js';
import { simulatedPrices } from './simulated-prices.js';

export const tickers = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'VNQ'];

/** 30 monthly returns of six assets. */
export const data = simulatedPrices({ seed: 21, assets: tickers, months: 31 });

/** Four decisions on them. */
export const config: BacktestConfig = {
  market: 'SPY',
  model: { minHeritability: 0 },
  backtest: { train: 18, rebalance: 3, costs: 0.001 },
};

export const [[, engine]] = engines;

/** That backtest, of other prices or with other fields. */
export const run = (table = data, changes: Partial<BacktestConfig> = {}) =>
  backtest(engine, table, { ...config, ...changes });

export const strategyOf = (result: BacktestResult, name: string) =>
  result.strategies.find((s) => s.name === name)!;

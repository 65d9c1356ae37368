import type { BacktestConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import type { PriceTable } from '../data/types.js';
import { type BacktestOptions, backtestOn } from './backtest.js';
import type { BacktestResult } from './types.js';

/**
 * Walk-forward backtest, see {@link browser.backtest}, with Node's threads for workers: the same arguments, errors and result.
 */
export function backtest(
  engine: Engine,
  data: PriceTable,
  config: BacktestConfig,
  options: BacktestOptions = {},
): Promise<BacktestResult> {
  return backtestOn(() => import('./parallel/node-threads.js'), engine, data, config, options);
}

import type { BacktestConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import type { PriceTable } from '../data/types.js';
import { type PickNowOptions, pickNowOn } from './now.js';
import type { SelectionDecision } from './types.js';

/**
 * The candidate that a selection picks now, see {@link browser.pickNow}, with Node's threads for workers: the same arguments, errors and result.
 */
export function pickNow(
  engine: Engine,
  data: PriceTable,
  config: BacktestConfig,
  options: PickNowOptions = {},
): Promise<SelectionDecision> {
  return pickNowOn(() => import('../backtest/parallel/node-threads.js'), engine, data, config, options);
}

import type { BacktestSources } from '../../src/backtest/inputs.types.js';
import type { BacktestConfig } from '../../src/config/types.js';
import type { PriceTable } from '../../src/data/types.js';

/** `examples/NAME.json` with the files that it names, from a folder of `prepareData`. */
export function exampleInputs(
  name: string,
  folder: string,
): Promise<{ config: BacktestConfig; prices: PriceTable; sources: BacktestSources }>;

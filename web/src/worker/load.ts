/** The configuration and every file that it names, from what the user gave to the page. */
import { configuredSources } from '../../../src/backtest/configured-sources.js';
import type { BacktestSources } from '../../../src/backtest/inputs.types.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import type { ResolvedConfig } from '../../../src/config/types.js';
import type { PriceTable } from '../../../src/data/types.js';
import { ConfigError } from '../../../src/errors.js';
import { fileNamed, readerOf, readTable } from './read-file.js';

export interface Loaded {
  config: ResolvedConfig;
  prices: PriceTable;
  sources: BacktestSources;
}

/** @throws ConfigError `missing-key` and `no-database` of prices, what `resolveConfig` throws and what files do */
export async function load(input: unknown, files: readonly File[]): Promise<Loaded> {
  const config = resolveConfig(input);
  if (config.prices === undefined) {
    throw new ConfigError('missing-key', 'the configuration names no prices', 'choose a file of prices', {
      path: 'prices',
    });
  }
  if (typeof config.prices === 'object' && 'duckdb' in config.prices) {
    throw new ConfigError(
      'no-database',
      'prices is a query to a database, which a page cannot ask',
      'choose a file of prices, or use the command line',
      { path: 'prices' },
    );
  }
  const { path, ...columns } = typeof config.prices === 'string' ? { path: config.prices } : config.prices;
  const prices = await readTable(fileNamed(files, path, 'prices'), { input: config.input, ...columns });
  return { config, prices, sources: await configuredSources(config, readerOf(files)) };
}

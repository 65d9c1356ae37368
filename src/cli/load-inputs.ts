/** A configuration file and every file that it names. */
import { dirname, resolve } from 'node:path';
import { resolveConfig } from '../config/resolve.js';
import type { ResolvedConfig } from '../config/types.js';
import { type ConfigFiles, readFiles } from '../files/config-files.js';
import { readJson } from '../files/read-json.js';

export interface BacktestFiles extends ConfigFiles {
  config: ResolvedConfig;
}

/**
 * Reads a configuration and its files; relative paths start from the configuration's folder. Messages name files as
 * the configuration does.
 *
 * @param pricesPath takes the place of the configuration's prices; starts from the working directory
 * @throws ConfigError `config-not-found`, `config-not-readable`, `invalid-json` with line and column, `missing-key`
 *         without `prices`, and what `resolveConfig` throws
 * @throws DataError what `readPrices` and `configuredSources` throw
 */
export async function loadInputs(configPath: string, pricesPath?: string): Promise<BacktestFiles> {
  const config = resolveConfig(await readJson(configPath, `configuration ${configPath}`));
  if (pricesPath !== undefined) config.prices = withPath(config.prices, resolve(pricesPath));
  return { config, ...(await readFiles(config, dirname(configPath), configPath)) };
}

/** The same columns in another file. */
function withPath(prices: ResolvedConfig['prices'], path: string): ResolvedConfig['prices'] {
  if (typeof prices !== 'object') return path;
  if (!('duckdb' in prices)) return { ...prices, path };
  const { date, symbol, price, dateOrder, timeZone } = prices;
  return { path, date, symbol, price, dateOrder, timeZone };
}

/** The files that a configuration names, read from their folder. */
import { resolve } from 'node:path';
import { configuredSources } from '../backtest/configured-sources.js';
import type { BacktestSources } from '../backtest/inputs.types.js';
import type { ResolvedConfig, SeriesFile } from '../config/types.js';
import type { PriceFormat } from '../data/price-layout.js';
import { readPrices, readText } from '../data/read-prices.js';
import { queryPrices } from '../data/sources/duckdb.js';
import type { PriceTable } from '../data/types.js';
import { ConfigError, DataError } from '../errors.js';

export interface ConfigFiles {
  prices: PriceTable;
  /** what `market`, `riskFree`, `membership`, `classes`, `covariates`, `kernels`, `dividends` and the like name files for */
  sources: BacktestSources;
}

/**
 * Reads every file that a configuration names. Messages name files as the configuration does.
 *
 * @param folder that relative paths start from
 * @param name of the configuration in messages
 * @throws ConfigError `missing-key` without `prices`
 * @throws DataError what `readPrices` and `configuredSources` throw
 */
export async function readFiles(config: ResolvedConfig, folder: string, name: string): Promise<ConfigFiles> {
  if (config.prices === undefined) {
    throw new ConfigError(
      'missing-key',
      `${name} names no prices`,
      'set prices to the path of a CSV or Parquet file',
      { path: 'prices' },
    );
  }
  const prices = await readSource(config.prices, folder, config.input);
  const sources = await configuredSources(config, {
    text: (path, field) => readNamed(field, resolve(folder, path)),
    series: (field, file, input) => readFactor(field, file, folder, input),
  });
  return { prices, sources };
}

/** The prices of a file or of a query. */
async function readSource(
  source: NonNullable<ResolvedConfig['prices']>,
  folder: string,
  input: PriceFormat['input'],
): Promise<PriceTable> {
  if (typeof source === 'object' && 'duckdb' in source) {
    const { duckdb } = source;
    const path = duckdb === ':memory:' ? duckdb : resolve(folder, duckdb);
    return queryPrices({ ...source, input, name: duckdb, duckdb: path, folder: resolve(folder) });
  }
  const { path, ...columns } = typeof source === 'string' ? { path: source } : source;
  return readPrices({ path: resolve(folder, path), name: path, input, ...columns });
}

/** The text of the file that `field` names. */
async function readNamed(field: string, path: string): Promise<string> {
  try {
    return await readText(path);
  } catch (error) {
    if (!(error instanceof DataError) || error.code !== 'file-not-found') throw error;
    const details = { ...error.details, path: field };
    throw new DataError(error.code, `${error.message}, which ${field} names`, error.hint, details);
  }
}

/** The series that `field` names; nothing takes the place of a missing file, but what could is said. */
async function readFactor(
  field: string,
  { path, column, dateOrder, timeZone }: SeriesFile,
  folder: string,
  input: PriceFormat['input'],
): Promise<PriceTable> {
  try {
    return await readPrices({
      path: resolve(folder, path),
      name: path,
      assets: [column],
      input,
      dateOrder,
      timeZone,
    });
  } catch (error) {
    if (!(error instanceof DataError) || error.code !== 'file-not-found') throw error;
    const simulated =
      input === 'values'
        ? 'make simulated factors with mixfolio simulate --out FOLDER and name its factors.csv here'
        : 'start from simulated prices and factors: mixfolio simulate --out FOLDER writes them, and a configuration that runs on them';
    throw new DataError(
      error.code,
      `${error.message}, which ${field} is to come from`,
      `check the path, or ${simulated}`,
      { ...error.details, path: field },
    );
  }
}

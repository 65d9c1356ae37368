/** A configuration file and every file that it names. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { configuredSources } from '../backtest/configured-sources.js';
import type { BacktestSources } from '../backtest/inputs.types.js';
import { resolveConfig } from '../config/resolve.js';
import type { ResolvedConfig, SeriesFile } from '../config/types.js';
import type { PriceFormat } from '../data/price-layout.js';
import { readPrices, readText } from '../data/read-prices.js';
import { queryPrices } from '../data/sources/duckdb.js';
import type { PriceTable } from '../data/types.js';
import { ConfigError, DataError } from '../errors.js';
import { locateJsonError } from './locate-json-error.js';

export interface BacktestFiles {
  config: ResolvedConfig;
  prices: PriceTable;
  /** what `market`, `riskFree`, `membership`, `classes`, `covariates`, `kernels`, `dividends` and the like name files for */
  sources: BacktestSources;
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
  const config = resolveConfig(parseJson(await readConfig(configPath), configPath));
  if (pricesPath !== undefined) config.prices = withPath(config.prices, resolve(pricesPath));
  const folder = dirname(configPath);
  if (config.prices === undefined) {
    throw new ConfigError(
      'missing-key',
      `${configPath} names no prices`,
      'set prices to the path of a CSV or Parquet file',
      {
        path: 'prices',
      },
    );
  }
  const prices = await readSource(config.prices, folder, config.input);
  const sources = await configuredSources(config, {
    text: (path, field) => readNamed(field, resolve(folder, path)),
    series: (field, file, input) => readFactor(field, file, folder, input),
  });
  return { config, prices, sources };
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

/** The same columns in another file. */
function withPath(prices: ResolvedConfig['prices'], path: string): ResolvedConfig['prices'] {
  if (typeof prices !== 'object') return path;
  if (!('duckdb' in prices)) return { ...prices, path };
  const { date, symbol, price, dateOrder, timeZone } = prices;
  return { path, date, symbol, price, dateOrder, timeZone };
}

async function readConfig(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\ufeff/, '');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT'
      ? new ConfigError('config-not-found', `there is no configuration ${path}`, 'check the path', {
          file: path,
        })
      : new ConfigError(
          'config-not-readable',
          code === 'EISDIR'
            ? `the configuration ${path} is a folder`
            : `the configuration ${path} cannot be read (${code})`,
          'check that it is a file that you may read',
          { file: path, reason: code },
        );
  }
}

function parseJson(text: string, path: string): unknown {
  const place = locateJsonError(text);
  if (place === null) return JSON.parse(text);
  if (text.trim() === '') {
    throw new ConfigError('invalid-json', `${path} is empty`, 'write { "prices": …, "market": … }', {
      file: path,
    });
  }
  const { line, column, found } = place;
  throw new ConfigError(
    'invalid-json',
    `${path}, line ${line}, column ${column}: ${found === null ? 'the text ends too early' : `unexpected ${JSON.stringify(found)}`}`,
    'JSON wants double quotes, a comma between entries, none behind the last, and no comments',
    { file: path, line, column },
  );
}

/** A configuration file and every file that it names. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { resolveConfig } from '../config/resolve.js';
import type { ResolvedConfig } from '../config/types.js';
import { ConfigError } from '../errors.js';
import { type ConfigFiles, readFiles } from '../files/config-files.js';
import { locateJsonError } from './locate-json-error.js';

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
  const config = resolveConfig(parseJson(await readConfig(configPath), configPath));
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

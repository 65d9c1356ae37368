import { access } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { fetchPrices } from '../data/sources/yahoo.js';
import { ConfigError } from '../errors.js';
import { tableCsv } from './csv.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { checkFolder, writeOutputs } from './outputs.js';

/** The options of `mixfolio fetch`, as they were typed. */
export interface FetchCommand {
  /** separated by commas */
  tickers: string;
  from: string;
  /** last day; default today's, of UTC */
  to?: string;
  /** path of the CSV */
  out: string;
  cache?: string;
  force?: true;
}

/**
 * `mixfolio fetch`: writes adjusted closes of Yahoo Finance as a wide CSV, and says what each ticker has.
 *
 * @throws ConfigError `would-overwrite` unless forced, and what `fetchPrices` throws
 */
export async function runFetch(options: FetchCommand): Promise<ExitStatus> {
  const path = resolve(options.out);
  const { from, to = new Date().toISOString().slice(0, 10), cache } = options;
  const folder = dirname(path);
  await checkFolder(folder);
  if (!options.force && (await exists(path))) {
    throw new ConfigError(
      'would-overwrite',
      `there is a file ${path}`,
      'give --out another name, or --force',
      {
        file: path,
      },
    );
  }
  const tickers = options.tickers.split(',').map((ticker) => ticker.trim());
  const { assets, dates, prices } = await fetchPrices({ tickers, from, to, cache });
  await writeOutputs(
    folder,
    { [basename(path)]: tableCsv(assets, dates, prices) },
    new AbortController().signal,
  );
  const N = assets.length;
  const lines = assets.map((asset, j) => {
    const days = dates.filter((_, t) => !Number.isNaN(prices[t * N + j]));
    return `${asset}: ${days.length} days, ${days[0]} to ${days.at(-1)}\n`;
  });
  process.stdout.write(`${lines.join('')}${path} written\n`);
  return exitStatus.done;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

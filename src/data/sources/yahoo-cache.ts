import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../errors.js';

/** Prices of one ticker by day; null where one is missing. */
export interface TickerPrices {
  dates: string[];
  prices: (number | null)[];
}

/** Path of what is known of a ticker from one day to another. */
export function cachePath(folder: string, ticker: string, from: string, to: string): string {
  return join(folder, `${encodeURIComponent(ticker)}_${from}_${to}.json`);
}

/**
 * What a file of the cache has, null where there is none.
 *
 * @throws DataError `malformed-cache`
 */
export async function readCache(path: string): Promise<TickerPrices | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw malformed(path, (error as Error).message);
  }
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw malformed(path, 'it is no JSON');
  }
  const { dates, prices } = (found ?? {}) as Partial<TickerPrices>;
  if (!Array.isArray(dates) || !Array.isArray(prices) || dates.length !== prices.length)
    throw malformed(path, 'it has no dates and prices');
  return { dates, prices };
}

/** Writes a file of the cache, under another name first, so that none is ever half a file. */
export async function writeCache(folder: string, path: string, prices: TickerPrices): Promise<void> {
  await mkdir(folder, { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify(prices)}\n`);
  await rename(temporary, path);
}

function malformed(path: string, problem: string): DataError {
  return new DataError(
    'malformed-cache',
    `${path} cannot be used: ${problem}`,
    'delete it, so that it is fetched again',
    { file: path },
  );
}

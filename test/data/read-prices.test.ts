import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePrices } from '../../src/data/parse-prices.js';
import { readPrices } from '../../src/data/read-prices.js';
import { hasShared, shared } from '../support/shared.js';

const folder = mkdtempSync(join(tmpdir(), 'read-prices-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const text = 'date,SPY\n2024-01-31,100\n2024-02-29,110\n';

describe('reading prices from a file', () => {
  it('gives what its text does', async () => {
    const path = file('prices.csv', text);
    expect(await readPrices(path)).toEqual(parsePrices(text));
    expect(await readPrices(pathToFileURL(path))).toEqual(parsePrices(text));
  });

  it('inflates files whose name ends in .gz', async () => {
    expect(await readPrices(file('prices.csv.gz', gzipSync(text)))).toEqual(parsePrices(text));
  });

  it('takes column names with the path, as a configuration has them, and the rest from the options', async () => {
    const path = file('long.csv', 'day,id,last\n1/2/2024,A,-0.5\n2/2/2024,A,0.5\n');
    const source = { path, date: 'day', symbol: 'id', price: 'last' };
    expect(await readPrices(source, { input: 'returns', dateOrder: 'dmy' })).toEqual({
      assets: ['A'],
      dates: ['2024-02-01', '2024-02-02'],
      prices: Float64Array.of(-0.5, 0.5),
    });
  });

  it('names the path in errors of the content', async () => {
    const path = file('zero.csv', text.replace('110', '0'));
    await expect(readPrices(path)).rejects.toMatchObject({
      name: 'DataError',
      code: 'non-positive-price',
      message: `${path}, line 3: the price of SPY on 2024-02-29 is 0`,
    });
  });

  it.each([
    ['file-not-found', () => join(folder, 'none.csv'), (path: string) => `there is no file ${path}`],
    ['unreadable-file', () => folder, (path: string) => `${path} is a folder, not a file`],
    ['malformed-gzip', () => file('text.csv.gz', text), (path: string) => `${path} is not a whole gzip file`],
    [
      'malformed-gzip',
      () => file('half.csv.gz', gzipSync(text).subarray(0, 30)),
      (path: string) => `${path} is not a whole gzip file`,
    ],
    [
      'not-utf8',
      () => file('utf16.csv', Buffer.from(`\ufeff${text}`, 'utf16le')),
      (path: string) => `${path} is UTF-16, not UTF-8 text`,
    ],
  ])('refuses a file with the code %s', async (code, make, message) => {
    const path = make();
    await expect(readPrices(path)).rejects.toMatchObject({
      name: 'DataError',
      code,
      message: message(path),
      details: { file: path },
    });
  });

  it.skipIf(!hasShared)('reads a large gzipped file with late listings', async () => {
    const { assets, dates, prices } = await readPrices(shared('data/sp500_half_daily.csv.gz'));
    expect([assets.length, dates.length, dates[0], dates.at(-1)]).toEqual([
      243,
      2844,
      '2010-01-04',
      '2021-04-21',
    ]);
    expect(prices[0]).toBe(6.58274);
    expect(prices[assets.indexOf('ALLE')]).toBeNaN();
  });
});

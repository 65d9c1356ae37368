import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dataHash, dataHashBeside } from '../../src/data/data-hash.js';
import { parsePrices } from '../../src/data/parse-prices.js';

const text = 'date,MSFT,AAPL\n2000-01-31,39.81,25.940\n2000-02-29,36.35,\n';

/** SHA-256 of a line and of doubles behind it, made by Node. */
function sha256(line: string, ...prices: number[]): string {
  const doubles = Buffer.alloc(8 * prices.length);
  prices.forEach((price, k) => doubles.writeDoubleLE(price, 8 * k));
  return createHash('sha256').update(`${line}\n`, 'utf8').update(doubles).digest('hex');
}

const canonical = sha256('[["AAPL","MSFT"],["2000-01-31","2000-02-29"]]', 25.94, 39.81, NaN, 36.35);

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the data hash', () => {
  it('is the SHA-256 of the canonical bytes', () => {
    expect(dataHash(parsePrices(text))).toBe(canonical);
  });

  it('does not depend on layout, order of rows and columns, forms of dates or decimals', () => {
    const long = 'ticker,date,price\nMSFT,Feb 29 2000,36.35\nAAPL,20000131,25.94\nMSFT,Jan 31 2000,3.981e1\n';
    expect(dataHash(parsePrices(long))).toBe(canonical);
  });

  it('knows one zero and one missing value', () => {
    const dates = ['2000-01-31', '2000-02-29'];
    const nan = new Float64Array(BigUint64Array.of(0xfff8_0000_0000_0123n).buffer)[0];
    const table = { assets: ['A'], dates, prices: Float64Array.of(-0, nan) };
    expect(dataHash(table)).toBe(sha256('[["A"],["2000-01-31","2000-02-29"]]', 0, NaN));
  });

  it('sorts tickers by code unit', () => {
    const table = { assets: ['b', 'é', 'B,"2"'], dates: ['2000-01-31'], prices: Float64Array.of(1, 2, 3) };
    expect(dataHash(table)).toBe(sha256('[["B,\\"2\\"","b","é"],["2000-01-31"]]', 3, 1, 2));
  });

  it('is that of all rows of a long table', () => {
    const dates = Array.from({ length: 5000 }, (_, t) => String(t).padStart(10, '0'));
    const prices = dates.map((_, t) => 1 + t / 7);
    const table = { assets: ['A'], dates, prices: Float64Array.from(prices) };
    expect(dataHash(table)).toBe(sha256(JSON.stringify([['A'], dates]), ...prices));
  });

  it('is the same beside the calling thread, and where the platform has no SHA-256', async () => {
    await expect(dataHashBeside(parsePrices(text))).resolves.toBe(canonical);
    vi.stubGlobal('crypto', {});
    await expect(dataHashBeside(parsePrices(text))).resolves.toBe(canonical);
  });

  it('changes with any price, date or ticker', () => {
    const variants = [
      text,
      text.replace('36.35', '36.350001'),
      text.replace('02-29', '02-28'),
      text.replace('AAPL', 'AAPX'),
    ];
    expect(new Set(variants.map((variant) => dataHash(parsePrices(variant)))).size).toBe(4);
  });
});

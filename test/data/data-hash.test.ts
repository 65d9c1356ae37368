import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dataHash } from '../../src/data/data-hash.js';
import { parsePrices } from '../../src/data/parse-prices.js';

const text = 'date,MSFT,AAPL\n2000-01-31,39.81,25.940\n2000-02-29,36.35,\n';
const canonical = 'date,AAPL,MSFT\n2000-01-31,25.94,39.81\n2000-02-29,,36.35\n';
const sha256 = (message: string) => createHash('sha256').update(message, 'utf8').digest('hex');

describe('the data hash', () => {
  it('is the SHA-256 of the canonical text', () => {
    expect(dataHash(parsePrices(text))).toBe(sha256(canonical));
  });

  it('does not depend on layout, order of rows and columns, forms of dates or decimals', () => {
    const long = 'ticker,date,price\nMSFT,Feb 29 2000,36.35\nAAPL,20000131,25.94\nMSFT,Jan 31 2000,3.981e1\n';
    expect(dataHash(parsePrices(long))).toBe(sha256(canonical));
  });

  it('writes numbers in their shortest form that reads back', () => {
    const table = { assets: ['A'], dates: ['2000-01-31'], prices: Float64Array.of(0.1 + 0.2) };
    expect(dataHash(table)).toBe(sha256('date,A\n2000-01-31,0.30000000000000004\n'));
  });

  it('sorts tickers by code unit and quotes those with commas, quotes or line ends', () => {
    const table = { assets: ['b', 'é', 'B,"2"'], dates: ['2000-01-31'], prices: Float64Array.of(1, 2, 3) };
    expect(dataHash(table)).toBe(sha256('date,"B,""2""",b,é\n2000-01-31,3,1,2\n'));
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

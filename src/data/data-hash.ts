import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { PriceTable } from './types.js';

/** Rows that are put into one piece of bytes. */
const ROWS = 1024;

/**
 * SHA-256, in hexadecimal, of the canonical bytes of a price table: one line of JSON in UTF-8, `[tickers, dates]` and a line
 * feed, with tickers sorted by UTF-16 code unit and dates ascending; then the prices, dates × tickers in that order, as
 * little-endian doubles, a missing price as the bits 7ff8000000000000 and −0 as 0. The order of columns in a file, its
 * layout and its number of decimals therefore do not matter; every date, ticker and price does.
 */
export function dataHash({ assets, dates, prices }: PriceTable): string {
  const width = assets.length;
  const order = assets.map((_, j) => j).sort((a, b) => (assets[a] < assets[b] ? -1 : 1));
  const hash = sha256.create();
  hash.update(utf8ToBytes(`${JSON.stringify([order.map((j) => assets[j]), dates])}\n`));
  const piece = new DataView(new ArrayBuffer(8 * ROWS * width));
  for (let first = 0; first < dates.length; first += ROWS) {
    const end = Math.min(first + ROWS, dates.length);
    let at = 0;
    for (let t = first; t < end; t++) {
      for (let k = 0; k < width; k++, at += 8) {
        const price = prices[t * width + order[k]];
        if (Number.isNaN(price)) piece.setBigUint64(at, 0x7ff8_0000_0000_0000n, true);
        else piece.setFloat64(at, price + 0, true);
      }
    }
    hash.update(new Uint8Array(piece.buffer, 0, at));
  }
  return bytesToHex(hash.digest());
}

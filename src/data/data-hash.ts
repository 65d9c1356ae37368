import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { PriceTable } from './types.js';

/** Rows that are put into one piece of bytes, and bytes of tickers and dates. */
const ROWS = 256;
const BYTES = 32_768;

/**
 * SHA-256, in hexadecimal, of the canonical bytes of a price table: one line of JSON in UTF-8, `[tickers, dates]` and a line
 * feed, with tickers sorted by UTF-16 code unit and dates ascending; then the prices, dates × tickers in that order, as
 * little-endian doubles, a missing price as the bits 7ff8000000000000 and −0 as 0. The order of columns in a file, its
 * layout and its number of decimals therefore do not matter; every date, ticker and price does.
 */
export function dataHash(table: PriceTable): string {
  return dataHasher(table).digest();
}

/** The hash in the making, for a caller who has something else to do in between. */
export interface DataHasher {
  /** takes in the next labels or rows; false once there are no more */
  step: () => boolean;
  /** the hash, after the rows that are left */
  digest: () => string;
}

/** `dataHash` piece by piece. */
export function dataHasher({ assets, dates, prices }: PriceTable): DataHasher {
  const width = assets.length;
  const order = assets.map((_, j) => j).sort((a, b) => (assets[a] < assets[b] ? -1 : 1));
  const hash = sha256.create();
  let labels: Uint8Array | null = null;
  let from = 0;
  const piece = new DataView(new ArrayBuffer(8 * ROWS * width));
  let t = 0;
  const step = (): boolean => {
    labels ??= utf8ToBytes(`${JSON.stringify([order.map((j) => assets[j]), dates])}\n`);
    if (from < labels.length) {
      hash.update(labels.subarray(from, from + BYTES));
      from += BYTES;
      return true;
    }
    if (t === dates.length) return false;
    const end = Math.min(t + ROWS, dates.length);
    let at = 0;
    for (; t < end; t++) {
      for (let k = 0; k < width; k++, at += 8) {
        const price = prices[t * width + order[k]];
        if (Number.isNaN(price)) piece.setBigUint64(at, 0x7ff8_0000_0000_0000n, true);
        else piece.setFloat64(at, price + 0, true);
      }
    }
    hash.update(new Uint8Array(piece.buffer, 0, at));
    return true;
  };
  return {
    step,
    digest() {
      while (step());
      return bytesToHex(hash.digest());
    },
  };
}

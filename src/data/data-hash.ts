import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { PriceTable } from './types.js';

/**
 * SHA-256, in hexadecimal, of the canonical text of a price table:
 *
 *     date,AAPL,MSFT
 *     2000-01-31,25.94,39.81
 *     2000-02-29,,36.35
 *
 * UTF-8, a line feed after every line; tickers sorted by UTF-16 code unit, dates ascending; numbers in the shortest
 * decimal form that reads back to the same double, as ECMAScript writes them; missing prices blank. A ticker with a
 * comma, a quote or a line end is quoted as in CSV. The order of columns in a file, its layout and its number of
 * decimals therefore do not matter; every date, ticker and price does.
 */
export function dataHash(table: PriceTable): string {
  return dataHasher(table).digest();
}

/** The hash in the making, for a caller who has something else to do in between. */
export interface DataHasher {
  /** takes in the next rows, which takes far less than a millisecond; false once there are no more */
  step: () => boolean;
  /** the hash, after the rows that are left */
  digest: () => string;
}

/** Numbers that are written at once: many are faster, and a step is to be short. */
const CELLS = 500;

/** `dataHash` in steps. */
export function dataHasher({ assets, dates, prices }: PriceTable): DataHasher {
  const width = assets.length;
  const order = assets.map((_, j) => j).sort((a, b) => (assets[a] < assets[b] ? -1 : 1));
  const hash = sha256.create();
  const write = (text: string) => hash.update(utf8ToBytes(text));
  write(`${['date', ...order.map((j) => csvCell(assets[j]))].join(',')}\n`);
  const rows = Math.max(1, Math.floor(CELLS / width));
  let t = 0;
  const step = (): boolean => {
    if (t === dates.length) return false;
    let text = '';
    for (const end = Math.min(t + rows, dates.length); t < end; t++) {
      text += dates[t];
      for (const j of order) {
        const price = prices[t * width + j];
        text += Number.isNaN(price) ? ',' : `,${price}`;
      }
      text += '\n';
    }
    write(text);
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

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

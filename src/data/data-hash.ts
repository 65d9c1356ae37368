import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { PriceTable } from './types.js';

/**
 * SHA-256, in hexadecimal, of the canonical bytes of a price table: one line of JSON in UTF-8, `[tickers, dates]` and a line
 * feed, with tickers sorted by UTF-16 code unit and dates ascending; then the prices, dates × tickers in that order, as
 * little-endian doubles, a missing price as the bits 7ff8000000000000 and −0 as 0. The order of columns in a file, its
 * layout and its number of decimals therefore do not matter; every date, ticker and price does.
 */
export function dataHash(table: PriceTable): string {
  return bytesToHex(sha256(canonicalBytes(table)));
}

/** `dataHash` by the platform's own SHA-256, beside the calling thread, where it has one (pages from http have none). */
export async function dataHashBeside(table: PriceTable): Promise<string> {
  const subtle = (globalThis as { crypto?: Partial<Crypto> }).crypto?.subtle;
  if (subtle === undefined) return dataHash(table);
  return bytesToHex(new Uint8Array(await subtle.digest('SHA-256', canonicalBytes(table))));
}

function canonicalBytes({ assets, dates, prices }: PriceTable): Uint8Array<ArrayBuffer> {
  const width = assets.length;
  const order = assets.map((_, j) => j).sort((a, b) => (assets[a] < assets[b] ? -1 : 1));
  const labels = utf8ToBytes(`${JSON.stringify([order.map((j) => assets[j]), dates])}\n`);
  const bytes = new Uint8Array(labels.length + 8 * width * dates.length);
  bytes.set(labels);
  const view = new DataView(bytes.buffer);
  let at = labels.length;
  for (let t = 0; t < dates.length; t++) {
    for (let k = 0; k < width; k++, at += 8) {
      const price = prices[t * width + order[k]];
      if (Number.isNaN(price)) view.setBigUint64(at, 0x7ff8_0000_0000_0000n, true);
      else view.setFloat64(at, price + 0, true);
    }
  }
  return bytes;
}

/** The data of backtests as one block of bytes: a line of JSON in UTF-8 and a line feed, then little-endian doubles. */
import { createHash } from 'node:crypto';
import type { BacktestSources } from '../../backtest/inputs.types.js';
import type { PriceTable } from '../../data/types.js';
import { DataError } from '../../errors.js';
import { isObject } from '../../config/merge.js';
import type { DataBundle } from '../types.js';

/** What backtests read beside their configuration. */
export interface BundledData {
  prices: PriceTable;
  sources: BacktestSources;
}

/** Stands in the JSON for an array of so many doubles, which follow each other in the order of the text. */
const DOUBLES = '$doubles';

/** The same data give the same bytes: fields in the order of their names, every NaN the same bits. */
export function bundleOf(data: BundledData): DataBundle {
  const arrays: Float64Array[] = [];
  const header = JSON.stringify(plain(data, arrays));
  const doubles = arrays.reduce((sum, { length }) => sum + length, 0);
  const text = new TextEncoder().encode(`${header}\n`);
  const bytes = new Uint8Array(text.length + 8 * doubles);
  bytes.set(text);
  const view = new DataView(bytes.buffer);
  let at = text.length;
  for (const array of arrays) {
    for (let k = 0; k < array.length; k++, at += 8) {
      if (Number.isNaN(array[k])) view.setBigUint64(at, 0x7ff8_0000_0000_0000n, true);
      else view.setFloat64(at, array[k], true);
    }
  }
  return { hash: hashOf(bytes), bytes };
}

/**
 * The data again, equal in every bit.
 *
 * @param hash that they are to have
 * @throws DataError `bundle-mismatch`, `bad-bundle`
 */
export function openBundle(bytes: Uint8Array, hash: string): BundledData {
  const own = hashOf(bytes);
  if (own !== hash) {
    throw new DataError(
      'bundle-mismatch',
      `data that should have the hash ${hash} have ${own}: they were changed or cut off on their way`,
      'check what stores them, and start again',
      { expected: hash, hash: own },
    );
  }
  const end = bytes.indexOf(10);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = end + 1;
  const doubles = (length: number): Float64Array => {
    if (at + 8 * length > bytes.length) throw new RangeError('the bytes end too early');
    const array = new Float64Array(length);
    for (let k = 0; k < length; k++, at += 8) array[k] = view.getFloat64(at, true);
    return array;
  };
  let data: unknown;
  try {
    const header: unknown = end < 0 ? null : JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    data = withArrays(header, doubles);
  } catch {
    throw badBundle();
  }
  if (!isObject(data) || !isObject(data.prices) || !isObject(data.sources) || at !== bytes.length)
    throw badBundle();
  return data as unknown as BundledData;
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A copy without typed arrays, which are added to the list. */
function plain(value: unknown, arrays: Float64Array[]): unknown {
  if (value instanceof Float64Array) {
    arrays.push(value);
    return { [DOUBLES]: value.length };
  }
  if (Array.isArray(value))
    return typeof value[0] === 'object' ? value.map((item) => plain(item, arrays)) : value;
  if (!isObject(value)) return value;
  const sorted = Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  // in the order of the object, which has names that are numbers first: that is the order of its text
  return Object.fromEntries(Object.entries(sorted).map(([key, of]) => [key, plain(of, arrays)]));
}

function withArrays(value: unknown, doubles: (length: number) => Float64Array): unknown {
  if (Array.isArray(value))
    return typeof value[0] === 'object' ? value.map((item) => withArrays(item, doubles)) : value;
  if (!isObject(value)) return value;
  if (typeof value[DOUBLES] === 'number') return doubles(value[DOUBLES]);
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, withArrays(of, doubles)]));
}

function badBundle(): DataError {
  return new DataError('bad-bundle', 'the data are not what mixfolio bundles', 'start the sweep again');
}

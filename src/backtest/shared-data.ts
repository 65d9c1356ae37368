/** What runs on the same prices have in common, made once. */
import { dataHash } from '../data/data-hash.js';
import { toReturns } from '../data/to-returns.js';
import type { PriceTable, ReturnTable } from '../data/types.js';

export interface SharedData {
  /** `dataHash` of the prices */
  hash: string;
  /** `toReturns`; tables of these prices are made once by what they are asked for, and nobody changes them */
  returns: typeof toReturns;
}

/** Tables that are kept: those that neighbouring backtests of a sweep differ in. */
const MOST_TABLES = 16;

/** @param prices which nobody changes from here on */
export function sharedData(prices: PriceTable): SharedData {
  const tables = new Map<string, ReturnTable>();
  return {
    hash: dataHash(prices),
    returns(data, options) {
      // prices that dividends were added to are another table each time
      if (data !== prices) return toReturns(data, options);
      const key = JSON.stringify(options);
      const known = tables.get(key);
      if (known !== undefined) return known;
      const table = toReturns(data, options);
      const [oldest] = tables.keys();
      if (tables.size === MOST_TABLES) tables.delete(oldest);
      tables.set(key, table);
      return table;
    },
  };
}

import { expect, test } from 'vitest';
import { sharedData } from '../../src/backtest/shared-data.js';
import { dataHash } from '../../src/data/data-hash.js';
import { toReturns } from '../../src/data/to-returns.js';
import { weeklyPrices } from '../support/sweep-study.js';

const prices = weeklyPrices();
const optionsOf = (k: number) => ({ from: `2015-01-${String(k + 1).padStart(2, '0')}` });

test('a table is made once by what it is asked for, and is that of the prices', () => {
  const shared = sharedData(prices);
  expect(shared.hash).toBe(dataHash(prices));
  const table = shared.returns(prices, { frequency: 'month' });
  expect(table).toEqual(toReturns(prices, { frequency: 'month' }));
  expect(shared.returns(prices, { frequency: 'month' })).toBe(table);
  expect(shared.returns(prices, { frequency: 'week' })).toEqual(toReturns(prices, { frequency: 'week' }));
});

test('a table of other prices is made anew, even of equal ones', () => {
  const shared = sharedData(prices);
  const table = shared.returns(prices, {});
  const other = { ...prices, prices: prices.prices.map((price) => 2 * price) };
  expect(shared.returns(other, {})).not.toBe(table);
  expect(shared.returns({ ...prices }, {})).not.toBe(table);
});

test('sixteen tables are kept, and the oldest goes first', () => {
  const shared = sharedData(prices);
  const tables = Array.from({ length: 17 }, (_, k) => shared.returns(prices, optionsOf(k)));
  for (let k = 1; k < 17; k++) expect(shared.returns(prices, optionsOf(k))).toBe(tables[k]);
  const again = shared.returns(prices, optionsOf(0));
  expect(again).not.toBe(tables[0]);
  expect(again).toEqual(tables[0]);
});

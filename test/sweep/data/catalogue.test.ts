import { expect, test } from 'vitest';
import { resolveConfig } from '../../../src/config/resolve.js';
import type { BacktestConfig } from '../../../src/config/types.js';
import { DataError } from '../../../src/errors.js';
import { dataCatalogue } from '../../../src/sweep/data/catalogue.js';
import { weeklyBase, weeklyPrices } from '../../support/sweep-study.js';
import { rejected } from '../../support/thrown.js';

const configOf = (changes: Partial<BacktestConfig>) => resolveConfig({ ...weeklyBase, ...changes });

test('files are read once for all configurations that name them', async () => {
  let reads = 0;
  const catalogue = dataCatalogue(async () => {
    reads++;
    await new Promise(setImmediate);
    return { prices: weeklyPrices(), sources: {} };
  });
  const configs = [1, 2, 3].map((rebalance) => configOf({ backtest: { train: 24, rebalance } }));
  const hashes = await Promise.all(configs.map(async (config) => catalogue.hashOf(config)));
  expect(new Set(hashes).size).toBe(1);
  expect(catalogue.hashOf(configOf({ frequency: 'week' }))).toBe(hashes[0]);
  expect(reads).toBe(1);
});

test('data are known by what they hold, not by the name of their file', async () => {
  const catalogue = dataCatalogue(({ prices }) =>
    Promise.resolve({ prices: weeklyPrices(prices === 'other.csv' ? 4 : 3), sources: {} }),
  );
  const hashes = await Promise.all(
    ['prices.csv', 'copy.csv', 'other.csv'].map(async (prices) => catalogue.hashOf(configOf({ prices }))),
  );
  expect(hashes[0]).toBe(hashes[1]);
  expect(hashes[0]).not.toBe(hashes[2]);
  expect(catalogue.hashes()).toEqual([hashes[0], hashes[2]]);
  expect(catalogue.bundle(hashes[2]).hash).toBe(hashes[2]);
});

test('dates are those of the returns of a configuration', async () => {
  const prices = weeklyPrices();
  const catalogue = dataCatalogue(() => Promise.resolve({ prices, sources: {} }));
  const weekly = configOf({ frequency: 'week', from: '2016-01-01', to: '2016-12-31' });
  await catalogue.hashOf(weekly);
  const expected = prices.dates.filter((date) => date >= '2016-01-01' && date <= '2016-12-31').slice(1);
  expect(catalogue.datesOf(weekly)).toEqual(expected);
});

test('what reading says is heard by all who asked', async () => {
  const catalogue = dataCatalogue(() =>
    Promise.reject(new DataError('no-file', 'there is none', 'make one')),
  );
  for (let k = 0; k < 2; k++)
    expect((await rejected(Promise.resolve(catalogue.hashOf(configOf({}))))).code).toBe('no-file');
});

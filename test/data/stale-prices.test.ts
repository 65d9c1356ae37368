import { expect, it } from 'vitest';
import { toReturns } from '../../src/data/to-returns.js';
import { priceTable } from '../support/price-tables.js';

const table = priceTable(
  ['A', 'B'],
  [
    ['2024-01-30', 1, 1],
    ['2024-01-31', null, 2],
    ['2024-02-28', 3, 3],
    ['2024-02-29', 4, null],
    ['2024-03-29', 5, 5],
    ['2024-04-01', 6, 6],
    ['2024-04-02', null, 7],
  ],
);

it('prices older than the last date of their period are noted, those of the base too and of dropped periods not', () => {
  expect(toReturns(table).notes).toEqual([
    '2024-04 ends 2024-04-02: dropped, 20 weekdays are missing',
    "2 prices at a month's end are older than its last date, the first A's of 2024-01-30 for 2024-01-31",
  ]);
  expect(toReturns(table, { from: '2024-01-31', to: '2024-03-31' }).notes).toEqual([
    "1 price at a month's end is older than its last date, the first B's of 2024-02-28 for 2024-02-29",
  ]);
});

it('a period without any price, and days, have none that is older', () => {
  const gone = priceTable(
    ['A', 'B'],
    [
      ['2024-01-31', 1, 1],
      ['2024-02-29', 2, null],
      ['2024-03-29', 3, null],
    ],
  );
  expect(toReturns(gone).notes).toEqual([]);
  expect(toReturns(table, { frequency: 'day' }).notes).toEqual([]);
});

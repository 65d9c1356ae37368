import { DateDay, Float64, Table, Utf8, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tableCsv } from '../../../src/cli/csv.js';
import { dataHash } from '../../../src/data/data-hash.js';
import { parsePrices } from '../../../src/data/parse-prices.js';
import { fromArrow } from '../../../src/data/sources/arrow.js';
import { parseParquet } from '../../../src/data/sources/parquet.js';
import { fromColumns, fromRows } from '../../../src/data/sources/rows.js';
import { toReturns } from '../../../src/data/to-returns.js';
import type { PriceTable } from '../../../src/data/types.js';
import {
  longRows,
  midnight,
  parquetOf,
  prices,
  priceTables,
  wideColumns,
  wideParquet,
} from '../../support/price-sources.js';

const long = (table: PriceTable) => {
  const rows = longRows(table);
  return {
    date: rows.map(({ date }) => date),
    symbol: rows.map(({ symbol }) => symbol),
    price: rows.map(({ price }) => price),
  };
};

/** Every way into a price table, by name. */
const sources: Record<string, (table: PriceTable) => PriceTable | Promise<PriceTable>> = {
  'rows a date': ({ assets, dates, prices }) =>
    fromRows(
      dates.map((date, t) => ({
        date,
        ...Object.fromEntries(assets.map((asset, j) => [asset, prices[t * assets.length + j]])),
      })),
    ),
  'rows a date and ticker': (table) => fromRows(longRows(table), { assets: table.assets }),
  columns: (table) => fromColumns({ dates: table.dates, ...Object.fromEntries(wideColumns(table)) }),
  'columns of long rows': (table) => fromColumns(long(table), { assets: table.assets }),
  'a wide Arrow table': (table) =>
    fromArrow(
      new Table({
        date: vectorFromArray(
          table.dates.map((date) => new Date(midnight(date))),
          new DateDay(),
        ),
        ...Object.fromEntries(
          wideColumns(table).map(([name, data]) => [name, vectorFromArray(data, new Float64())]),
        ),
      }),
    ),
  'a long Arrow table': (table) => {
    const { date, symbol, price } = long(table);
    const columns = {
      date: vectorFromArray(date, new Utf8()),
      symbol: vectorFromArray(symbol),
      price: vectorFromArray(price, new Float64()),
    };
    return fromArrow(new Table(columns), { assets: table.assets });
  },
  'wide Parquet': (table) => parseParquet(wideParquet(table)),
  'long Parquet': (table) => {
    const { date, symbol, price } = long(table);
    const file = parquetOf([
      { name: 'date', data: date, type: 'STRING' },
      { name: 'symbol', data: symbol, type: 'STRING' },
      { name: 'price', data: price, type: 'DOUBLE' },
    ]);
    return parseParquet(file, { assets: table.assets });
  },
};

const csvOf = ({ assets, dates, prices }: PriceTable) => parsePrices(tableCsv(assets, dates, prices));

it.each(Object.entries(sources))(
  '%s give the table of a CSV of the same numbers, to the bit',
  async (_, read) => {
    await fc.assert(
      fc.asyncProperty(priceTables, async (table) => {
        const found = await read(table);
        const expected = csvOf(table);
        expect(found).toEqual(expected);
        expect(expected).toEqual(table);
        expect(dataHash(found)).toBe(dataHash(expected));
      }),
      { numRuns: 60 },
    );
  },
);

it.each(Object.entries(sources))('%s give the returns of a CSV of the same numbers', async (_, read) => {
  const returns = toReturns(await read(prices), { frequency: 'day' });
  expect(returns).toEqual(toReturns(csvOf(prices), { frequency: 'day' }));
});

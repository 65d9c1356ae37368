import fc from 'fast-check';
import { type ParquetWriteOptions, parquetWriteBuffer } from 'hyparquet-writer';
import { dateOfDay } from '../../src/data/calendar.js';
import type { PriceTable } from '../../src/data/types.js';

/** Two assets on three days, with a gap. */
export const prices: PriceTable = {
  assets: ['SPY', 'AGG'],
  dates: ['2024-01-30', '2024-01-31', '2024-02-01'],
  prices: Float64Array.of(478.21, 98.1, NaN, 98.25, 480.05, 0.1 + 0.2),
};

/** Milliseconds of midnight UTC. */
export function midnight(date: string): number {
  return Date.parse(`${date}T00:00Z`);
}

/** The columns of a wide table, prices of each asset with null where they are missing. */
export function wideColumns({ assets, dates, prices }: PriceTable): [string, (number | null)[]][] {
  return assets.map((asset, j) => [
    asset,
    dates.map((_, t) => {
      const price = prices[t * assets.length + j];
      return Number.isNaN(price) ? null : price;
    }),
  ]);
}

/**
 * One row a date and ticker, from the last to the first; a missing price of the first asset is a row with null, of
 * others no row.
 */
export function longRows({ assets, dates, prices }: PriceTable) {
  return [...prices]
    .map((price, cell) => ({
      date: dates[Math.floor(cell / assets.length)],
      symbol: assets[cell % assets.length],
      price: Number.isNaN(price) ? null : price,
    }))
    .filter(({ price }, cell) => price !== null || cell % assets.length === 0)
    .reverse();
}

export function parquetOf(
  columnData: ParquetWriteOptions['columnData'],
  options: Omit<ParquetWriteOptions, 'columnData' | 'writer'> = {},
): ArrayBuffer {
  return parquetWriteBuffer({ columnData, ...options });
}

/** A wide table in Parquet: dates of type DATE, prices of type DOUBLE. */
export function wideParquet(table: PriceTable): ArrayBuffer {
  return parquetOf(
    [
      { name: 'date', data: table.dates.map((date) => new Date(midnight(date))) },
      ...wideColumns(table).map(([name, data]) => ({ name, data })),
    ],
    {
      schema: [
        { name: 'root', num_children: table.assets.length + 1 },
        { name: 'date', type: 'INT32', converted_type: 'DATE', repetition_type: 'REQUIRED' },
        ...table.assets.map((name) => ({
          name,
          type: 'DOUBLE' as const,
          repetition_type: 'OPTIONAL' as const,
        })),
      ],
    },
  );
}

/** Tables of prices with every asset on a first and a last day, and gaps between them. */
export const priceTables: fc.Arbitrary<PriceTable> = fc
  .record({
    assets: fc.uniqueArray(fc.stringMatching(/^[A-Z][A-Z.]{0,4}$/), { minLength: 1, maxLength: 4 }),
    days: fc.uniqueArray(fc.integer({ min: -30_000, max: 60_000 }), { minLength: 2, maxLength: 7 }),
  })
  .filter(({ assets }) => !assets.some((asset) => ['NA', 'DATE', 'DATES', 'PRICE', 'CLOSE'].includes(asset)))
  .chain(({ assets, days }) => {
    const price = fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true });
    const cell = fc.oneof({ weight: 4, arbitrary: price }, { weight: 1, arbitrary: fc.constant(NaN) });
    const [N, T] = [assets.length, days.length];
    return fc
      .tuple(
        fc.array(price, { minLength: 2 * N, maxLength: 2 * N }),
        fc.array(cell, { minLength: (T - 2) * N, maxLength: (T - 2) * N }),
      )
      .map(([ends, inner]) => ({
        assets,
        dates: days.sort((a, b) => a - b).map(dateOfDay),
        prices: Float64Array.from([...ends.slice(0, N), ...inner, ...ends.slice(N)]),
      }));
  });

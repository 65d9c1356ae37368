import type { ReturnTable } from '../../src/browser.js';
import { randomMatrix } from './random.js';

/** A monthly return table from rows by period; assets A, B, C, … unless they are named. */
export function returnTable(rows: readonly (readonly number[])[], assets?: readonly string[]): ReturnTable {
  return {
    assets: [...(assets ?? letters(rows[0].length))],
    dates: rows.map((_, t) => `2020-01-${String(t + 1).padStart(2, '0')}`),
    returns: Float64Array.from(rows.flat()),
    frequency: 'month',
    notes: [],
  };
}

/** T × N simulated returns with a common factor, about 4 % a period. */
export function randomReturns(seed: number, T: number, N: number): ReturnTable {
  const noise = randomMatrix(seed, T, N + 1);
  const rows = Array.from({ length: T }, (_, t) =>
    Array.from(
      { length: N },
      (_, i) => 0.005 + 0.03 * (0.5 + i / N) * noise[t * (N + 1) + N] + 0.02 * noise[t * (N + 1) + i],
    ),
  );
  return returnTable(rows);
}

/** The same table with its assets in this order. */
export function reordered(table: ReturnTable, order: readonly number[]): ReturnTable {
  const N = table.assets.length;
  return {
    ...table,
    assets: order.map((i) => table.assets[i]),
    returns: Float64Array.from(table.dates.flatMap((_, t) => order.map((i) => table.returns[t * N + i]))),
  };
}

/** One column of a return table. */
export function column(table: ReturnTable, asset: string): Float64Array {
  const N = table.assets.length;
  const i = table.assets.indexOf(asset);
  return Float64Array.from(table.dates, (_, t) => table.returns[t * N + i]);
}

/** Rows and columns of a square matrix in this order. */
export function permuted(values: Float64Array, order: readonly number[]): Float64Array {
  const N = order.length;
  return Float64Array.from(order.flatMap((i) => order.map((j) => values[i * N + j])));
}

function letters(n: number): string[] {
  return Array.from({ length: n }, (_, i) => (n > 26 ? `A${i}` : String.fromCharCode(65 + i)));
}

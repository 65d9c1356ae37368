import type { PriceTable } from '../../src/data/types.js';

/** A table of rows [date, …values]; null is missing. */
export function priceTable(assets: string[], rows: [string, ...(number | null)[]][]): PriceTable {
  const values = rows.flatMap(([, ...cells]) => cells.map((cell) => cell ?? NaN));
  return { assets, dates: rows.map(([date]) => date), prices: Float64Array.from(values) };
}

/** One row a weekday from `first` to `last`, its price the ordinal of the row. */
export function weekdayPrices(first: string, last: string): PriceTable {
  const rows: [string, number][] = [];
  for (let time = Date.parse(first); time <= Date.parse(last); time += 86_400_000) {
    const day = new Date(time);
    if (day.getUTCDay() % 6 !== 0) rows.push([day.toISOString().slice(0, 10), rows.length + 1]);
  }
  return priceTable(['A'], rows);
}

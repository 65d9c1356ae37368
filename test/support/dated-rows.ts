import type { PriceTable } from '../../src/browser.js';
import { dateOfDay, dayNumber } from '../../src/data/calendar.js';
import { randomSource } from './random.js';

/** Rows of a table by date, to be changed. */
export type Rows = [date: string, values: number[]][];

export const rowsOf = ({ assets, dates, prices }: PriceTable): Rows =>
  dates.map((date, t) => [date, [...prices.subarray(t * assets.length, (t + 1) * assets.length)]]);

export const tableOf = (assets: string[], rows: Rows): PriceTable => ({
  assets,
  dates: rows.map(([date]) => date),
  prices: Float64Array.from(rows.flatMap(([, values]) => values)),
});

/** One random value a stamp. */
export function series(seed: number, stamps: string[], level: number, spread: number): Rows {
  const { uniform } = randomSource(seed);
  return stamps.map((stamp) => [stamp, [level + spread * uniform()]]);
}

/** What comes after a day, changed in a way that moves dates. */
export type Change = (rows: Rows, isLater: (date: string) => boolean) => Rows;

const lastDay = (rows: Rows): number => dayNumber(rows[rows.length - 1][0]);
/** Later rows appended, dated otherwise and left out. */
export const changes: Record<string, Change> = {
  'a row of today behind the last': (rows) => [
    ...rows,
    [dateOfDay(lastDay(rows) + 17), rows[0][1].map((value) => 1.07 * value)],
  ],
  'many daily rows behind the last': (rows) => [
    ...rows,
    ...Array.from({ length: 2 * rows.length }, (_, k): Rows[number] => [
      dateOfDay(lastDay(rows) + 1 + k),
      rows[0][1].map((value) => (1 + 0.01 * (k % 5)) * value),
    ]),
  ],
  'later rows dated two days later': (rows, isLater) =>
    rows.map(([date, values], t) => {
      const next = rows[t + 1]?.[0] ?? '9999-12-31';
      const moved = dateOfDay(dayNumber(date) + 2);
      return [isLater(date) && moved < next && moved.slice(0, 7) === date.slice(0, 7) ? moved : date, values];
    }),
  'every second of the later rows alone': (rows, isLater) =>
    rows.filter(([date], t) => !isLater(date) || t % 2 > 0),
};

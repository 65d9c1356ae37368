import type { Frequency, PriceTable } from './types.js';

/**
 * Prices that stand for the end of their week or month although the table goes on without them in it: what a return
 * is made of then ends earlier than those of other assets, which a note says.
 *
 * @param rows period of each row of the table, not descending; periods outside `first` … `end` − 1 are left out
 */
export function notesOnStalePrices(
  { assets, dates, prices }: PriceTable,
  rows: readonly number[],
  first: number,
  end: number,
  frequency: Frequency,
): string[] {
  const N = assets.length;
  const stale: { asset: string; date: string; last: string }[] = [];
  rows.forEach((period, row) => {
    const closes = rows[row + 1] !== period;
    if (!closes || period < first || period >= end) return;
    for (let j = 0; j < N; j++) {
      let own = row;
      while (own >= 0 && rows[own] === period && Number.isNaN(prices[own * N + j])) own--;
      if (own === row || own < 0 || rows[own] !== period) continue;
      stale.push({ asset: assets[j], date: dates[own], last: dates[row] });
    }
  });
  if (stale.length === 0) return [];
  const [{ asset, date, last }] = stale;
  const what =
    stale.length === 1
      ? `1 price at a ${frequency}'s end is`
      : `${stale.length} prices at a ${frequency}'s end are`;
  return [`${what} older than its last date, the first ${asset}'s of ${date} for ${last}`];
}

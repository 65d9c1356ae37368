import type { PriceTable } from '../../src/browser.js';
import { randomSource } from './random.js';

export interface SimulationOptions {
  seed: number;
  /** the first is the market: no residual of its own */
  assets: string[];
  months: number;
}

/** Four trading days a month from January 2010 on: the 7th, the 14th, the 21st and the last. */
export function simulatedDates(months: number): string[] {
  return Array.from({ length: months }, (_, month) => {
    const last = new Date(Date.UTC(2010, month + 1, 0)).getUTCDate();
    return [7, 14, 21, last].map((day) => new Date(Date.UTC(2010, month, day)).toISOString().slice(0, 10));
  }).flat();
}

/**
 * Prices that follow one market: asset i has a loading between 0.2 and 0.8 on it, shares a factor with every second
 * asset, and a residual that grows with i; portfolios of least variance hold several of them.
 */
export function simulatedPrices({ seed, assets, months }: SimulationOptions): PriceTable {
  const dates = simulatedDates(months);
  const { normal } = randomSource(seed);
  const prices = new Float64Array(dates.length * assets.length);
  const level = assets.map(() => 100);
  for (let t = 0; t < dates.length; t++) {
    const market = 0.002 + 0.02 * normal();
    const factors = [0.01 * normal(), 0.01 * normal()];
    assets.forEach((_, i) => {
      const loading = 0.2 + 0.2 * ((3 * i) % 4);
      const residual = (0.015 + 0.002 * i) * normal();
      const change = i === 0 ? market : loading * market + factors[i % 2] + residual;
      level[i] *= 1 + change;
      prices[t * assets.length + i] = level[i];
    });
  }
  return { assets, dates, prices };
}

/** A copy with every cell that `change` says changed. */
export function changedPrices(
  table: PriceTable,
  change: (price: number, date: string, asset: string) => number,
): PriceTable {
  const width = table.assets.length;
  return {
    ...table,
    prices: table.prices.map((price, cell) =>
      change(price, table.dates[Math.floor(cell / width)], table.assets[cell % width]),
    ),
  };
}

/** A copy of some columns. */
export function columnsOf(table: PriceTable, assets: string[]): PriceTable {
  const positions = assets.map((asset) => table.assets.indexOf(asset));
  const width = table.assets.length;
  return {
    assets,
    dates: table.dates,
    prices: Float64Array.from(
      table.dates.flatMap((_, t) => positions.map((j) => table.prices[t * width + j])),
    ),
  };
}

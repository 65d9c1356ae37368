import type { PriceInput } from './cells.js';

/**
 * Simple returns of consecutive periods 0 … count − 1, from rows of prices or of returns.
 *
 * prices:   P_p = last price within period p that is not missing, R_p = P_p / P_{p−1} − 1; R_0 = NaN. A period without
 *           any price is NaN, and so is the next.
 * returns:  R_p = Π (1 + r) − 1 over the rows of period p; NaN where any of them is missing.
 *
 * @param values rows × assets
 * @param assets number of assets
 * @param periods period of each row, not descending; rows outside 0 … count − 1 are left out
 * @returns count × assets
 */
export function periodReturns(
  values: Float64Array,
  assets: number,
  periods: readonly number[],
  count: number,
  input: PriceInput,
): Float64Array {
  return input === 'prices'
    ? fromPrices(values, assets, periods, count)
    : fromReturns(values, assets, periods, count);
}

function fromPrices(
  values: Float64Array,
  assets: number,
  periods: readonly number[],
  count: number,
): Float64Array {
  const last = new Float64Array(count * assets).fill(NaN);
  periods.forEach((period, row) => {
    if (period < 0 || period >= count) return;
    for (let j = 0; j < assets; j++) {
      const price = values[row * assets + j];
      if (!Number.isNaN(price)) last[period * assets + j] = price;
    }
  });
  // from the end on, so that each price is there until its last use
  for (let cell = last.length - 1; cell >= assets; cell--) last[cell] = last[cell] / last[cell - assets] - 1;
  return last.fill(NaN, 0, assets);
}

function fromReturns(
  values: Float64Array,
  assets: number,
  periods: readonly number[],
  count: number,
): Float64Array {
  const returns = new Float64Array(count * assets).fill(NaN);
  periods.forEach((period, row) => {
    if (period < 0 || period >= count) return;
    const opens = row === 0 || periods[row - 1] !== period;
    for (let j = 0; j < assets; j++) {
      const cell = period * assets + j;
      const value = values[row * assets + j];
      // (1 + R)(1 + r) − 1, written so that a single return stays itself to the last bit
      returns[cell] = opens ? value : returns[cell] + value + returns[cell] * value;
    }
  });
  return returns;
}

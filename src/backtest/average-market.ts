import type { ReturnTable } from '../data/types.js';

/**
 * The market as the average of the assets that take part in a window: their equal-weighted mean return in each period
 * up to the decision, the window's included, where all of them have one. Before, it is the mean of those that have a
 * return, and NaN where none has.
 *
 * @param positions of the assets that take part
 * @param decision  the last period that may be read
 */
export function averageMarket(
  { assets, returns }: ReturnTable,
  positions: readonly number[],
  decision: number,
): Float64Array {
  return Float64Array.from({ length: decision + 1 }, (_, t) => {
    let sum = 0;
    let count = 0;
    for (const position of positions) {
      const value = returns[t * assets.length + position];
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    return sum / count;
  });
}

import type { WeightBounds } from '../bounds.js';

/** Where a weight is: between its bounds it can go both ways, and where they are equal none. */
export type Place = 'free' | 'lower' | 'upper' | 'fixed';

export function placeOf(weight: number, i: number, { lower, upper }: WeightBounds): Place {
  if (lower[i] === upper[i]) return 'fixed';
  if (weight <= lower[i]) return 'lower';
  return weight >= upper[i] ? 'upper' : 'free';
}

/** The level y of a minimum: what K is of free weights, or the middle of what bounds leave of it where none is free. */
export function levelOf(weights: Float64Array, K: Float64Array, bounds: WeightBounds): number {
  let [sum, count, low, high] = [0, 0, -Infinity, Infinity];
  weights.forEach((weight, i) => {
    const place = placeOf(weight, i, bounds);
    if (place === 'free') {
      sum += K[i];
      count++;
    } else if (place === 'upper') low = Math.max(low, K[i]);
    else if (place === 'lower') high = Math.min(high, K[i]);
  });
  if (count > 0) return sum / count;
  if (low === -Infinity) return high;
  return high === Infinity ? low : (low + high) / 2;
}

import { covarianceWith } from '../result.js';
import type { FrontierInput } from './critical-line.js';
import { type Place, placeOf } from './level.js';

/** Events this close to the first, relative to it, are at the same corner. */
const TOGETHER = 1e-12;

/** A corner and the way from it. */
interface Departure {
  weights: Float64Array;
  K: Float64Array;
  y: number;
  delta: Float64Array;
  isTight: (i: number) => boolean;
  /** t: how far it can fall */
  most: number;
}

/**
 * How far t can fall before a moving weight comes to its bound, or K_i of one at a bound to the level, and who does.
 *
 * K_i and the level y are linear in s: K' = Σδ + μ, y' that of the weights which are free or move.
 */
export function rangeOf(
  { covariance, expected, bounds }: FrontierInput,
  { weights, K, y, delta, isTight, most }: Departure,
): { length: number; events: ReadonlySet<number> } {
  const slope = covarianceWith(covariance, delta).map((value, i) => value + expected[i]);
  const places = Array.from(weights, (weight, i) => placeOf(weight, i, bounds));
  const inside = places.flatMap((place, i) => (place === 'free' || delta[i] !== 0 ? [i] : []));
  const candidates: [number, number[]][] = [];
  for (const i of inside) {
    if (delta[i] < 0) candidates.push([(weights[i] - bounds.lower[i]) / -delta[i], [i]]);
    if (delta[i] > 0) candidates.push([(bounds.upper[i] - weights[i]) / delta[i], [i]]);
  }
  if (inside.length === 0) candidates.push(...meetings(places, K, slope, isTight));
  else {
    const levelSlope = inside.reduce((sum, i) => sum + slope[i], 0) / inside.length;
    places.forEach((place, i) => {
      if (place === 'free' || place === 'fixed' || delta[i] !== 0 || isTight(i)) return;
      const [distance, closing] = [K[i] - y, levelSlope - slope[i]];
      if (place === 'lower' ? closing > 0 : closing < 0)
        candidates.push([Math.max(0, distance / closing), [i]]);
    });
  }
  const length = candidates.reduce((first, [s]) => Math.min(first, s), most);
  const atOnce = candidates.filter(([s]) => s <= length * (1 + TOGETHER));
  return { length, events: new Set(atOnce.flatMap(([, assets]) => assets)) };
}

/** Where no weight is free: pairs of one at its upper and one at its lower bound whose K meet. */
function meetings(
  places: readonly Place[],
  K: Float64Array,
  slope: Float64Array,
  isTight: (i: number) => boolean,
): [number, number[]][] {
  const pairs: [number, number[]][] = [];
  places.forEach((high, i) => {
    if (high !== 'upper') return;
    places.forEach((low, j) => {
      if (low !== 'lower' || !(slope[i] > slope[j]) || (isTight(i) && isTight(j))) return;
      pairs.push([Math.max(0, (K[j] - K[i]) / (slope[i] - slope[j])), [i, j]]);
    });
  });
  return pairs;
}

/**
 * The t down to which the portfolio of the largest return is the minimum: its free weights have equal returns, so that
 * their K fall together, and those of others come to the level from their side.
 */
export function firstChange({ covariance, expected, bounds }: FrontierInput, weights: Float64Array): number {
  const risk = covarianceWith(covariance, weights);
  const places = Array.from(weights, (weight, i) => placeOf(weight, i, bounds));
  let t = 0;
  // K_i ≤ K_j for all that can fall, i, and all that can rise, j
  places.forEach((place, i) => {
    if (place !== 'free' && place !== 'upper') return;
    places.forEach((other, j) => {
      if (other !== 'free' && other !== 'lower') return;
      if (expected[i] > expected[j]) t = Math.max(t, (risk[i] - risk[j]) / (expected[i] - expected[j]));
    });
  });
  return t;
}

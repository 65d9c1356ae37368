/**
 * Weights as sums of their parts on the segments between kinks, w = base + M·v: what is beyond a kink is a variable v ≥ 0 of its
 * own, so that limits with kinks are linear in v. Of a convex function no point is worse with its parts in another order, so
 * the weights that v describes are those that the limits allow. An asset without a kink between its bounds is one variable.
 */
import type { WeightBounds } from './bounds.js';
import { type KinkedSum, kinksBetween, slopeFrom } from './kinks.js';

/** w_asset grows by sign·v; 0 ≤ v ≤ length, but for the whole weight of an asset without kinks. */
export interface Part {
  asset: number;
  sign: 1 | -1;
  /** where the segment begins, from below */
  start: number;
  length: number;
  /** the asset has no other */
  isWhole: boolean;
  /** the weight is at its bound where the part has its length */
  isLast: boolean;
}

export interface Segmented {
  /** the first kink of an asset that has some, else 0 */
  base: Float64Array;
  parts: readonly Part[];
}

/** The parts of weights within these bounds; the first N are of the assets in their order. */
export function segmented(sums: readonly KinkedSum[], bounds: WeightBounds): Segmented {
  const { lower, upper } = bounds;
  const kinks = kinksBetween(sums, bounds);
  const base = Float64Array.from(kinks, (of) => of[0] ?? 0);
  const beyond = (asset: number, k: number): Part => {
    const [start, end] = [kinks[asset][k], kinks[asset][k + 1] ?? upper[asset]];
    const isLast = k === kinks[asset].length - 1;
    return { asset, sign: 1, start, length: end - start, isWhole: false, isLast };
  };
  const first = kinks.map((of, asset): Part => {
    if (of.length > 0) return beyond(asset, 0);
    return { asset, sign: 1, start: lower[asset], length: Infinity, isWhole: true, isLast: true };
  });
  const others = kinks.flatMap((of, asset): Part[] => {
    if (of.length === 0) return [];
    const length = of[0] - lower[asset];
    return [
      { asset, sign: -1, start: lower[asset], length, isWhole: false, isLast: true },
      ...of.slice(1).map((_, k) => beyond(asset, k + 1)),
    ];
  });
  return { base, parts: [...first, ...others] };
}

/** M'c */
export function inParts({ parts }: Segmented, c: Float64Array): Float64Array {
  return Float64Array.from(parts, ({ asset, sign }) => sign * c[asset]);
}

/** M'PM, n×n to one row and column a part */
export function matrixInParts({ parts }: Segmented, P: Float64Array, n: number): Float64Array {
  const size = parts.length;
  const image = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const line = parts[j].asset * n;
    for (let k = 0; k < size; k++) {
      image[j * size + k] = parts[j].sign * parts[k].sign * P[line + parts[k].asset];
    }
  }
  return image;
}

/** base + M·v, the base `size` times */
export function weightsOf({ base, parts }: Segmented, v: ArrayLike<number>, size = 1): Float64Array {
  const weights = base.map((value) => size * value);
  parts.forEach(({ asset, sign }, j) => (weights[asset] += sign * v[j]));
  return weights;
}

/** A sum with kinks as coefficients of v and what is there without it. */
export function sumInParts(
  { base, parts }: Segmented,
  sum: KinkedSum,
): { coefficients: Float64Array; constant: number } {
  const { at, below, above, scale } = sum;
  let constant = 0;
  const coefficients = Float64Array.from(parts, ({ asset, sign, start, isWhole }, j) => {
    const slope = slopeFrom(start, asset, sum);
    if (isWhole) constant -= slope * at[asset];
    else if (j < base.length) {
      const d = base[asset] - at[asset];
      constant += (d > 0 ? above * d : below * d) * (scale?.[asset] ?? 1);
    }
    return sign * slope;
  });
  return { coefficients, constant };
}

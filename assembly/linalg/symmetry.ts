import { from, get, row, set } from './vector';

/**
 * Makes a matrix whose triangles differ by rounding exactly symmetric, (A + A')/2; a symmetric one is only read.
 *
 * a         n×n, row-major
 * tolerance largest |A_ij − A_ji| that is rounding, relative to max |A_ij|
 * returns   false when they differ by more, or an element is not finite; A is then as it was.
 */
export function averageTriangles(n: i32, a: usize, tolerance: f64): bool {
  let largest = f64x2.splat(0.0);
  let farthest = largest;
  const even = n & ~1;
  for (let i = 0; i < even; i += 2) {
    const upper = row(a, i, n);
    const lower = row(a, i + 1, n);
    for (let j = 0; j < i; j += 2) {
      const a0 = v128.load(from(upper, j));
      const a1 = v128.load(from(lower, j));
      const b0 = v128.load(from(row(a, j, n), i));
      const b1 = v128.load(from(row(a, j + 1, n), i));
      const d0 = f64x2.abs(f64x2.sub(a0, v128.shuffle<f64>(b0, b1, 0, 2)));
      const d1 = f64x2.abs(f64x2.sub(a1, v128.shuffle<f64>(b0, b1, 1, 3)));
      farthest = f64x2.max(farthest, f64x2.max(d0, d1));
      largest = f64x2.max(largest, f64x2.max(f64x2.abs(a0), f64x2.abs(a1)));
    }
    const a0 = v128.load(from(upper, i));
    const a1 = v128.load(from(lower, i));
    const d = f64x2.abs(f64x2.sub(v128.shuffle<f64>(a0, a0, 1, 1), v128.shuffle<f64>(a1, a1, 0, 0)));
    farthest = f64x2.max(farthest, d);
    largest = f64x2.max(largest, f64x2.max(f64x2.abs(a0), f64x2.abs(a1)));
  }
  if (even < n) {
    for (let j = 0; j < n; j++) {
      const below = f64x2.splat(get(row(a, even, n), j));
      farthest = f64x2.max(farthest, f64x2.abs(f64x2.sub(below, f64x2.splat(get(row(a, j, n), even)))));
      largest = f64x2.max(largest, f64x2.abs(below));
    }
  }
  // an infinity or NaN of either triangle makes a difference that is one
  const size = Math.max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1));
  const difference = Math.max(f64x2.extract_lane(farthest, 0), f64x2.extract_lane(farthest, 1));
  if (difference == 0.0) return size < Infinity;
  if (!(size < Infinity && difference <= tolerance * size)) return false;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = 0.5 * (get(row(a, i, n), j) + get(row(a, j, n), i));
      set(row(a, i, n), j, mean);
      set(row(a, j, n), i, mean);
    }
  }
  return true;
}

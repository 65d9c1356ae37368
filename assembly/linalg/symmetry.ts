import { from, get, row, set } from './vector';

/**
 * Makes a matrix whose triangles differ by rounding exactly symmetric, (A + A')/2; a symmetric one is only read.
 *
 * a         n×n, row-major
 * tolerance largest |A_ij − A_ji| that is rounding, relative to max |A_ij|
 * returns   false when they differ by more, or an element is not finite; A is then as it was.
 */
export function averageTriangles(n: i32, a: usize, tolerance: f64): bool {
  return isSymmetric(n, a) || averageDifferent(n, a, tolerance);
}

/** Whether the triangles have the same bits and every element is finite, two rows at a time. */
function isSymmetric(n: i32, a: usize): bool {
  const zero = f64x2.splat(0.0);
  const next = (<usize>n) << 3;
  const even = n & ~1;
  let differences = v128.xor(zero, zero);
  // 0·x is NaN for an x that is not finite
  let zeros = zero;
  for (let i = 0; i < even; i += 2) {
    let left = row(a, i, n);
    let above = from(a, i);
    const diagonal = from(left, i);
    while (left != diagonal) {
      const a0 = v128.load(left);
      const a1 = v128.load(left + next);
      const b0 = v128.load(above);
      const b1 = v128.load(above + next);
      const d0 = v128.xor(a0, v128.shuffle<f64>(b0, b1, 0, 2));
      const d1 = v128.xor(a1, v128.shuffle<f64>(b0, b1, 1, 3));
      differences = v128.or(differences, v128.or(d0, d1));
      zeros = f64x2.add(zeros, f64x2.mul(zero, f64x2.add(f64x2.abs(a0), f64x2.abs(a1))));
      left += 16;
      above += next << 1;
    }
    const a0 = v128.load(diagonal);
    const a1 = v128.load(diagonal + next);
    differences = v128.or(
      differences,
      v128.xor(v128.shuffle<f64>(a0, a0, 1, 1), v128.shuffle<f64>(a1, a1, 0, 0)),
    );
    zeros = f64x2.add(zeros, f64x2.mul(zero, f64x2.add(f64x2.abs(a0), f64x2.abs(a1))));
  }
  if (even < n) {
    for (let j = 0; j < n; j++) {
      const below = f64x2.splat(get(row(a, even, n), j));
      differences = v128.or(differences, v128.xor(below, f64x2.splat(get(row(a, j, n), even))));
      zeros = f64x2.add(zeros, f64x2.mul(zero, below));
    }
  }
  return !v128.any_true(differences) && f64x2.extract_lane(zeros, 0) + f64x2.extract_lane(zeros, 1) == 0.0;
}

function averageDifferent(n: i32, a: usize, tolerance: f64): bool {
  let largest = 0.0;
  let farthest = 0.0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const below = get(row(a, i, n), j);
      // an infinity or NaN of either triangle makes a difference that is NaN or infinite
      farthest = Math.max(farthest, Math.abs(below - get(row(a, j, n), i)));
      largest = Math.max(largest, Math.abs(below));
    }
  }
  if (!(largest < Infinity && farthest <= tolerance * largest)) return false;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = 0.5 * (get(row(a, i, n), j) + get(row(a, j, n), i));
      set(row(a, i, n), j, mean);
      set(row(a, j, n), i, mean);
    }
  }
  return true;
}

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

/**
 * Whether the triangles are equal and every element is finite, two rows at a time: x − y is 0 for equal finite numbers
 * alone, and of −0 and 0 one difference is −0, which then goes the long way.
 */
function isSymmetric(n: i32, a: usize): bool {
  const next = (<usize>n) << 3;
  const even = n & ~1;
  let differences = f64x2.splat(0.0);
  for (let i = 0; i < even; i += 2) {
    let left = row(a, i, n);
    let above = from(a, i);
    const diagonal = from(left, i);
    while (left != diagonal) {
      const b0 = v128.load(above);
      const b1 = v128.load(above + next);
      const d0 = f64x2.sub(v128.load(left), v128.shuffle<f64>(b0, b1, 0, 2));
      const d1 = f64x2.sub(v128.load(left + next), v128.shuffle<f64>(b0, b1, 1, 3));
      differences = v128.or(differences, v128.or(d0, d1));
      left += 16;
      above += next << 1;
    }
    const a0 = v128.load(diagonal);
    const a1 = v128.load(diagonal + next);
    differences = v128.or(differences, f64x2.sub(a0, v128.shuffle<f64>(a0, a1, 0, 2)));
    differences = v128.or(differences, f64x2.sub(a1, v128.shuffle<f64>(a0, a1, 1, 3)));
  }
  if (even < n) {
    for (let j = 0; j < n; j++) {
      const difference = get(row(a, even, n), j) - get(row(a, j, n), even);
      differences = v128.or(differences, f64x2.splat(difference));
    }
  }
  return !v128.any_true(differences);
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

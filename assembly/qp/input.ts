/** The arrays of a program as the host has copied them: defaults, and whether every number may be what it is. */
import { getIndex } from '../linalg/indexed';
import { averageTriangles } from '../linalg/symmetry';
import { fill, from, get } from '../linalg/vector';

/** Bits of `missing`: what the caller has not given. */
const Q: i32 = 1;
const L: i32 = 2;
const U: i32 = 4;
const LOWER: i32 = 8;
const UPPER: i32 = 16;

/**
 * Fills what is missing with its default, 0 or no bound, and looks at the rest; P whose triangles differ by rounding is
 * made symmetric, see `averageTriangles`.
 *
 * p … upper, warm  as in `solveQP`
 * missing          the sum of Q … UPPER over what is to be filled
 * tolerance        of P's triangles, relative to its largest element
 * returns whether P, q and A are finite, P is symmetric, no bound is NaN or an infinity of the wrong side, and every
 *         code is one of a constraint.
 */
export function completeQP(
  n: i32,
  m: i32,
  p: usize,
  q: usize,
  a: usize,
  l: usize,
  u: usize,
  lower: usize,
  upper: usize,
  warm: usize,
  warmCount: i32,
  missing: i32,
  tolerance: f64,
): bool {
  if (missing & Q) fill(n, 0.0, q);
  else if (!isFinite(n, q)) return false;
  if (!isFinite(m * n, a)) return false;
  return (
    completeBounds(m, l, -Infinity, missing & L) &&
    completeBounds(m, u, Infinity, missing & U) &&
    completeBounds(n, lower, -Infinity, missing & LOWER) &&
    completeBounds(n, upper, Infinity, missing & UPPER) &&
    areCodes(n + m, warm, warmCount) &&
    averageTriangles(n, p, tolerance)
  );
}

/** Whether no bound is NaN or the infinity opposite to `none`, which is written where bounds are missing. */
function completeBounds(n: i32, bounds: usize, none: f64, missing: i32): bool {
  if (missing) fill(n, none, bounds);
  else return isBelow(n, bounds, none < 0.0 ? 1.0 : -1.0);
  return true;
}

/** Whether sign·x_i < ∞ for all of them, which of NaN is false. */
function isBelow(n: i32, x: usize, sign: f64): bool {
  const signs = f64x2.splat(sign);
  const limit = f64x2.splat(Infinity);
  let below = f64x2.eq(signs, signs);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    below = v128.and(below, f64x2.lt(f64x2.mul(signs, v128.load(from(x, i))), limit));
  }
  return i64x2.all_true(below) && (i == n || sign * get(x, i) < Infinity);
}

/** 0·x is NaN for an x that is not finite. */
function isFinite(n: i32, x: usize): bool {
  const zero = f64x2.splat(0.0);
  let zeros = zero;
  let i = 0;
  for (; i + 2 <= n; i += 2) zeros = f64x2.add(zeros, f64x2.mul(zero, v128.load(from(x, i))));
  const total = f64x2.extract_lane(zeros, 0) + f64x2.extract_lane(zeros, 1);
  return total == 0.0 && (i == n || 0.0 * get(x, i) == 0.0);
}

/** Whether every code is ±1 … ±count. */
function areCodes(count: i32, codes: usize, length: i32): bool {
  for (let i = 0; i < length; i++) if (<u32>(abs(getIndex(codes, i)) - 1) >= <u32>count) return false;
  return true;
}

/**
 * Vectors of doubles: element access and level-1 operations, f64x2.
 *
 * Sums run in one fixed order (four lanes of two, folded pairwise, then the tail), so that results have the
 * same bits on every machine. Vectors need no alignment and may not overlap unless stated.
 */

/** x_i */
// @ts-ignore: decorator
@inline
export function get(x: usize, i: i32): f64 {
  return load<f64>(x + ((<usize>i) << 3));
}

/** x_i := value */
// @ts-ignore: decorator
@inline
export function set(x: usize, i: i32, value: f64): void {
  store<f64>(x + ((<usize>i) << 3), value);
}

/** x_i := x_i + value */
// @ts-ignore: decorator
@inline
export function add(x: usize, i: i32, value: f64): void {
  set(x, i, get(x, i) + value);
}

/** Address of row i of a matrix with leading dimension lda. */
// @ts-ignore: decorator
@inline
export function row(a: usize, i: i32, lda: i32): usize {
  return a + ((<usize>i * <usize>lda) << 3);
}

/** Address of x_i: the vector that starts there. */
// @ts-ignore: decorator
@inline
export function from(x: usize, i: i32): usize {
  return x + ((<usize>i) << 3);
}

/** x'y */
export function dot(n: i32, x: usize, y: usize): f64 {
  let s0 = f64x2.splat(0.0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const p = from(x, i);
    const q = from(y, i);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(p), v128.load(q)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(p, 16), v128.load(q, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(p, 32), v128.load(q, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(p, 48), v128.load(q, 48)));
  }
  for (; i + 2 <= n; i += 2) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(from(x, i)), v128.load(from(y, i))));
  }
  s0 = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  if (i < n) sum += get(x, i) * get(y, i);
  return sum;
}

/** y := y + α·x */
export function axpy(n: i32, alpha: f64, x: usize, y: usize): void {
  const a = f64x2.splat(alpha);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const q = from(y, i);
    v128.store(q, f64x2.add(v128.load(q), f64x2.mul(a, v128.load(from(x, i)))));
  }
  if (i < n) set(y, i, get(y, i) + alpha * get(x, i));
}

/** x := α·x */
export function scale(n: i32, alpha: f64, x: usize): void {
  const a = f64x2.splat(alpha);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const p = from(x, i);
    v128.store(p, f64x2.mul(a, v128.load(p)));
  }
  if (i < n) set(x, i, alpha * get(x, i));
}

/** y := x/δ */
export function divide(n: i32, x: usize, divisor: f64, y: usize): void {
  const d = f64x2.splat(divisor);
  let i = 0;
  for (; i + 2 <= n; i += 2) v128.store(from(y, i), f64x2.div(v128.load(from(x, i)), d));
  if (i < n) set(y, i, get(x, i) / divisor);
}

/** Up to this length a loop is faster than the host's copy and fill, which are calls out of the engine. */
const SHORT: i32 = 48;

/** x := β·x, not read when β = 0. */
export function scaleOrClear(n: i32, beta: f64, x: usize): void {
  if (beta == 0.0) fill(n, 0.0, x);
  else if (beta != 1.0) scale(n, beta, x);
}

/** y := x; overlap is allowed. */
export function copy(n: i32, x: usize, y: usize): void {
  if (n > SHORT || (y > x && y < from(x, n))) {
    memory.copy(y, x, (<usize>n) << 3);
    return;
  }
  let i = 0;
  for (; i + 2 <= n; i += 2) v128.store(from(y, i), v128.load(from(x, i)));
  if (i < n) set(y, i, get(x, i));
}

/** Every x_i := value. */
export function fill(n: i32, value: f64, x: usize): void {
  if (value == 0.0 && n > SHORT) {
    memory.fill(x, 0, (<usize>n) << 3);
    return;
  }
  const values = f64x2.splat(value);
  let i = 0;
  for (; i + 2 <= n; i += 2) v128.store(from(x, i), values);
  if (i < n) set(x, i, value);
}

/** Σ x_i, in order. */
export function sum(n: i32, x: usize): f64 {
  let total = 0.0;
  for (let i = 0; i < n; i++) total += get(x, i);
  return total;
}

/** max |x_i|; 0 for an empty vector, NaN when any element is NaN. */
export function maxAbs(n: i32, x: usize): f64 {
  let even = f64x2.splat(0.0);
  let odd = even;
  let isOrdered = f64x2.eq(even, even);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const a = f64x2.abs(v128.load(from(x, i)));
    const b = f64x2.abs(v128.load(from(x, i), 16));
    even = f64x2.pmax(even, a);
    odd = f64x2.pmax(odd, b);
    isOrdered = v128.and(isOrdered, v128.and(f64x2.eq(a, a), f64x2.eq(b, b)));
  }
  let largest = largestOf(f64x2.pmax(even, odd), isOrdered);
  for (; i < n; i++) largest = Math.max(largest, Math.abs(get(x, i)));
  return largest;
}

/** max |x_i·y_i|; 0 for empty vectors, NaN when any product is NaN. */
export function maxAbsProduct(n: i32, x: usize, y: usize): f64 {
  let even = f64x2.splat(0.0);
  let odd = even;
  let isOrdered = f64x2.eq(even, even);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const a = f64x2.abs(f64x2.mul(v128.load(from(x, i)), v128.load(from(y, i))));
    const b = f64x2.abs(f64x2.mul(v128.load(from(x, i), 16), v128.load(from(y, i), 16)));
    even = f64x2.pmax(even, a);
    odd = f64x2.pmax(odd, b);
    isOrdered = v128.and(isOrdered, v128.and(f64x2.eq(a, a), f64x2.eq(b, b)));
  }
  let largest = largestOf(f64x2.pmax(even, odd), isOrdered);
  for (; i < n; i++) largest = Math.max(largest, Math.abs(get(x, i) * get(y, i)));
  return largest;
}

/** The larger lane of maxima by `pmax`, which passes over NaN, or NaN where one was met. */
// @ts-ignore: decorator
@inline
export function largestOf(maxima: v128, isOrdered: v128): f64 {
  if (!i64x2.all_true(isOrdered)) return NaN;
  return Math.max(f64x2.extract_lane(maxima, 0), f64x2.extract_lane(maxima, 1));
}

/** Whether x_i > y_i for any i. */
export function isAnyLarger(n: i32, x: usize, y: usize): bool {
  let larger = f64x2.splat(0.0);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    larger = v128.or(larger, f64x2.gt(v128.load(from(x, i)), v128.load(from(y, i))));
  }
  return v128.any_true(larger) || (i < n && get(x, i) > get(y, i));
}

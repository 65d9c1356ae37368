import { randomMatrix } from './random.js';

/** Sizes around the edges of tiles and blocks. */
export const smallSizes: readonly number[] = Array.from({ length: 40 }, (_, i) => i + 1);
export const largeSizes: readonly number[] = [64, 65, 100, 129, 257];

/** op(A)·op(B) by definition: m×k times k×n, op the transpose when asked for. */
export function product(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
  transA = false,
  transB = false,
): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const x = transA ? a[p * m + i] : a[i * k + p];
      for (let j = 0; j < n; j++) c[i * n + j] += x * (transB ? b[j * k + p] : b[p * n + j]);
    }
  }
  return c;
}

/** X·X' / columns + ridge·I for random X: positive definite. */
export function randomPositiveDefinite(seed: number, n: number, ridge = 0.1): Float64Array {
  const x = randomMatrix(seed, n, n + 3);
  const a = product(x, x, n, n + 3, n, false, true).map((value) => value / (n + 3));
  for (let i = 0; i < n; i++) a[i * n + i] += ridge;
  return a;
}

/** Lower factor of a positive definite matrix, or the pivot where it stops, by the textbook's three loops. */
export function referenceCholesky(a: Float64Array, n: number): Float64Array | number {
  const l = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      if (i === j && !(sum > 0)) return j;
      l[i * n + j] = i === j ? Math.sqrt(sum) : sum / l[j * n + j];
    }
  }
  return l;
}

/** A well conditioned lower triangular matrix with NaN above its diagonal. */
export function randomLower(seed: number, n: number): Float64Array {
  const l = randomMatrix(seed, n, n).map((value) => value / (2 * n));
  for (let i = 0; i < n; i++) {
    l[i * n + i] = 1 + Math.abs(l[i * n + i]);
    l.fill(NaN, i * n + i + 1, (i + 1) * n);
  }
  return l;
}

/** The lower triangle, zeros above. */
export function lowerTriangle(a: Float64Array, n: number): Float64Array {
  return withUpper(a, n, 0);
}

/** max |a − b|; NaN when an element is NaN or lengths differ. */
/** Position of the first number that is another, zeros of two signs included; −1 where there is none. */
export function firstDifference(a: Float64Array, b: Float64Array): number {
  return a.length === b.length
    ? a.findIndex((value, i) => !Object.is(value, b[i]))
    : Math.min(a.length, b.length);
}

export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return NaN;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]);
    if (!(difference <= largest)) largest = difference;
    if (Number.isNaN(largest)) return NaN;
  }
  return largest;
}

/** max |a| */
export function maxAbs(a: Float64Array): number {
  return a.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

/** The matrix with `value` above its diagonal. */
export function withUpper(a: Float64Array, n: number, value: number): Float64Array {
  return a.map((old, index) => (index % n > Math.floor(index / n) ? value : old));
}

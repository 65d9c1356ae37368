/** PA = LU of a small general matrix, by partial pivoting. */
export interface LU {
  n: number;
  /** n×n, row-major: L below the diagonal, which is 1, and U from it on, rows in the order of `rows` */
  factors: Float64Array;
  /** the row of A in each place */
  rows: Int32Array;
}

/** A pivot below this share of the largest element of its column is rounding. */
const SINGULAR = 1e-14;

/**
 * @param a n×n, row-major; overwritten
 * @returns null where a pivot is at most 1e-14 of the largest element that its column had
 */
export function luOf(a: Float64Array, n: number): LU | null {
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  const sizes = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) sizes[j] = Math.max(sizes[j], Math.abs(a[i * n + j]));
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    if (!(Math.abs(a[pivot * n + k]) > SINGULAR * sizes[k])) return null;
    if (pivot !== k) {
      for (let j = 0; j < n; j++) [a[k * n + j], a[pivot * n + j]] = [a[pivot * n + j], a[k * n + j]];
      [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    }
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k] / a[k * n + k];
      a[i * n + k] = factor;
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
    }
  }
  return { n, factors: a, rows };
}

/** A⁻¹b */
export function luSolve({ n, factors, rows }: LU, b: Float64Array): Float64Array {
  const x = Float64Array.from(rows, (row) => b[row]);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) x[i] -= factors[i * n + j] * x[j];
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= factors[i * n + j] * x[j];
    x[i] /= factors[i * n + i];
  }
  return x;
}

/** Pivots below this share of the largest diagonal element are rounding of 0. */
const SINGULAR = 1e-12;

/**
 * Lower triangle L with LL' = A for a positive semi-definite A, by Cholesky with zero columns at zero pivots: two
 * assets that are alike in everything make a kernel singular and still have a covariance to draw from.
 *
 * @param a n×n, row-major; only the lower triangle is read
 * @returns n×n, zeros above; null where A has a negative pivot, or a zero one whose column is not zero
 */
export function semidefiniteFactor(a: Float64Array, n: number): Float64Array | null {
  const factor = new Float64Array(n * n);
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, a[i * n + i]);
  for (let j = 0; j < n; j++) {
    const pivot = remainder(a, factor, n, j, j);
    if (pivot < -SINGULAR * largest) return null;
    const isZero = pivot <= SINGULAR * largest;
    const diagonal = isZero ? 0 : Math.sqrt(pivot);
    factor[j * n + j] = diagonal;
    for (let i = j + 1; i < n; i++) {
      const value = remainder(a, factor, n, i, j);
      if (!isZero) factor[i * n + j] = value / diagonal;
      // |a_ij| ≤ √(a_ii a_jj): beside a pivot of rounding the rest of its column is √rounding
      else if (Math.abs(value) > Math.sqrt(SINGULAR) * largest) return null;
    }
  }
  return factor;
}

/** a_ij − Σ_{k<j} l_ik l_jk */
function remainder(a: Float64Array, factor: Float64Array, n: number, i: number, j: number): number {
  let value = a[i * n + j];
  for (let k = 0; k < j; k++) value -= factor[i * n + k] * factor[j * n + k];
  return value;
}

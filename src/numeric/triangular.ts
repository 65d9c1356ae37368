/**
 * x := L⁻¹x, in place.
 *
 * @param L n×n lower triangular, row-major, n the length of x; what is above the diagonal is not read
 * @returns x
 */
export function forwardSolve(L: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) x[i] -= L[i * n + j] * x[j];
    x[i] /= L[i * n + i];
  }
  return x;
}

/**
 * x := L⁻ᵀx, in place.
 *
 * @param L as for `forwardSolve`
 * @returns x
 */
export function backwardSolve(L: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= L[j * n + i] * x[j];
    x[i] /= L[i * n + i];
  }
  return x;
}

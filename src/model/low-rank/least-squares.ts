import { beyond, dot, orthonormalBasis } from '../basis.js';
import { log } from '../../numeric/elementary.js';
import type { PeriodColumn } from '../design.js';

/** Effects of each asset by least squares, which are those of any Ω that all periods share. */
export interface LeastSquares {
  /** columns × assets */
  estimates: Float64Array;
  /** (C'C)⁻¹_kk of each column */
  inverseSquares: number[];
  /** log|C'C| */
  logDeterminant: number;
  /** periods × assets: Y − C·estimates */
  residuals: Float64Array;
  /** first column that repeats others, −1 where none does */
  aliased: number;
}

/**
 * Regression of every asset on the same columns. With c_k the part of column k beyond the others, b_k = c_k'Y/c_k'c_k and
 * (C'C)⁻¹_kk = 1/c_k'c_k. O(TNm) beside a basis of the columns.
 *
 * @param returns periods × assets, complete
 */
export function leastSquares(
  columns: readonly PeriodColumn[],
  returns: Float64Array,
  N: number,
): LeastSquares {
  const T = returns.length / N;
  const m = columns.length;
  const estimates = new Float64Array(m * N);
  const residuals = returns.slice();
  const result = { estimates, inverseSquares: [] as number[], logDeterminant: 0, residuals, aliased: -1 };
  for (let k = 0; k < m; k++) {
    const basis = orthonormalBasis(columns.slice(0, k));
    if (orthonormalBasis(columns.slice(0, k + 1)).length === basis.length) return { ...result, aliased: k };
    const rest = beyond(basis, columns[k].values);
    result.logDeterminant += log(dot(rest, rest));
  }
  for (let k = 0; k < m; k++) {
    const others = orthonormalBasis(columns.filter((_, l) => l !== k));
    const own = beyond(others, columns[k].values);
    const squares = dot(own, own);
    result.inverseSquares.push(1 / squares);
    for (let t = 0; t < T; t++) {
      const weight = own[t] / squares;
      for (let i = 0; i < N; i++) estimates[k * N + i] += weight * returns[t * N + i];
    }
  }
  for (const q of orthonormalBasis(columns)) takeOff(q, residuals, N);
  for (const q of orthonormalBasis(columns)) takeOff(q, residuals, N); // once leaves rounding of what was large
  return result;
}

/** Y := (I − qq')Y */
function takeOff(q: Float64Array, Y: Float64Array, N: number): void {
  const along = new Float64Array(N);
  for (let t = 0; t < q.length; t++) for (let i = 0; i < N; i++) along[i] += q[t] * Y[t * N + i];
  for (let t = 0; t < q.length; t++) for (let i = 0; i < N; i++) Y[t * N + i] -= q[t] * along[i];
}

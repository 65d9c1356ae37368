import type { EngineCore } from '../engine/core.js';
import { product, symmetricEigen } from '../engine/linear-algebra.js';
import { transposed, whiten } from '../engine/whiten.js';
import { identity } from '../covariance/off-average.js';
import { NotPositiveDefiniteError } from '../errors.js';
import type { MovingRows } from './moving-rows.js';

/** Complete rows in coordinates in which series are independent, see `independentSeries`. */
export interface IndependentSeries {
  /** n×T: z */
  Z: Float64Array;
  /** n: variances of the steps, of the covariance that was given */
  d: Float64Array;
  /** n×n: y = Cz, and C⁻ᵀ */
  C: Float64Array;
  inverse: Float64Array;
  /** log|Ω| */
  logDeterminant: number;
}

/**
 * What makes both the covariance Ω within a period and that of the steps, V, diagonal:
 *
 *     Ω = LL'     L⁻¹VL⁻ᵀ = Q diag(d) Q'     z = Q'L⁻¹y     y = Cz,  C = LQ
 *
 * which of one kernel and no `time` term is its eigenbasis, scaled.
 *
 * @returns null where Ω is not positive definite
 */
export function independentSeries(
  core: EngineCore,
  { width: n, scaled, periods }: Pick<MovingRows, 'width' | 'scaled' | 'periods'>,
  Omega: Float64Array,
  V: Float64Array,
): IndependentSeries | null {
  try {
    const { rows, logDeterminant } = whiten(core, Omega, scaled.returns, n);
    const half = whiten(core, Omega, V, n).rows;
    const whole = whiten(core, Omega, transposed(half, n, n), n).rows;
    const { values, vectors } = symmetricEigen(core, whole, n);
    // C = LQ = Ω₁L⁻ᵀQ
    const C = product(core, whiten(core, Omega, Omega, n).rows, vectors, n, n, n);
    const inverse = product(core, whiten(core, Omega, identity(n), n).rows, vectors, n, n, n);
    const z = product(core, rows, vectors, periods, n, n);
    return {
      Z: transposed(z, periods, n),
      d: values.map((value) => Math.max(value, 0)),
      C,
      inverse,
      logDeterminant,
    };
  } catch (error) {
    if (error instanceof NotPositiveDefiniteError) return null;
    throw error;
  }
}

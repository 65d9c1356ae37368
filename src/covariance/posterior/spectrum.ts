import type { EngineCore } from '../../engine/core.js';
import { symmetricEigenvalues } from '../../engine/linear-algebra.js';
import { crossProducts, transposed, whiten, type Whitened } from '../../engine/whiten.js';
import { ModelError, NotPositiveDefiniteError } from '../../errors.js';

/**
 * Rows in coordinates in which Ω is I.
 *
 * @throws ModelError `singular-prior` where Ω is not positive definite
 */
export function whitenRows(core: EngineCore, Omega: Float64Array, Z: Float64Array, n: number): Whitened {
  try {
    return whiten(core, Omega, Z, n);
  } catch (error) {
    if (!(error instanceof NotPositiveDefiniteError)) throw error;
    throw new ModelError(
      'singular-prior',
      `the covariance of the fitted model within a period is singular at row ${error.pivot} of ${n}: its residual variance is 0, or rounding of it`,
      'use a model whose residual variance is not 0, or the covariance total',
      { row: error.pivot, n },
    );
  }
}

/** Eigenvalues of Ω⁻¹Z'Z that are not 0, from whitened rows: those of the smaller Gram matrix. */
export function spectrumOf(core: EngineCore, whitened: Float64Array, n: number): Float64Array {
  const rows = whitened.length / n;
  const smaller = Math.min(rows, n);
  if (smaller === 0) return new Float64Array(0);
  const Gram =
    rows < n ? crossProducts(core, transposed(whitened, rows, n), rows) : crossProducts(core, whitened, n);
  return positiveValues(core, Gram, smaller);
}

/** Eigenvalues above 0 of a symmetric positive semi-definite matrix. */
export function positiveValues(core: EngineCore, S: Float64Array, n: number): Float64Array {
  return symmetricEigenvalues(core, S, n).filter((value) => value > 0);
}

import { NotPositiveDefiniteError } from '../errors.js';
import { type EngineCore, frameBytes } from './core.js';

/** Rows in coordinates in which their covariance is I. */
export interface Whitened {
  /** rows × n: Z·L⁻ᵀ, Ω = L·L' */
  rows: Float64Array;
  /** log|Ω| */
  logDeterminant: number;
}

/**
 * Z·L⁻ᵀ of rows Z and Ω = L·L'.
 *
 * @param Omega n×n, row-major; only its lower triangle is read
 * @param Z rows × n
 * @throws NotPositiveDefiniteError with the 0-based pivot
 */
export function whiten(core: EngineCore, Omega: Float64Array, Z: Float64Array, n: number): Whitened {
  const rows = Z.length / n;
  return core.run(
    (engine) =>
      frameBytes(n * n, n * rows) + Math.max(engine.choleskyWorkspace(n), engine.trsmWorkspace(n, rows)),
    (engine, frame) => {
      const L = frame.copy(Omega);
      const pivot = engine.cholesky(L, n, n);
      if (pivot >= 0) throw new NotPositiveDefiniteError(pivot, n);
      const sides = frame.copy(transposed(Z, rows, n));
      engine.trsm(0, n, rows, L, n, sides, rows);
      return {
        rows: transposed(frame.read(sides, n * rows), n, rows),
        logDeterminant: engine.choleskyLogDeterminant(n, L, n),
      };
    },
  );
}

/**
 * A'A of A, rows × n: exactly symmetric.
 *
 * @returns n×n
 */
export function crossProducts(core: EngineCore, A: Float64Array, n: number): Float64Array {
  const rows = A.length / n;
  return core.run(
    (engine) => frameBytes(rows * n, n * n) + engine.syrkWorkspace(n, rows),
    (engine, frame) => {
      const result = frame.doubles(n * n);
      engine.syrk(1, n, rows, 1, frame.copy(A), n, 0, result, n);
      engine.symmetrize(n, result, n);
      return frame.read(result, n * n);
    },
  );
}

/** The transpose of a rows × columns matrix. */
export function transposed(a: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = a[i * columns + j];
  return result;
}

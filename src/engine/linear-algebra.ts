import { DataError, EngineError, NotPositiveDefiniteError } from '../errors.js';
import { type EngineCore, frameBytes } from './core.js';

/**
 * Eigenvalues ascending; eigenvectors in the columns of a row-major matrix, the largest component of each positive. Both are
 * views of one buffer.
 */
export interface SymmetricEigen {
  values: Float64Array;
  vectors: Float64Array;
}

/**
 * Lower Cholesky factor: A = L·L'.
 *
 * @param a n×n, row-major; only its lower triangle is read
 * @returns n×n, zeros above the diagonal
 * @throws NotPositiveDefiniteError with the 0-based pivot; DataError `wrong-size`, `wrong-length`, `not-finite`
 */
export function cholesky(core: EngineCore, a: Float64Array, n: number): Float64Array {
  checkSquare(a, n);
  return core.run(
    (engine) => frameBytes(n * n) + engine.choleskyWorkspace(n),
    (engine, frame) => {
      const address = frame.copy(a);
      const pivot = engine.cholesky(address, n, n);
      if (pivot >= 0) throw new NotPositiveDefiniteError(pivot, n);
      const factor = frame.read(address, n * n);
      for (let i = 0; i < n; i++) factor.fill(0, i * n + i + 1, (i + 1) * n);
      return factor;
    },
  );
}

/**
 * A⁻¹ of a positive definite A, by its Cholesky factor.
 *
 * @param a n×n, row-major; only its lower triangle is read
 * @returns n×n, symmetric; null where A is not positive definite
 * @throws DataError `wrong-size`, `wrong-length`, `not-finite`
 */
export function positiveInverse(core: EngineCore, a: Float64Array, n: number): Float64Array | null {
  checkSquare(a, n);
  return core.run(
    (engine) =>
      frameBytes(n * n, n * n) + Math.max(engine.choleskyWorkspace(n), engine.choleskyInverseWorkspace(n)),
    (engine, frame) => {
      const address = frame.copy(a);
      const inverse = frame.doubles(n * n);
      if (engine.cholesky(address, n, n) >= 0) return null;
      engine.choleskyInverse(n, address, n, inverse, n);
      return frame.read(inverse, n * n);
    },
  );
}

/**
 * Symmetric eigendecomposition A = V·diag(λ)·V'.
 *
 * @param a n×n, row-major; only its lower triangle is read
 * @throws EngineError `no-convergence` (never seen on finite input);
 *         DataError `wrong-size`, `wrong-length`, `not-finite`
 */
export function symmetricEigen(core: EngineCore, a: Float64Array, n: number): SymmetricEigen {
  checkShape(a, n);
  return core.run(
    (engine) => frameBytes(n * n, n + n * n) + engine.symmetricEigenWorkspace(n),
    (engine, frame) => {
      const address = frame.copy(a);
      const values = frame.doubles(n + n * n);
      if (engine.symmetricEigen(n, address, n, values, values + 8 * n, n) !== 0) refuseEigen(a, n);
      const both = frame.read(values, n + n * n);
      return { values: both.subarray(0, n), vectors: both.subarray(n) };
    },
  );
}

/**
 * Eigenvalues of a symmetric matrix, ascending: those of `symmetricEigen` to within rounding, in a fraction of its time.
 *
 * @param a n×n, row-major; only its lower triangle is read
 * @throws as `symmetricEigen`
 */
export function symmetricEigenvalues(core: EngineCore, a: Float64Array, n: number): Float64Array {
  checkShape(a, n);
  return core.run(
    (engine) => frameBytes(n * n, n) + engine.symmetricEigenvaluesWorkspace(n),
    (engine, frame) => {
      const address = frame.copy(a);
      const values = frame.doubles(n);
      if (engine.symmetricEigenvalues(n, address, n, values) !== 0) refuseEigen(a, n);
      return frame.read(values, n);
    },
  );
}

/** Why there are no eigenvalues: the engine looks for elements that are not finite itself, so that this is late enough. */
function refuseEigen(a: Float64Array, n: number): never {
  checkLowerFinite(a, n);
  throw new EngineError(
    'no-convergence',
    `the eigenvalues of the ${n}×${n} matrix did not converge`,
    'this is a bug in mixfolio, please report it with the matrix',
    { n },
  );
}

/**
 * (m×k)·(k×n), row-major.
 *
 * @throws DataError `wrong-size`, `wrong-length`, `not-finite`
 */
export function multiply(
  core: EngineCore,
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
): Float64Array {
  checkSize('m', m);
  checkSize('k', k);
  checkSize('n', n);
  checkLength('a', a, m * k);
  checkLength('b', b, k * n);
  checkFinite('a', a, k);
  checkFinite('b', b, n);
  return product(core, a, b, m, k, n);
}

/** `multiply` without its checks, for matrices of our own making: (m×k)·(k×n), row-major. */
export function product(
  core: EngineCore,
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
): Float64Array {
  return core.run(
    (engine) => frameBytes(m * k, k * n, m * n) + engine.gemmWorkspace(m, n, k),
    (engine, frame) => {
      const c = frame.doubles(m * n);
      engine.gemm(0, 0, m, n, k, 1, frame.copy(a), k, frame.copy(b), n, 0, c, n);
      return frame.read(c, m * n);
    },
  );
}

/** @throws DataError `wrong-size` unless it is an integer that is not negative */
export function checkSize(name: string, size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new DataError(
      'wrong-size',
      `${name} is ${size} when a number of rows or columns is expected`,
      'sizes are integers, 0 or larger',
      { name, size },
    );
  }
}

/** @throws DataError `wrong-length` */
export function checkLength(name: string, values: ArrayLike<number>, expected: number): void {
  if (values.length !== expected) {
    throw new DataError(
      'wrong-length',
      `${name} has ${values.length} elements when ${expected} are expected`,
      'matrices are dense and row-major',
      { name, length: values.length, expected },
    );
  }
}

/** @throws DataError `not-finite` with row and column */
export function checkFinite(name: string, values: Float64Array, columns: number): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    // x − x is NaN for an infinite x too
    if (value - value !== 0) throw notFinite(name, value, Math.floor(index / columns), index % columns);
  }
}

/** An n×n matrix of which the lower triangle will be read. */
function checkSquare(a: Float64Array, n: number): void {
  checkShape(a, n);
  checkLowerFinite(a, n);
}

function checkShape(a: Float64Array, n: number): void {
  checkSize('n', n);
  checkLength('a', a, n * n);
}

function checkLowerFinite(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = a[i * n + j];
      if (!Number.isFinite(value)) throw notFinite('a', value, i, j);
    }
  }
}

function notFinite(name: string, value: number, row: number, column: number): DataError {
  return new DataError(
    'not-finite',
    `${name} has ${value} in row ${row}, column ${column}`,
    'every element must be a finite number',
    { name, row, column },
  );
}

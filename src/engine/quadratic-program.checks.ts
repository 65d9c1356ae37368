import { ConfigError, DataError } from '../errors.js';
import { checkFinite, checkLength } from './linear-algebra.js';
import type { QPSolution, QuadraticProgram } from './quadratic-program.types.js';

/** The triangles of P may differ by this, relative to its largest element: rounding of whoever computed it. */
export const symmetryTolerance = 1e-10;

/**
 * Sizes and values of a quadratic program but for the elements of P, which the engine looks at.
 *
 * @returns the number of rows of A
 * @throws DataError `wrong-length`, `not-finite`, `not-a-bound`; ConfigError `wrong-size`, `missing-rows`
 */
export function checkProblem(problem: QuadraticProgram): number {
  const { n, P, q, A, l, u, lower, upper } = problem;
  if (!Number.isInteger(n) || n < 1) {
    throw new ConfigError('wrong-size', `n is ${n}`, 'a quadratic program needs one variable or more', { n });
  }
  checkLength('P', P, n * n);
  if (q) {
    checkLength('q', q, n);
    checkFinite('q', q, 1);
  }
  if (!A && (l ?? u)) {
    throw new ConfigError(
      'missing-rows',
      'l or u is given without A',
      'bounds of the variables are lower and upper',
    );
  }
  const m = A ? Math.ceil(A.length / n) : 0;
  if (A) {
    checkLength('A', A, m * n);
    checkFinite('A', A, n);
  }
  checkBounds('l', l, m, Infinity);
  checkBounds('u', u, m, -Infinity);
  checkBounds('lower', lower, n, Infinity);
  checkBounds('upper', upper, n, -Infinity);
  return m;
}

/**
 * @returns the active set of an earlier solution
 * @throws ConfigError `warm-start-size`, `warm-start-code` when it is of another problem
 */
export function checkWarmStart(solution: QPSolution, n: number, m: number): Int32Array {
  const [variables, rows] = [solution.boundMultipliers.length, solution.multipliers.length];
  if (variables !== n || rows !== m) {
    throw new ConfigError(
      'warm-start-size',
      `the warm start has ${variables} variables and ${rows} rows, the problem ${n} and ${m}`,
      'start from a solution of a problem of the same shape, or without one',
      { variables, rows, n, m },
    );
  }
  for (const wrong of solution.activeSet) {
    if (wrong !== 0 && wrong <= n + m && wrong >= -n - m) continue;
    throw new ConfigError(
      'warm-start-code',
      `the active set of the warm start has the code ${wrong}`,
      `codes are ±1 to ±${n + m}: rows first, then variables`,
      { code: wrong, n, m },
    );
  }
  return solution.activeSet;
}

/**
 * Where P is not finite or not symmetric, once the engine has found that it is one of them.
 *
 * @throws DataError `not-finite`, `not-symmetric`
 */
export function locateAsymmetry(P: Float64Array, n: number): never {
  checkFinite('P', P, n);
  let [row, column] = [0, 0];
  const difference = (i: number, j: number): number => Math.abs(P[i * n + j] - P[j * n + i]);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) if (difference(i, j) > difference(row, column)) [row, column] = [i, j];
  }
  const [below, above] = [P[row * n + column], P[column * n + row]];
  throw new DataError(
    'not-symmetric',
    `P has ${below} in row ${row}, column ${column}, but ${above} in row ${column}, column ${row}`,
    'use (P + P′)/2',
    { row, column, below, above },
  );
}

/** NaN, or the infinity that is no bound on the other side, is not a bound. */
function checkBounds(
  name: string,
  values: Float64Array | undefined,
  length: number,
  impossible: number,
): void {
  if (!values) return;
  checkLength(name, values, length);
  for (let index = 0; index < length; index++) {
    const value = values[index];
    if (value === value && value !== impossible) continue;
    throw new DataError(
      'not-a-bound',
      `${name} has ${value} in place ${index}`,
      `no bound is ${-impossible} in ${name}`,
      { name, index },
    );
  }
}

import { ConfigError, DataError } from '../errors.js';
import { checkFinite, checkLength } from './linear-algebra.js';
import type { QPSolution, QuadraticProgram } from './quadratic-program.types.js';

/** The triangles of P may differ by this, relative to its largest element: rounding of whoever computed it. */
export const symmetryTolerance = 1e-10;

/**
 * Sizes of a quadratic program and its warm start; values are looked at by the engine.
 *
 * @returns the number of rows of A
 * @throws DataError `wrong-length`; ConfigError `wrong-size`, `missing-rows`, `warm-start-size`
 */
export function checkSizes(problem: QuadraticProgram, warmStart: QPSolution | undefined): number {
  const { n, P, q, A, l, u, lower, upper } = problem;
  if (!Number.isInteger(n) || n < 1) {
    throw new ConfigError('wrong-size', `n is ${n}`, 'a quadratic program needs one variable or more', { n });
  }
  checkLength('P', P, n * n);
  if (q) checkLength('q', q, n);
  if (!A && (l ?? u)) {
    throw new ConfigError(
      'missing-rows',
      'l or u is given without A',
      'bounds of the variables are lower and upper',
    );
  }
  const m = A ? Math.ceil(A.length / n) : 0;
  if (A) checkLength('A', A, m * n);
  if (l) checkLength('l', l, m);
  if (u) checkLength('u', u, m);
  if (lower) checkLength('lower', lower, n);
  if (upper) checkLength('upper', upper, n);
  if (warmStart) checkWarmStart(warmStart, n, m);
  return m;
}

function checkWarmStart(solution: QPSolution, n: number, m: number): void {
  const [variables, rows] = [solution.boundMultipliers.length, solution.multipliers.length];
  if (variables !== n || rows !== m) {
    throw new ConfigError(
      'warm-start-size',
      `the warm start has ${variables} variables and ${rows} rows, the problem ${n} and ${m}`,
      'start from a solution of a problem of the same shape, or without one',
      { variables, rows, n, m },
    );
  }
}

/**
 * Which value is not what it must be, once the engine has found that there is one.
 *
 * @throws DataError `not-finite`, `not-a-bound`, `not-symmetric`; ConfigError `warm-start-code`
 */
export function refuseValues(problem: QuadraticProgram, m: number, warmStart: QPSolution | undefined): never {
  const { n, P, q, A, l, u, lower, upper } = problem;
  if (q) checkFinite('q', q, 1);
  if (A) checkFinite('A', A, n);
  checkBounds('l', l, Infinity);
  checkBounds('u', u, -Infinity);
  checkBounds('lower', lower, Infinity);
  checkBounds('upper', upper, -Infinity);
  if (warmStart) checkCodes(warmStart.activeSet, n, m);
  checkFinite('P', P, n);
  return refuseAsymmetry(P, n);
}

function checkCodes(codes: Int32Array, n: number, m: number): void {
  for (const code of codes) {
    if (code !== 0 && Math.abs(code) <= n + m) continue;
    throw new ConfigError(
      'warm-start-code',
      `the active set of the warm start has the code ${code}`,
      `codes are ±1 to ±${n + m}: rows first, then variables`,
      { code, n, m },
    );
  }
}

/** Where P is farthest from symmetric. */
function refuseAsymmetry(P: Float64Array, n: number): never {
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
function checkBounds(name: string, values: Float64Array | undefined, impossible: number): void {
  if (!values) return;
  for (let index = 0; index < values.length; index++) {
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

import { ConfigError, DataError } from '../errors.js';
import { checkFinite, checkLength } from './linear-algebra.js';
import type { QPSolution, QuadraticProgram } from './quadratic-program.types.js';

/** The triangles of P may differ by this, relative to its largest element: rounding of whoever computed it. */
const symmetryTolerance = 1e-10;

/**
 * Sizes and values of a quadratic program, before the engine is entered.
 *
 * @returns the number of rows of A
 * @throws DataError `wrong-length`, `not-finite`, `not-a-bound`, `not-symmetric`; ConfigError `wrong-size`, `missing-rows`
 */
export function checkProblem(problem: QuadraticProgram): number {
  const { n, P, q, A, l, u, lower, upper } = problem;
  if (!Number.isInteger(n) || n < 1) {
    throw new ConfigError('wrong-size', `n is ${n}`, 'a quadratic program needs one variable or more', { n });
  }
  checkLength('P', P, n * n);
  checkSymmetric(P, n);
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
  const wrong = solution.activeSet.find((code) => code === 0 || Math.abs(code) > n + m);
  if (wrong !== undefined) {
    throw new ConfigError(
      'warm-start-code',
      `the active set of the warm start has the code ${wrong}`,
      `codes are ±1 to ±${n + m}: rows first, then variables`,
      { code: wrong, n, m },
    );
  }
  return solution.activeSet;
}

/** One pass finds out whether anything is suspicious; only then is the place looked for. */
function checkSymmetric(P: Float64Array, n: number): void {
  let regular = true;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = P[i * n + j];
      if (value !== P[j * n + i] || value - value !== 0) regular = false;
    }
  }
  if (regular) return;
  checkFinite('P', P, n);
  const tolerance = symmetryTolerance * P.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [below, above] = [P[i * n + j], P[j * n + i]];
      if (Math.abs(below - above) > tolerance) {
        throw new DataError(
          'not-symmetric',
          `P has ${below} in row ${i}, column ${j}, but ${above} in row ${j}, column ${i}`,
          'use (P + P′)/2',
          { row: i, column: j, below, above },
        );
      }
    }
  }
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
  const index = values.findIndex((value) => Number.isNaN(value) || value === impossible);
  if (index >= 0) {
    throw new DataError(
      'not-a-bound',
      `${name} has ${values[index]} in place ${index}`,
      `no bound is ${-impossible} in ${name}`,
      { name, index },
    );
  }
}

import { DataError } from '../errors.js';
import type { EngineCore } from './core.js';
import {
  checkProblem,
  checkWarmStart,
  locateAsymmetry,
  symmetryTolerance,
} from './quadratic-program.checks.js';
import type { QPSolution, QPStatus, QuadraticProgram } from './quadratic-program.types.js';

/** The engine's outcomes by number; the next one is unbounded. */
const statuses: readonly QPStatus[] = ['optimal', 'infeasible', 'iterationLimit', 'notPositiveDefinite'];

/** Length of the engine's `info`: objective, regularisation, iterations, KKT residual, number of codes. */
const infoLength = 5;

const noCodes = new Int32Array(0);

export interface QPSettings {
  /** constraints added or dropped at most; 100 + 50(n + m) by default */
  iterationLimit?: number;
  /** try block pivoting before the dual active-set method (default); the answer is the same */
  pivoting?: boolean;
}

/**
 * min ½x'Px + q'x subject to l ≤ Ax ≤ u and lower ≤ x ≤ upper, by block pivoting or a dual active-set method.
 *
 * Outcomes are statuses. `infeasible`: `conflict` says which constraints cannot hold together (without any one of
 * them the others can), the multipliers are the ray that proves it, A'multipliers + boundMultipliers = 0 (zeros
 * where a constraint's own bounds cross). x is NaN unless the status is `optimal` or `iterationLimit`.
 *
 * @param warmStart an earlier solution with as many variables and rows: its active set is tried first; the optimum
 *        does not depend on it
 * @throws DataError `wrong-length`, `not-finite`, `not-a-bound`, `not-symmetric`, `unbounded`;
 *         ConfigError `wrong-size`, `missing-rows`, `warm-start-size`, `warm-start-code`
 * @see docs/theory.md#quadratic-programs
 */
export function solveQP(
  core: EngineCore,
  problem: QuadraticProgram,
  warmStart?: QPSolution,
  { iterationLimit = 0, pivoting = true }: QPSettings = {},
): QPSolution {
  const m = checkProblem(problem);
  const { n } = problem;
  const warm = warmStart ? checkWarmStart(warmStart, n, m) : noCodes;
  const doubles = n * n + m * n + 5 * n + 3 * m + infoLength;
  const integers = n + 2 + warm.length;
  return core.run(
    (engine) => 8 * doubles + 4 * integers + 128 + engine.qpWorkspace(n, m),
    (engine, frame) => {
      const p = frame.doubles(doubles);
      const q = p + 8 * n * n;
      const lower = q + 8 * n;
      const upper = lower + 8 * n;
      const a = upper + 8 * n;
      const l = a + 8 * m * n;
      const u = l + 8 * m;
      const x = u + 8 * m;
      const y = x + 8 * n;
      const info = y + 8 * (m + n);
      const codes = frame.integers(integers);
      const start = codes + 4 * (n + 2);
      const cells = frame.memory();
      const words = frame.integerMemory();
      write(cells, p / 8, n * n, problem.P, 0);
      write(cells, q / 8, n, problem.q, 0);
      write(cells, lower / 8, n, problem.lower, -Infinity);
      write(cells, upper / 8, n, problem.upper, Infinity);
      write(cells, a / 8, m * n, problem.A, 0);
      write(cells, l / 8, m, problem.l, -Infinity);
      write(cells, u / 8, m, problem.u, Infinity);
      for (let i = 0; i < warm.length; i++) words[start / 4 + i] = warm[i];
      if (!engine.averageTriangles(n, p, symmetryTolerance)) locateAsymmetry(problem.P, n);
      const outcome = engine.solveQP(
        n,
        m,
        p,
        q,
        a,
        l,
        u,
        lower,
        upper,
        start,
        warm.length,
        iterationLimit,
        pivoting ? 1 : 0,
        problem.convex ? 1 : 0,
        x,
        y,
        codes,
        info,
      );
      if (outcome === statuses.length) throw unbounded(n);
      return readSolution(cells, words, statuses[outcome], n, m, x / 8, codes / 4);
    },
  );
}

/** Copies of this length are made by a loop: a call of `set` costs as much as copying so many elements. */
const shortCopy = 24;

/** Values, or the default for all where there are none, to `length` cells from `first` on. */
function write(
  cells: Float64Array,
  first: number,
  length: number,
  values: Float64Array | undefined,
  otherwise: number,
): void {
  if (values === undefined) cells.fill(otherwise, first, first + length);
  else if (length > shortCopy) cells.set(values, first);
  else for (let i = 0; i < length; i++) cells[first + i] = values[i];
}

/** The outputs behind x: multipliers of rows, of bounds, info; and the codes. */
function readSolution(
  cells: Float64Array,
  words: Int32Array,
  status: QPStatus,
  n: number,
  m: number,
  x: number,
  codes: number,
): QPSolution {
  const y = x + n;
  const info = y + m + n;
  const constraints = words.slice(codes, codes + cells[info + 4]);
  const infeasible = status === 'infeasible';
  const solution: QPSolution = {
    status,
    x: cells.slice(x, y),
    objective: cells[info],
    multipliers: cells.slice(y, y + m),
    boundMultipliers: cells.slice(y + m, info),
    activeSet: infeasible ? noCodes.slice() : constraints,
    regularisation: cells[info + 1],
    iterations: cells[info + 2],
    kktResidual: cells[info + 3],
  };
  if (infeasible) solution.conflict = constraints;
  return solution;
}

function unbounded(n: number): DataError {
  return new DataError(
    'unbounded',
    `the objective of the ${n} variables falls without end: P is only semi-definite, and no constraint stops a direction without curvature`,
    'bound the variables, or make P positive definite',
    { n },
  );
}

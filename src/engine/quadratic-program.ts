import { DataError } from '../errors.js';
import type { EngineCore } from './core.js';
import { checkSizes, refuseValues, symmetryTolerance } from './quadratic-program.checks.js';
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
  const m = checkSizes(problem, warmStart);
  const { n, P, q, A, l, u, lower, upper } = problem;
  const warm = warmStart ? warmStart.activeSet : noCodes;
  // in doubles: inputs, of which the codes of the warm start are the last, then outputs
  const inputs = n * n + m * n + 3 * n + 2 * m + ((warm.length + 1) >> 1);
  const outputs = 2 * n + m + infoLength + ((n + 3) >> 1);
  return core.run(
    (engine) => 8 * (inputs + outputs) + 64 + engine.qpWorkspace(n, m),
    (engine, frame) => {
      const pAt = frame.doubles(inputs + outputs);
      const qAt = pAt + 8 * n * n;
      const lowerAt = qAt + 8 * n;
      const upperAt = lowerAt + 8 * n;
      const aAt = upperAt + 8 * n;
      const lAt = aAt + 8 * m * n;
      const uAt = lAt + 8 * m;
      const warmAt = uAt + 8 * m;
      const x = pAt + 8 * inputs;
      const y = x + 8 * n;
      const info = y + 8 * (m + n);
      const codes = info + 8 * infoLength;
      const cells = frame.memory();
      write(cells, pAt / 8, P);
      write(cells, qAt / 8, q);
      write(cells, lowerAt / 8, lower);
      write(cells, upperAt / 8, upper);
      write(cells, aAt / 8, A);
      write(cells, lAt / 8, l);
      write(cells, uAt / 8, u);
      write(frame.integerMemory(), warmAt / 4, warm);
      // the bits of `missing` in assembly/qp/input.ts
      const missing = (q ? 0 : 1) | (l ? 0 : 2) | (u ? 0 : 4) | (lower ? 0 : 8) | (upper ? 0 : 16);
      const isComplete = engine.completeQP(
        n,
        m,
        pAt,
        qAt,
        aAt,
        lAt,
        uAt,
        lowerAt,
        upperAt,
        warmAt,
        warm.length,
        missing,
        symmetryTolerance,
      );
      if (!isComplete) refuseValues(problem, m, warmStart);
      const outcome = engine.solveQP(
        n,
        m,
        pAt,
        qAt,
        aAt,
        lAt,
        uAt,
        lowerAt,
        upperAt,
        warmAt,
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
      return readSolution(cells, statuses[outcome], n, m, x / 8);
    },
  );
}

/** Copies of this length are made by a loop: a call of `set` costs as much as copying so many elements. */
const shortCopy = 24;

/** Copies values, where there are any, to the cells from `first` on. */
function write<Numbers extends Float64Array | Int32Array>(
  cells: Numbers,
  first: number,
  values: Numbers | undefined,
): void {
  if (values === undefined) return;
  if (values.length > shortCopy) cells.set(values, first);
  else for (let i = 0; i < values.length; i++) cells[first + i] = values[i];
}

/** The outputs from x on: multipliers of rows, of bounds, info; and the codes. The arrays are parts of one copy of them. */
function readSolution(cells: Float64Array, status: QPStatus, n: number, m: number, x: number): QPSolution {
  const info = x + 2 * n + m;
  const codeCount = cells[info + 4];
  const end = info + infoLength;
  const { buffer } = cells.slice(x, end + ((codeCount + 1) >> 1));
  const constraints = new Int32Array(buffer, 8 * (end - x), codeCount);
  const infeasible = status === 'infeasible';
  const solution: QPSolution = {
    status,
    x: new Float64Array(buffer, 0, n),
    objective: cells[info],
    multipliers: new Float64Array(buffer, 8 * n, m),
    boundMultipliers: new Float64Array(buffer, 8 * (n + m), n),
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

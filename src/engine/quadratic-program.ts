import { DataError } from '../errors.js';
import { type EngineCore, frameBytes } from './core.js';
import { checkProblem, checkWarmStart } from './quadratic-program.checks.js';
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
  const n = problem.n;
  const warm = warmStart ? checkWarmStart(warmStart, n, m) : noCodes;
  const inputs = n * n + m * n + 3 * n + 2 * m;
  const outputs = 2 * n + m + infoLength;
  return core.run(
    (engine) => frameBytes(inputs, outputs, warm.length, n + 2) + engine.qpWorkspace(n, m),
    (engine, frame) => {
      const p = frame.doubles(inputs);
      writeProblem(new Float64Array(engine.memory.buffer, p, inputs), problem, m);
      const q = p + 8 * n * n;
      const lower = q + 8 * n;
      const upper = lower + 8 * n;
      const a = upper + 8 * n;
      const l = a + 8 * m * n;
      const u = l + 8 * m;
      const x = frame.doubles(outputs);
      const y = x + 8 * n;
      const info = y + 8 * (m + n);
      const codes = frame.integers(n + 2);
      const start = frame.copyIntegers(warm);
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
        x,
        y,
        codes,
        info,
      );
      if (outcome === statuses.length) throw unbounded(n);
      return readSolution(engine.memory.buffer, statuses[outcome], n, m, x, codes);
    },
  );
}

/** One after the other: P, q, lower, upper, A, l, u; defaults filled in. */
function writeProblem(target: Float64Array, problem: QuadraticProgram, m: number): void {
  const { n, P, q, A, l, u, lower, upper } = problem;
  let end = 0;
  const write = (values: Float64Array | undefined, length: number, otherwise: number): void => {
    if (values) target.set(values, end);
    else target.fill(otherwise, end, end + length);
    end += length;
  };
  write(P, n * n, 0);
  write(q, n, 0);
  write(lower, n, -Infinity);
  write(upper, n, Infinity);
  write(A, m * n, 0);
  write(l, m, -Infinity);
  write(u, m, Infinity);
}

/** The outputs behind x: multipliers of rows, of bounds, info; and the codes. */
function readSolution(
  buffer: ArrayBufferLike,
  status: QPStatus,
  n: number,
  m: number,
  address: number,
  codesAddress: number,
): QPSolution {
  const output = new Float64Array(buffer, address, 2 * n + m + infoLength);
  const [objective, regularisation, iterations, kktResidual, count] = output.subarray(2 * n + m);
  const codes = new Int32Array(buffer, codesAddress, count).slice();
  const infeasible = status === 'infeasible';
  return {
    status,
    x: output.slice(0, n),
    objective,
    multipliers: output.slice(n, n + m),
    boundMultipliers: output.slice(n + m, 2 * n + m),
    activeSet: infeasible ? noCodes.slice() : codes,
    ...(infeasible ? { conflict: codes } : {}),
    regularisation,
    iterations,
    kktResidual,
  };
}

function unbounded(n: number): DataError {
  return new DataError(
    'unbounded',
    `the objective of the ${n} variables falls without end: P is only semi-definite, and no constraint stops a direction without curvature`,
    'bound the variables, or make P positive definite',
    { n },
  );
}

import { allocate, allocateVector, roundUp, vectorBytes } from '../arena';
import { getIndex } from '../linalg/indexed';
import { fill, get, row, set } from '../linalg/vector';
import { SOLVED } from '../qp/problem';
import { qpWorkspace, solveQP } from '../qp/solve';
import { Window } from './window';

/** Weights this close to a bound are at it: the solver does not count a bound as active where it presses on nothing. */
const AT_BOUND: f64 = 1e-12;
/** Doubles that the solver leaves in `info`, and where the number of its codes is. */
const INFO: i32 = 5;
const CODE_COUNT: i32 = 4;

/** What a program of N weights needs beside its covariance. */
@unmanaged
export class Program {
  /** N: 0; N: 1, the row of the budget; its bounds, 1 */
  zeros: usize;
  ones: usize;
  /** N + 1 multipliers; N + 2 codes; INFO doubles */
  multipliers: usize;
  codes: usize;
  info: usize;
}

export function allocateProgram(N: i32): Program {
  const program = changetype<Program>(allocate(offsetof<Program>()));
  program.zeros = allocateVector(N);
  program.ones = allocateVector(N);
  program.multipliers = allocateVector(N + 1);
  program.codes = allocate((<usize>(N + 2)) << 2);
  program.info = allocateVector(INFO);
  fill(N, 0.0, program.zeros);
  fill(N, 1.0, program.ones);
  return program;
}

/** Arena bytes that `allocateProgram` takes. */
export function programBytes(N: i32): usize {
  return (
    roundUp(offsetof<Program>()) +
    2 * vectorBytes(N) +
    vectorBytes(N + 1) +
    roundUp((<usize>(N + 2)) << 2) +
    vectorBytes(INFO)
  );
}

/**
 * Minimum-variance weights of a strategy, Σw = 1 within its bounds, from the active set of the last window's, which is
 * replaced; or equal weights.
 *
 * values  N×N, covariance; address 0 for equal weights
 * returns false when the program did not end at its optimum.
 * work    `qpWorkspace(N, 1)` bytes of the arena.
 */
export function chooseWeights(
  window: Window,
  program: Program,
  strategy: i32,
  values: usize,
  isWarm: bool,
  weights: usize,
): bool {
  const N = window.N;
  const request = window.request;
  if (values == 0) {
    fill(N, 1.0 / <f64>N, weights);
    return true;
  }
  const lower = row(request.lower, strategy, N);
  const upper = row(request.upper, strategy, N);
  const warm = request.warmSets + ((<usize>(strategy * (N + 2))) << 2);
  const outcome = solveQP(
    N,
    1,
    values,
    program.zeros,
    program.ones,
    program.ones,
    program.ones,
    lower,
    upper,
    warm + 4,
    isWarm ? load<i32>(warm) : 0,
    0,
    true,
    true,
    weights,
    program.multipliers,
    program.codes,
    program.info,
  );
  if (outcome != SOLVED) return false;
  const count = <i32>get(program.info, CODE_COUNT);
  store<i32>(warm, count);
  memory.copy(warm + 4, program.codes, (<usize>count) << 2);
  clean(N, count, program.codes, lower, upper, weights);
  return true;
}

/**
 * Weights at their bounds exactly there, the others within theirs; what is left of 1 goes to the largest of these, as
 * `src/portfolio/quadratic.ts` has it.
 */
function clean(N: i32, count: i32, codes: usize, lower: usize, upper: usize, weights: usize): void {
  for (let k = 0; k < count; k++) {
    const code = getIndex(codes, k);
    const variable = (code < 0 ? -code : code) - 2;
    if (variable >= 0) set(weights, variable, code > 0 ? get(lower, variable) : get(upper, variable));
  }
  let sum = 0.0;
  let largest = -1;
  for (let i = 0; i < N; i++) {
    if (get(weights, i) <= get(lower, i) + AT_BOUND) set(weights, i, get(lower, i));
    else if (get(weights, i) >= get(upper, i) - AT_BOUND) set(weights, i, get(upper, i));
    else if (largest < 0 || get(weights, i) > get(weights, largest)) largest = i;
    sum += get(weights, i);
  }
  if (largest < 0) return;
  const completed = get(weights, largest) + (1.0 - sum);
  set(weights, largest, Math.min(get(upper, largest), Math.max(get(lower, largest), completed)));
}

/** Arena bytes that `chooseWeights` takes. */
export function portfolioWorkspace(N: i32): usize {
  return qpWorkspace(N, 1);
}

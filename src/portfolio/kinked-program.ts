import type { QPSolution, QuadraticProgram } from '../engine/quadratic-program.types.js';
import { DataError } from '../errors.js';
import type { WeightBounds } from './bounds.js';
import { type Kinked, kinkedSum, kinkedSumsOf, kinksBetween, riseAt, slopeFrom } from './kinks.js';
import type { QuadraticSolver } from './quadratic.js';
import { inParts, matrixInParts, type Segmented, segmented, sumInParts, weightsOf } from './segments.js';

/** A program over weights, with bounds, and a last row of zeros for each limit with kinks, in their order. */
export type WeightProgram = Required<QuadraticProgram>;

/** The answer, and the bounds that its active set refers to: weights held at a kink are at the end of a segment. */
export interface KinkedSolution {
  solution: QPSolution;
  bounds: WeightBounds;
}

/** Choices of segments that are tried before weights are split: each lowers the objective, and a handful is the rule. */
const CHOICES = 60;
/** Multipliers apart by less than this, relative to the largest |Σw|, are equal; a sum this near its limit is at it. */
const ROUNDING = 1e-12;

/**
 * min w'Pw/2 + q'w + Σ c_i|w_i − p_i| subject to limits with kinks, rows (of one of which Σ e_i|w_i − p_i| may be taken) and
 * bounds, exactly and without new variables.
 *
 * Once each weight has its segment, limits and costs are linear and the segments bounds. With multipliers −λ_k of the
 * limits and γ of the row with costs, a weight that is held at a kink by more than Σ λ_k·rise_k + rise of costs + γ·rise of the
 * row's, over those with that kink, wants to cross (rise = above − below, 2c_i of costs): it
 * changes to the segment on the other side. The last point stays feasible, so the objective falls, and when no weight
 * wants to cross the conditions of the program itself hold. Where a choice has no portfolio, or they change without end at
 * one point, weights are split into their parts on the segments (`segments.ts`): a larger program, but one.
 *
 * @param warmStart solution of an earlier program of the same shape
 * @throws DataError `unbounded`
 */
export function solveKinked(
  engine: QuadraticSolver,
  program: WeightProgram,
  kinked: Kinked,
  warmStart?: QPSolution,
): KinkedSolution {
  const { limits, costs, net } = kinked;
  const bounds: WeightBounds = { lower: program.lower, upper: program.upper };
  let solution = unlessUnbounded(() => engine.solveQP(program, warmStart));
  let iterations = solution?.iterations ?? 0;
  if (solution !== null) {
    const { status, x } = solution;
    if (status !== 'optimal') return { solution, bounds };
    const isFree = costs === undefined && net === undefined;
    if (isFree && limits.every((limit) => kinkedSum(x, limit) <= limit.limit * (1 + ROUNDING)))
      return { solution, bounds };

    const kinks = kinksBetween(kinkedSumsOf(kinked), bounds);
    const segments = Array.from(x, (weight, i) => kinks[i].filter((kink) => kink <= weight).length);
    for (let choice = 0; choice < CHOICES; choice++) {
      const onSegments = programOnSegments(program, kinked, kinks, segments);
      // the first solution has shown that P is convex
      solution = unlessUnbounded(() =>
        engine.solveQP({ ...onSegments, convex: true }, solution ?? undefined),
      );
      if (solution === null) break;
      iterations += solution.iterations;
      if (solution.status !== 'optimal') break;
      if (!changeSegments(segments, solution, kinks, kinked, program)) {
        return {
          solution: { ...solution, iterations },
          bounds: { lower: onSegments.lower, upper: onSegments.upper },
        };
      }
    }
  }
  const split = solveInParts(engine, program, kinked, solution === null ? program.convex : true);
  return { solution: { ...split, iterations: iterations + split.iterations }, bounds };
}

/** null where the objective falls without end, which limits and costs that are not there yet may stop. */
function unlessUnbounded(solve: () => QPSolution): QPSolution | null {
  try {
    return solve();
  } catch (error) {
    if (error instanceof DataError && error.code === 'unbounded') return null;
    throw error;
  }
}

function programOnSegments(
  program: WeightProgram,
  { limits, costs, net }: Kinked,
  kinks: readonly (readonly number[])[],
  segments: readonly number[],
): WeightProgram {
  const { n } = program;
  const first = program.l.length - limits.length;
  const [A, u, l] = [program.A.slice(), program.u.slice(), program.l.slice()];
  const lower = program.lower.map((low, i) => kinks[i][segments[i] - 1] ?? low);
  const upper = program.upper.map((high, i) => kinks[i][segments[i]] ?? high);
  limits.forEach((limit, k) => {
    const slopes = lower.map((start, i) => slopeFrom(start, i, limit));
    A.set(slopes, (first + k) * n);
    u[first + k] = slopes.reduce((sum, slope, i) => sum + slope * limit.at[i], limit.limit);
  });
  if (net !== undefined) {
    lower.forEach((start, i) => {
      const slope = slopeFrom(start, i, net.costs);
      A[net.row * n + i] -= slope;
      l[net.row] -= slope * net.costs.at[i];
    });
  }
  const q =
    costs === undefined ? program.q : program.q.map((value, i) => value + slopeFrom(lower[i], i, costs));
  return { ...program, A, q, l, u, lower, upper };
}

/** Moves weights that want to cross a kink to the segment behind it; whether there were any. */
function changeSegments(
  segments: number[],
  { x, multipliers, boundMultipliers, activeSet }: QPSolution,
  kinks: readonly (readonly number[])[],
  { limits, costs, net }: Kinked,
  { n, P, q, l }: WeightProgram,
): boolean {
  const first = l.length - limits.length;
  let size = 0;
  for (let i = 0; i < n; i++) {
    let gradient = q[i];
    for (let j = 0; j < n; j++) if (x[j] !== 0) gradient += P[i * n + j] * x[j];
    size = Math.max(size, Math.abs(gradient));
  }
  const gamma = net === undefined ? 0 : Math.max(0, multipliers[net.row]);
  const jump = (i: number, kink: number): number =>
    limits.reduce(
      (sum, limit, k) => sum + Math.max(0, -multipliers[first + k]) * riseAt(kink, i, limit),
      (costs === undefined ? 0 : riseAt(kink, i, costs)) +
        (net === undefined ? 0 : gamma * riseAt(kink, i, net.costs)),
    );
  let changed = false;
  for (const code of activeSet) {
    const i = Math.abs(code) - 1 - l.length;
    if (i < 0) continue;
    const side = code > 0 ? -1 : 1;
    const kink = kinks[i][code > 0 ? segments[i] - 1 : segments[i]];
    if (kink === undefined || x[i] !== kink) continue;
    if (-side * boundMultipliers[i] > jump(i, kink) + ROUNDING * size) {
      segments[i] += side;
      changed = true;
    }
  }
  return changed;
}

/** The program over the parts of weights, and the way back. */
export interface ProgramInParts {
  program: WeightProgram;
  split: Segmented;
}

/** Rows, limits and bounds in parts of the weights, without the objective. */
export function programInParts(program: WeightProgram, kinked: Kinked): ProgramInParts {
  const { limits, net } = kinked;
  const { n, A, lower, upper } = program;
  const split = segmented(kinkedSumsOf(kinked), program);
  const size = split.parts.length;
  const m = program.l.length;
  const first = m - limits.length;
  const A2 = new Float64Array(m * size);
  const [l, u] = [program.l.slice(), program.u.slice()];
  for (let r = 0; r < first; r++) {
    const row = A.subarray(r * n, (r + 1) * n);
    A2.set(inParts(split, row), r * size);
    const held = row.reduce((sum, value, i) => sum + value * split.base[i], 0);
    l[r] -= held;
    u[r] -= held;
  }
  limits.forEach((limit, k) => {
    const { coefficients, constant } = sumInParts(split, limit);
    A2.set(coefficients, (first + k) * size);
    u[first + k] = limit.limit - constant;
  });
  if (net !== undefined) {
    const { coefficients, constant } = sumInParts(split, net.costs);
    coefficients.forEach((cost, j) => (A2[net.row * size + j] -= cost));
    l[net.row] += constant;
  }
  return {
    split,
    program: {
      ...{ n: size, P: new Float64Array(size * size), q: new Float64Array(size), A: A2, l, u, convex: true },
      lower: Float64Array.from(split.parts, ({ asset, isWhole }) => (isWhole ? lower[asset] : 0)),
      upper: Float64Array.from(split.parts, ({ asset, isWhole, length }) =>
        isWhole ? upper[asset] : length,
      ),
    },
  };
}

/** The program over the parts of weights, in terms of the weights: multipliers of bounds are those at bounds of weights. */
export function solveInParts(
  engine: QuadraticSolver,
  program: WeightProgram,
  kinked: Kinked,
  convex: boolean,
): QPSolution {
  const { n, P, q, l } = program;
  const { split, program: inside } = programInParts(program, kinked);
  const gradient = q.map((value, i) => {
    let sum = value;
    for (let j = 0; j < n; j++) if (split.base[j] !== 0) sum += P[i * n + j] * split.base[j];
    return sum;
  });
  const linear = inParts(split, gradient);
  if (kinked.costs !== undefined)
    sumInParts(split, kinked.costs).coefficients.forEach((cost, j) => (linear[j] += cost));
  const solution = engine.solveQP({ ...inside, P: matrixInParts(split, P, n), q: linear, convex });
  const boundMultipliers = new Float64Array(n);
  split.parts.forEach(({ asset, sign, isWhole, isLast }, j) => {
    const z = solution.boundMultipliers[j];
    if (isWhole) boundMultipliers[asset] += z;
    else if (isLast) boundMultipliers[asset] += sign * Math.min(0, z);
  });
  const x = weightsOf(split, solution.x);
  // where a limit does not bind a part may be full before those that come before it: the weight is then at no bound
  const isAtBound = (code: number): boolean => {
    const i = Math.abs(code) - 1 - l.length;
    const bound = (code > 0 ? program.lower : program.upper)[i];
    return i < 0 || Math.abs(x[i] - bound) <= ROUNDING * Math.max(1, Math.abs(bound));
  };
  return {
    ...solution,
    ...{ x, boundMultipliers },
    activeSet: inWeightCodes(solution.activeSet, split, l.length).filter(isAtBound),
    ...(solution.conflict ? { conflict: inWeightCodes(solution.conflict, split, l.length) } : {}),
  };
}

/** Codes of rows and of bounds of weights; that parts are not negative, or end at a kink, is no constraint of these. */
export function inWeightCodes(codes: Int32Array, { parts }: Segmented, m: number): Int32Array {
  const named: number[] = [];
  for (const code of codes) {
    const j = Math.abs(code) - 1 - m;
    if (j < 0) named.push(code);
    else if (parts[j].isWhole) named.push(Math.sign(code) * (m + parts[j].asset + 1));
    else if (code < 0 && parts[j].isLast) named.push(-parts[j].sign * (m + parts[j].asset + 1));
  }
  return Int32Array.from(named.sort((a, b) => Math.abs(a) - Math.abs(b)));
}

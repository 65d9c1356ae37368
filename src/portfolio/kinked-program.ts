import type { QPSolution } from '../engine/quadratic-program.types.js';
import { DataError } from '../errors.js';
import type { WeightBounds } from './bounds.js';
import { type KinkedLimit, kinkedSum, kinksBetween, slopeFrom } from './kinks.js';
import type { QuadraticSolver } from './quadratic.js';
import { inParts, limitInParts, matrixInParts, type Segmented, segmented, weightsOf } from './segments.js';
import type { LimitedSolution, WeightProgram } from './turnover.js';

/** Choices of segments that are tried before weights are split: each lowers the objective, and a handful is the rule. */
const CHOICES = 60;
/** Multipliers apart by less than this, relative to the largest |Σw|, are equal; a sum this near its limit is at it. */
const ROUNDING = 1e-12;

/**
 * min w'Pw/2 + q'w subject to limits with kinks, rows and bounds, exactly and without new variables: `solveWithTurnover`
 * for any number of such limits.
 *
 * Once each weight has its segment, all limits are rows and the segments bounds. With multipliers −λ_k of the limits, a
 * weight that is held at a kink by more than Σ λ_k(above_k − below_k), over the limits with that kink, wants to cross: it
 * changes to the segment on the other side. The last point stays feasible, so the objective falls, and when no weight
 * wants to cross the conditions of the program itself hold. Where a choice has no portfolio, or they change without end at
 * one point, weights are split into their parts on the segments (`segments.ts`): a larger program, but one.
 *
 * @param program with a last row of zeros for each of the limits, in their order
 * @param warmStart solution of an earlier program of the same shape
 * @throws DataError `unbounded`
 */
export function solveKinked(
  engine: QuadraticSolver,
  program: WeightProgram,
  limits: readonly KinkedLimit[],
  warmStart?: QPSolution,
): LimitedSolution {
  const bounds: WeightBounds = { lower: program.lower, upper: program.upper };
  let solution = unlessUnbounded(() => engine.solveQP(program, warmStart));
  let iterations = solution?.iterations ?? 0;
  if (solution !== null) {
    const { status, x } = solution;
    if (status !== 'optimal') return { solution, bounds };
    if (limits.every((limit) => kinkedSum(x, limit) <= limit.limit * (1 + ROUNDING)))
      return { solution, bounds };

    const kinks = kinksBetween(limits, bounds);
    const segments = Array.from(x, (weight, i) => kinks[i].filter((kink) => kink <= weight).length);
    for (let choice = 0; choice < CHOICES; choice++) {
      const onSegments = programOnSegments(program, limits, kinks, segments);
      // the first solution has shown that P is convex
      solution = unlessUnbounded(() =>
        engine.solveQP({ ...onSegments, convex: true }, solution ?? undefined),
      );
      if (solution === null) break;
      iterations += solution.iterations;
      if (solution.status !== 'optimal') break;
      if (!changeSegments(segments, solution, kinks, limits, program)) {
        return {
          solution: { ...solution, iterations },
          bounds: { lower: onSegments.lower, upper: onSegments.upper },
        };
      }
    }
  }
  const split = solveInParts(engine, program, limits, solution === null ? program.convex : true);
  return { solution: { ...split, iterations: iterations + split.iterations }, bounds };
}

/** null where the objective falls without end, which limits that are not there yet may stop. */
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
  limits: readonly KinkedLimit[],
  kinks: readonly (readonly number[])[],
  segments: readonly number[],
): WeightProgram {
  const { n } = program;
  const first = program.l.length - limits.length;
  const [A, u] = [program.A.slice(), program.u.slice()];
  const lower = program.lower.map((low, i) => kinks[i][segments[i] - 1] ?? low);
  const upper = program.upper.map((high, i) => kinks[i][segments[i]] ?? high);
  limits.forEach((limit, k) => {
    const slopes = lower.map((start, i) => slopeFrom(start, limit.at[i], limit));
    A.set(slopes, (first + k) * n);
    u[first + k] = slopes.reduce((sum, slope, i) => sum + slope * limit.at[i], limit.limit);
  });
  return { ...program, A, u, lower, upper };
}

/** Moves weights that want to cross a kink to the segment behind it; whether there were any. */
function changeSegments(
  segments: number[],
  { x, multipliers, boundMultipliers, activeSet }: QPSolution,
  kinks: readonly (readonly number[])[],
  limits: readonly KinkedLimit[],
  { n, P, q, l }: WeightProgram,
): boolean {
  const first = l.length - limits.length;
  let size = 0;
  for (let i = 0; i < n; i++) {
    let gradient = q[i];
    for (let j = 0; j < n; j++) if (x[j] !== 0) gradient += P[i * n + j] * x[j];
    size = Math.max(size, Math.abs(gradient));
  }
  const jump = (i: number, kink: number): number =>
    limits.reduce(
      (sum, { at, below, above }, k) =>
        at[i] === kink ? sum + Math.max(0, -multipliers[first + k]) * (above - below) : sum,
      0,
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
export function programInParts(program: WeightProgram, limits: readonly KinkedLimit[]): ProgramInParts {
  const { n, A, lower, upper } = program;
  const split = segmented(limits, program);
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
    const { coefficients, constant } = limitInParts(split, limit);
    A2.set(coefficients, (first + k) * size);
    u[first + k] = limit.limit - constant;
  });
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
function solveInParts(
  engine: QuadraticSolver,
  program: WeightProgram,
  limits: readonly KinkedLimit[],
  convex: boolean,
): QPSolution {
  const { n, P, q, l } = program;
  const { split, program: inside } = programInParts(program, limits);
  const gradient = q.map((value, i) => {
    let sum = value;
    for (let j = 0; j < n; j++) if (split.base[j] !== 0) sum += P[i * n + j] * split.base[j];
    return sum;
  });
  const solution = engine.solveQP({
    ...inside,
    P: matrixInParts(split, P, n),
    q: inParts(split, gradient),
    convex,
  });
  const boundMultipliers = new Float64Array(n);
  split.parts.forEach(({ asset, sign, isWhole, isLast }, j) => {
    const z = solution.boundMultipliers[j];
    if (isWhole) boundMultipliers[asset] += z;
    else if (isLast) boundMultipliers[asset] += sign * Math.min(0, z);
  });
  return {
    ...solution,
    ...{ x: weightsOf(split, solution.x), boundMultipliers },
    activeSet: inWeightCodes(solution.activeSet, split, l.length),
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

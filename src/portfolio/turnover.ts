import type { QPSolution, QuadraticProgram } from '../engine/quadratic-program.types.js';
import { DataError } from '../errors.js';
import type { WeightBounds } from './bounds.js';
import type { QuadraticSolver } from './quadratic.js';
import type { TurnoverLimit } from './rows.js';
import { splitTrades } from './split-trades.js';

/** A program over weights, with bounds, and room for the turnover in its last row. */
export type WeightProgram = Required<QuadraticProgram>;

/** A limit on trading, and what trading costs in the program. */
export interface Trading extends TurnoverLimit {
  /** c of Σ c_i|w_i − p_i| in the objective, in its units; 0 by default */
  costs?: Float64Array;
  /** e of a row that Σ e_i|w_i − p_i| counts against: a'w − Σ e_i|w_i − p_i| ≥ its lower bound */
  net?: { row: number; costs: Float64Array };
}

/** The answer, and the bounds that its active set refers to: trades of one direction end at the previous weight. */
export interface LimitedSolution {
  solution: QPSolution;
  bounds: WeightBounds;
}

/** Orthants that are tried before trades are split: each lowers the objective, and a handful is the rule. */
const ORTHANTS = 60;
/** Multipliers apart by less than this, relative to the largest |Σw|, are equal; a turnover this near its limit is at it. */
const ROUNDING = 1e-12;

/**
 * min w'Pw/2 + q'w + Σ c_i|w_i − p_i| subject to Σ|w − p| ≤ τ, rows (of one of which Σ e_i|w_i − p_i| may be taken) and
 * bounds, exactly and without new variables.
 *
 * The kink of |w_i − p_i| is at the previous weight. Once it is decided which assets are bought (s_i = 1) and which
 * sold (s_i = −1) the limit is a row, s'(w − p) ≤ τ, costs are linear, and p_i is a bound: a program like any other. With
 * the multipliers −λ of the limit and γ of the row with costs, an asset that is held at p_i by more than
 * 2(λ + c_i + γe_i) wants to cross, so its sign changes. As the last point stays feasible
 * the objective falls with each such change; when there is none the conditions of the program itself hold.
 *
 * Where a choice of signs has no portfolio, or signs change without end at one point, trades are split into purchases
 * and sales instead (`split-trades.ts`).
 *
 * @param program with a last row of zeros, for the limit
 * @param warmStart solution of an earlier program of the same shape
 */
export function solveWithTurnover(
  engine: QuadraticSolver,
  program: WeightProgram,
  turnover: Trading,
  warmStart?: QPSolution,
): LimitedSolution {
  const bounds: WeightBounds = { lower: program.lower, upper: program.upper };
  const isFree = turnover.costs === undefined && turnover.net === undefined;
  const free = withoutTrading(engine, program, isFree, warmStart);
  if (free === null) return { solution: splitTrades(engine, program, turnover), bounds };
  let solution = free;
  const isWithin = turnoverOf(solution.x, turnover) <= turnover.limit * (1 + ROUNDING);
  if (solution.status !== 'optimal' || (isFree && isWithin)) return { solution, bounds };

  const signs = firstSigns(solution.x, turnover.previous, bounds);
  let iterations = solution.iterations;
  for (let i = 0; i < ORTHANTS; i++) {
    const orthant = inOrthant(program, turnover, signs);
    // the first solution has shown that P is convex
    solution = engine.solveQP({ ...orthant, convex: true }, solution);
    iterations += solution.iterations;
    if (solution.status !== 'optimal') break;
    if (!changeSigns(signs, solution, turnover, bounds, program)) {
      return {
        solution: { ...solution, iterations },
        bounds: { lower: orthant.lower, upper: orthant.upper },
      };
    }
  }
  const split = splitTrades(engine, program, turnover);
  return { solution: { ...split, iterations: iterations + split.iterations }, bounds };
}

/** The program without limit and costs; null where these alone keep its objective from falling without end. */
function withoutTrading(
  engine: QuadraticSolver,
  program: WeightProgram,
  isFree: boolean,
  warmStart: QPSolution | undefined,
): QPSolution | null {
  try {
    return engine.solveQP(program, warmStart);
  } catch (error) {
    if (!isFree && error instanceof DataError && error.code === 'unbounded') return null;
    throw error;
  }
}

/** Σ|w − p| */
export function turnoverOf(weights: Float64Array, { previous }: TurnoverLimit): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += Math.abs(weights[i] - previous[i]);
  return sum;
}

/** Whether p_i is between the bounds: otherwise the asset can be traded in one direction only. */
export function canTradeBothWays(i: number, previous: Float64Array, { lower, upper }: WeightBounds): boolean {
  return previous[i] > lower[i] && previous[i] < upper[i];
}

/** The direction in which an asset goes from p_i to weight, or in which alone it may. */
export function directionOf(weight: number, i: number, previous: Float64Array, bounds: WeightBounds): number {
  if (previous[i] <= bounds.lower[i]) return 1;
  if (previous[i] >= bounds.upper[i]) return -1;
  return weight < previous[i] ? -1 : 1;
}

function firstSigns(x: Float64Array, previous: Float64Array, bounds: WeightBounds): Float64Array {
  return x.map((weight, i) => directionOf(weight, i, previous, bounds));
}

/** The program with s'w ≤ τ + s'p as its last row, p as a bound on one side and costs along s. */
function inOrthant(
  program: WeightProgram,
  { previous, limit, costs, net }: Trading,
  signs: Float64Array,
): WeightProgram {
  const { n } = program;
  const last = program.l.length - 1;
  const [A, u, l] = [program.A.slice(), program.u.slice(), program.l.slice()];
  A.set(signs, last * n);
  u[last] = signs.reduce((sum, sign, i) => sum + sign * previous[i], limit);
  if (net !== undefined) {
    signs.forEach((sign, i) => {
      A[net.row * n + i] -= sign * net.costs[i];
      l[net.row] -= sign * net.costs[i] * previous[i];
    });
  }
  return {
    ...program,
    ...{ A, l, u },
    q: costs === undefined ? program.q : program.q.map((value, i) => value + signs[i] * costs[i]),
    lower: program.lower.map((low, i) => (signs[i] > 0 ? Math.max(low, previous[i]) : low)),
    upper: program.upper.map((high, i) => (signs[i] < 0 ? Math.min(high, previous[i]) : high)),
  };
}

/** Turns the signs of assets that are held at p_i by more than 2(λ + c_i + γe_i); whether there were any. */
function changeSigns(
  signs: Float64Array,
  { x, multipliers, boundMultipliers, activeSet }: QPSolution,
  { previous, costs, net }: Trading,
  bounds: WeightBounds,
  { n, P, q, l }: WeightProgram,
): boolean {
  const lambda = Math.max(0, -multipliers[l.length - 1]);
  const gamma = net === undefined ? 0 : Math.max(0, multipliers[net.row]);
  const kink = (i: number): number => lambda + (costs?.[i] ?? 0) + gamma * (net?.costs[i] ?? 0);
  let size = 0;
  for (let i = 0; i < n; i++) {
    let gradient = q[i];
    for (let j = 0; j < n; j++) if (x[j] !== 0) gradient += P[i * n + j] * x[j];
    size = Math.max(size, Math.abs(gradient));
  }
  let changed = false;
  for (const code of activeSet) {
    const i = Math.abs(code) - 1 - l.length;
    if (i < 0 || x[i] !== previous[i] || !canTradeBothWays(i, previous, bounds)) continue;
    if (signs[i] * boundMultipliers[i] > 2 * kink(i) + ROUNDING * size) {
      signs[i] = -signs[i];
      changed = true;
    }
  }
  return changed;
}

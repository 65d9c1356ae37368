import type { QPSolution } from '../engine/quadratic-program.types.js';
import type { QuadraticSolver } from './quadratic.js';
import { canTradeBothWays, directionOf, type Trading, type WeightProgram } from './turnover.js';

/**
 * The program of `solveWithTurnover` with purchases b and sales s as variables of the assets that can be traded both
 * ways, w = p + b − s with b, s ≥ 0 and Σ(b + s) in the limit's row: larger and only semi-definite, but one program,
 * which also says what conflicts.
 *
 * @returns solution in terms of the weights: the active set and the conflict name bounds of these; multipliers of bounds
 *          are those of b and s at their largest, 0 at the previous weight
 */
export function splitTrades(
  engine: QuadraticSolver,
  program: WeightProgram,
  { previous, limit, costs, net }: Trading,
): QPSolution {
  const { n, P, q, A, l, u, lower, upper } = program;
  const m = l.length;
  const split = Array.from(previous.keys()).filter((i) => canTradeBothWays(i, previous, program));
  const size = n + split.length;
  /** variable → asset and sign: its own weight or purchase, then sales */
  const asset = (j: number): number => (j < n ? j : split[j - n]);
  const sign = (j: number): number => (j < n ? 1 : -1);
  const start = new Float64Array(n);
  for (const i of split) start[i] = previous[i];

  const isSplit = new Set(split);
  /** of |w − p| in variable j */
  const direction = (j: number): number => (isSplit.has(asset(j)) ? 1 : directionOf(0, j, previous, program));

  const P2 = new Float64Array(size * size);
  const q2 = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    const line = asset(j) * n;
    let gradient = q[asset(j)];
    for (const i of split) gradient += P[line + i] * start[i];
    q2[j] = sign(j) * gradient + direction(j) * (costs?.[asset(j)] ?? 0);
    for (let k = 0; k < size; k++) P2[j * size + k] = sign(j) * sign(k) * P[line + asset(k)];
  }
  const A2 = new Float64Array(m * size);
  const [l2, u2] = [l.slice(), u.slice()];
  for (let r = 0; r < m - 1; r++) {
    for (let j = 0; j < size; j++) A2[r * size + j] = sign(j) * A[r * n + asset(j)];
    const held = split.reduce((sum, i) => sum + A[r * n + i] * start[i], 0);
    l2[r] -= held;
    u2[r] -= held;
  }
  u2[m - 1] = limit;
  for (let j = 0; j < size; j++) {
    const way = direction(j);
    const cost = net === undefined ? 0 : net.costs[asset(j)] * way;
    A2[(m - 1) * size + j] = way;
    if (net !== undefined) A2[net.row * size + j] -= cost;
    if (isSplit.has(asset(j))) continue;
    u2[m - 1] += way * previous[j];
    if (net !== undefined) l2[net.row] -= cost * previous[j];
  }
  const room = (j: number): [number, number] => {
    const i = asset(j);
    if (!isSplit.has(i)) return [lower[i], upper[i]];
    return [0, j < n ? upper[i] - previous[i] : previous[i] - lower[i]];
  };
  const rooms = Array.from({ length: size }, (_, j) => room(j));
  const solution = engine.solveQP({
    n: size,
    P: P2,
    q: q2,
    A: A2,
    l: l2,
    u: u2,
    convex: true,
    lower: Float64Array.from(rooms, ([low]) => low),
    upper: Float64Array.from(rooms, ([, high]) => high),
  });
  return inWeights(solution, n, m, split, start);
}

/** The solution with n weights instead of purchases and sales. */
function inWeights(
  solution: QPSolution,
  n: number,
  m: number,
  split: readonly number[],
  start: Float64Array,
): QPSolution {
  const x = start.map((held, i) => held + solution.x[i]);
  const boundMultipliers = solution.boundMultipliers.slice(0, n);
  const isSplit = new Set(split);
  for (const i of split) boundMultipliers[i] = Math.min(0, boundMultipliers[i]);
  split.forEach((i, k) => {
    x[i] -= solution.x[n + k];
    // a sale at its largest is a weight at its smallest
    boundMultipliers[i] -= Math.min(0, solution.boundMultipliers[n + k]);
  });
  return {
    ...solution,
    ...{ x, boundMultipliers, activeSet: inWeightCodes(solution.activeSet, n, m, split, isSplit) },
    ...(solution.conflict ? { conflict: inWeightCodes(solution.conflict, n, m, split, isSplit) } : {}),
  };
}

/** Codes of rows and of bounds of weights; that purchases and sales are not negative is no constraint of these. */
function inWeightCodes(
  codes: Int32Array,
  n: number,
  m: number,
  split: readonly number[],
  isSplit: ReadonlySet<number>,
): Int32Array {
  const named: number[] = [];
  for (const code of codes) {
    const j = Math.abs(code) - 1 - m;
    if (j < 0 || (j < n && !isSplit.has(j))) named.push(code);
    else if (code < 0) named.push(j < n ? code : m + split[j - n] + 1);
  }
  return Int32Array.from(named.sort((a, b) => Math.abs(a) - Math.abs(b)));
}

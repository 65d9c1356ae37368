import type { Covariance } from '../covariance/types.js';
import type { QPSolution, QuadraticProgram } from '../engine/quadratic-program.types.js';
import { DataError } from '../errors.js';
import { type WeightBounds, readable, withoutRounding } from './bounds.js';
import { largestReachableReturn } from './expected-returns.js';
import type { ProgramMultipliers } from './multipliers.js';
import { budgetRow, type Row, targetRow, type TurnoverLimit, turnoverRow } from './rows.js';
import { solveWithTurnover, type Trading, type WeightProgram } from './turnover.js';

/** The part of the engine that bounded portfolios need. */
export interface QuadraticSolver {
  solveQP(problem: QuadraticProgram, warmStart?: QPSolution): QPSolution;
}

/** w'μ ≥ r, or w'μ − Σ c_i|w_i − previous_i| ≥ r */
export interface ReturnTarget {
  expected: Float64Array;
  targetReturn: number;
  /** c; 0 by default */
  costs?: Float64Array;
}

/** Weights, or why there are none; `solution` is null where nothing had to be solved. */
export type QuadraticPortfolio =
  | {
      status: 'optimal' | 'iterationLimit';
      weights: Float64Array;
      /** rows: the budget, the target where there is one, each group, and the turnover limit where there is one */
      multipliers: ProgramMultipliers;
      solution: QPSolution;
    }
  | { status: 'infeasible'; conflict: string[]; solution: QPSolution | null };

/** What rounding leaves of a target that is exactly the largest reachable return, as a share of the returns. */
const ROUNDING = 1e-12;

/** What is asked of weights beside Σw = 1. */
export interface WeightConstraints {
  bounds: WeightBounds;
  groups: readonly Row[];
  turnover: TurnoverLimit | null;
}

/** What a program has beside w'Σw and the constraints on weights. */
export interface QuadraticTerms {
  /** q; 0 by default */
  linear?: Float64Array;
  /** c of Σ c_i|w_i − previous_i|, where there are previous weights; 0 by default */
  costs?: Float64Array;
  target?: ReturnTarget;
}

/**
 * min ½w'Σw + q'w + Σ c_i|w_i − previous_i| subject to Σw = 1, lower ≤ w ≤ upper and, where there are, w'μ ≥ r, sums over groups and
 * Σ|w − previous| ≤ τ.
 *
 * @throws DataError `indefinite-covariance`, `unbounded` where q falls along weights without bound or risk
 */
export function quadraticPortfolio(
  engine: QuadraticSolver,
  { name, assets, values }: Covariance,
  { bounds, groups, turnover }: WeightConstraints,
  { linear, costs, target }: QuadraticTerms = {},
  warmStart?: QPSolution,
): QuadraticPortfolio {
  const N = assets.length;
  const unreachable = target === undefined ? [] : targetConflicts(target, bounds);
  if (unreachable.length > 0) return { status: 'infeasible', conflict: unreachable, solution: null };
  const rows = [budgetRow(N), ...(target === undefined ? [] : [targetRow(target)]), ...groups];
  const described = turnover === null ? rows : [...rows, turnoverRow(N, turnover)];
  const program = weightProgram(values, linear, described, bounds);
  const { solution, bounds: reached } =
    turnover === null
      ? { solution: engine.solveQP(program, warmStart), bounds }
      : solveWithTurnover(engine, program, { ...turnover, costs, net: netRow(described, target) }, warmStart);
  if (solution.status === 'notPositiveDefinite') throw indefinite(name, N);
  if (solution.status === 'infeasible') {
    const conflict = Array.from(solution.conflict ?? [], (code) =>
      describeConstraint(code, assets, bounds, described),
    );
    return { status: 'infeasible', conflict, solution };
  }
  const weights = cleanWeights(solution, described.length, reached);
  const ofBounds = multipliersOfBounds(solution.boundMultipliers, weights, bounds);
  return {
    status: solution.status,
    weights,
    multipliers: { rows: described, ofRows: solution.multipliers, ofBounds },
    solution,
  };
}

/** The row of a target that costs of trading count against. */
function netRow(rows: readonly Row[], target: ReturnTarget | undefined): Trading['net'] {
  if (target?.costs === undefined) return undefined;
  return { row: rows.findIndex(({ name }) => name === 'targetReturn'), costs: target.costs };
}

/** Of the bounds on weights alone: a turnover limit holds weights where they were, as bounds of its program. */
function multipliersOfBounds(
  multipliers: Float64Array,
  weights: Float64Array,
  { lower, upper }: WeightBounds,
): Float64Array {
  return multipliers.map((z, i) => (weights[i] === (z > 0 ? lower[i] : upper[i]) ? z : 0));
}

/** Of a matrix that is no covariance. */
export function indefinite(name: string, N: number): DataError {
  return new DataError(
    'indefinite-covariance',
    `the ${name} covariance of ${N} assets is not positive semi-definite`,
    'use an estimator that is, such as ledoitWolf',
    { covariance: name, assets: N },
  );
}

function weightProgram(
  values: Float64Array,
  linear: Float64Array | undefined,
  rows: readonly Row[],
  bounds: WeightBounds,
): WeightProgram {
  const N = bounds.lower.length;
  const A = new Float64Array(rows.length * N);
  rows.forEach(({ coefficients }, row) => A.set(coefficients, row * N));
  return {
    ...{ n: N, P: values, q: linear ?? new Float64Array(N), A, convex: false },
    l: Float64Array.from(rows, ({ lower }) => lower),
    u: Float64Array.from(rows, ({ upper }) => upper),
    ...bounds,
  };
}

/** Why no weights within the bounds reach the target, in words; empty when some do. */
function targetConflicts({ expected, targetReturn }: ReturnTarget, bounds: WeightBounds): string[] {
  const largest = largestReachableReturn(expected, bounds);
  const unit = expected.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  if (targetReturn <= largest + ROUNDING * unit) return [];
  return [
    `targetReturn ${readable(targetReturn)} is above the largest reachable return, ${readable(largest)} a period`,
  ];
}

/** The solution without rounding: the codes of its active set count rows before bounds. */
function cleanWeights({ x, activeSet }: QPSolution, rows: number, bounds: WeightBounds) {
  const weights = x.slice();
  for (const code of activeSet) {
    const variable = Math.abs(code) - 1 - rows;
    if (variable >= 0) weights[variable] = (code > 0 ? bounds.lower : bounds.upper)[variable];
  }
  return withoutRounding(weights, bounds);
}

/** A constraint by its code: rows in their order, then bounds of assets. */
function describeConstraint(
  code: number,
  assets: readonly string[],
  { lower, upper }: WeightBounds,
  rows: readonly Row[],
): string {
  const row = Math.abs(code) - 1;
  if (row < rows.length) return rows[row].describe(code > 0 ? 'lower' : 'upper');
  const variable = row - rows.length;
  return code > 0
    ? `minWeights of ${assets[variable]} is ${lower[variable]}`
    : `maxWeights of ${assets[variable]} is ${upper[variable]}`;
}

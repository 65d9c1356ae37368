import type { Covariance } from '../covariance/types.js';
import type { QPSolution, QuadraticProgram } from '../engine/quadratic-program.types.js';
import { DataError } from '../errors.js';
import { type WeightBounds, readable } from './bounds.js';
import { largestReachableReturn } from './expected-returns.js';
import { budgetRow, type Row, targetRow, type TurnoverLimit, turnoverRow } from './rows.js';
import { solveWithTurnover, type WeightProgram } from './turnover.js';

/** The part of the engine that bounded portfolios need. */
export interface QuadraticSolver {
  solveQP(problem: QuadraticProgram, warmStart?: QPSolution): QPSolution;
}

/** w'μ ≥ r */
export interface ReturnTarget {
  expected: Float64Array;
  targetReturn: number;
}

/** Weights, or why there are none; `solution` is null where nothing had to be solved. */
export type QuadraticPortfolio =
  | {
      status: 'optimal' | 'iterationLimit';
      weights: Float64Array;
      /** of the budget, the target where there is one, each group, and the turnover limit where there is one */
      multipliers: number[];
      solution: QPSolution;
    }
  | { status: 'infeasible'; conflict: string[]; solution: QPSolution | null };

/** What rounding leaves of a target that is exactly the largest reachable return, as a share of the returns. */
const ROUNDING = 1e-12;

/** What is asked of weights beside their bounds and Σw = 1. */
export interface WeightConstraints {
  target: ReturnTarget | null;
  groups: readonly Row[];
  turnover: TurnoverLimit | null;
}

/**
 * min w'Σw subject to Σw = 1, lower ≤ w ≤ upper and, where there are, w'μ ≥ r, sums over groups and Σ|w − previous| ≤ τ.
 *
 * @throws DataError `indefinite-covariance`
 */
export function quadraticPortfolio(
  engine: QuadraticSolver,
  { name, assets, values }: Covariance,
  bounds: WeightBounds,
  { target, groups, turnover }: WeightConstraints,
  warmStart?: QPSolution,
): QuadraticPortfolio {
  const N = assets.length;
  const unreachable = target === null ? [] : targetConflicts(target, bounds);
  if (unreachable.length > 0) return { status: 'infeasible', conflict: unreachable, solution: null };
  const rows = [budgetRow(N), ...(target === null ? [] : [targetRow(target)]), ...groups];
  const described = turnover === null ? rows : [...rows, turnoverRow(N, turnover)];
  const program = weightProgram(values, described, bounds);
  const { solution, bounds: reached } =
    turnover === null
      ? { solution: engine.solveQP(program, warmStart), bounds }
      : solveWithTurnover(engine, program, turnover, warmStart);
  if (solution.status === 'notPositiveDefinite') {
    throw new DataError(
      'indefinite-covariance',
      `the ${name} covariance of ${N} assets is not positive semi-definite`,
      'use an estimator that is, such as ledoitWolf',
      { covariance: name, assets: N },
    );
  }
  if (solution.status === 'infeasible') {
    const conflict = Array.from(solution.conflict ?? [], (code) =>
      describeConstraint(code, assets, bounds, described),
    );
    return { status: 'infeasible', conflict, solution };
  }
  return {
    status: solution.status,
    weights: cleanWeights(solution, described.length, reached),
    multipliers: described.map((_, row) => solution.multipliers[row]),
    solution,
  };
}

function weightProgram(values: Float64Array, rows: readonly Row[], bounds: WeightBounds): WeightProgram {
  const N = bounds.lower.length;
  const A = new Float64Array(rows.length * N);
  rows.forEach(({ coefficients }, row) => A.set(coefficients, row * N));
  return {
    ...{ n: N, P: values, q: new Float64Array(N), A, convex: false },
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

/** Weights this close to a bound are at it: the solver does not count a bound as active where it presses on nothing. */
const AT_BOUND = 1e-12;

/**
 * The solution without rounding: weights at their bounds exactly there, the others within theirs; what is left of 1
 * goes to the largest of these.
 *
 * @param rows of the program: the codes of its active set count them before the bounds
 */
function cleanWeights({ x, activeSet }: QPSolution, rows: number, { lower, upper }: WeightBounds) {
  const weights = x.slice();
  for (const code of activeSet) {
    const variable = Math.abs(code) - 1 - rows;
    if (variable >= 0) weights[variable] = code > 0 ? lower[variable] : upper[variable];
  }
  let sum = 0;
  let largest = -1;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] <= lower[i] + AT_BOUND) weights[i] = lower[i];
    else if (weights[i] >= upper[i] - AT_BOUND) weights[i] = upper[i];
    else if (largest < 0 || weights[i] > weights[largest]) largest = i;
    sum += weights[i];
  }
  if (largest >= 0) {
    const completed = weights[largest] + (1 - sum);
    weights[largest] = Math.min(upper[largest], Math.max(lower[largest], completed));
  }
  return weights;
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

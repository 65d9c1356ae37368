import type { Covariance } from '../covariance/types.js';
import type { QPSolution, QuadraticProgram } from '../engine/quadratic-program.types.js';
import { DataError } from '../errors.js';
import { type WeightBounds, readable, withoutRounding } from './bounds.js';
import { type Budget, budgetRow } from './budget.js';
import { type ProgramBesideMatrix, solvedByFactors } from './factor-form/portfolio.js';
import { smallestConflict } from './conflict.js';
import { largestReachableReturn } from './expected-returns.js';
import { type KinkedSolution, solveKinked, type WeightProgram } from './kinked-program.js';
import { costsKinks, type Kinked, type KinkedLimit, kinkedRow, turnoverKinks } from './kinks.js';
import type { ProgramMultipliers } from './multipliers.js';
import { type Row, targetRow, type TurnoverLimit } from './rows.js';
import { violated, violationOf } from './violation.js';

/** The part of the engine that bounded portfolios need. */
export interface QuadraticSolver {
  /** as `Engine.solveQP` */
  solveQP(problem: QuadraticProgram, warmStart?: QPSolution): QPSolution;
}

/** w'μ ≥ r, or with costs of trading w'μ − Σ c_i|w_i − previous_i| ≥ r */
export interface ReturnTarget {
  expected: Float64Array;
  targetReturn: number;
  costs?: Float64Array;
}

/** Weights, or why there are none; `solution` is null where nothing had to be solved. */
export type QuadraticPortfolio =
  | {
      status: 'optimal' | 'iterationLimit';
      weights: Float64Array;
      /** rows: the budget, the target where there is one, those of the constraints, and limits with kinks */
      multipliers: ProgramMultipliers;
      /** the largest, of any constraint */
      violation: number;
      solution: QPSolution;
      /** why a covariance of factors and a diagonal was solved as a matrix; not there where it was not */
      note?: string;
    }
  | { status: 'infeasible'; conflict: string[]; solution: QPSolution | null };

/** What rounding leaves of a target that is exactly the largest reachable return, as a share of the returns. */
const ROUNDING = 1e-12;

/** What is asked of weights. */
export interface WeightConstraints {
  bounds: WeightBounds;
  budget: Budget;
  /** groups, linear constraints and exposures to factors */
  rows: readonly Row[];
  /** long, short and gross exposure */
  exposures: readonly KinkedLimit[];
  turnover: TurnoverLimit | null;
}

/** Rows of the limits with kinks, which stand behind all others, and the limits. */
export function kinkedRows({ bounds, exposures, turnover }: Omit<WeightConstraints, 'rows' | 'budget'>): {
  rows: Row[];
  limits: KinkedLimit[];
} {
  const N = bounds.lower.length;
  const rows = exposures.map((limit) => kinkedRow(N, limit));
  if (turnover === null) return { rows, limits: [...exposures] };
  const limit = turnoverKinks(turnover);
  return { rows: [...rows, kinkedRow(N, limit)], limits: [...exposures, limit] };
}

/** What a program has beside w'Σw and the constraints on weights. */
export interface QuadraticTerms {
  /** q; 0 by default */
  linear?: Float64Array;
  /** c of trading from the previous weights, in units of the objective; 0 by default */
  costs?: Float64Array;
  target?: ReturnTarget;
}

/**
 * min ½w'Σw + q'w + Σ c_i|w_i − previous_i| subject to the budget, lower ≤ w ≤ upper and, where there are, w'μ ≥ r, rows, limits on long, short and
 * gross exposure and Σ|w − previous| ≤ τ. What conflicts is a smallest conflict. Weights that miss a constraint by more than
 * rounding have the status `iterationLimit`. A covariance of factors and a diagonal is solved by these where its constraints
 * allow it, and its matrix is not put together.
 *
 * @param settings.explain whether a conflict is made smallest; else what is named is any
 * @throws DataError `indefinite-covariance`, `unbounded` where q falls along weights without bound or risk
 */
export function quadraticPortfolio(
  engine: QuadraticSolver,
  covariance: Covariance,
  constraints: WeightConstraints,
  { linear, costs, target }: QuadraticTerms = {},
  warmStart?: QPSolution,
  { explain = true } = {},
): QuadraticPortfolio {
  const { name, assets } = covariance;
  const N = assets.length;
  const { bounds, budget } = constraints;
  const unreachable = target === undefined ? [] : targetConflicts(target, bounds, budget);
  if (unreachable.length > 0) return { status: 'infeasible', conflict: unreachable, solution: null };
  const { rows: limitRows, limits } = kinkedRows(constraints);
  const rows = [
    budgetRow(N, budget),
    ...(target === undefined ? [] : [targetRow(target)]),
    ...constraints.rows,
    ...limitRows,
  ];
  const kinked: Kinked = { limits, ...tradingIn(constraints, rows, costs, target) };
  const named = { rows, bounds, limits, net: kinked.net };
  const besideMatrix = programOf(linear, rows, bounds);
  const byFactors = solvedByFactors(covariance, besideMatrix, limits.map(kinksOf), warmStart);
  const { solution, bounds: reached } =
    byFactors !== null && 'solution' in byFactors
      ? { ...byFactors, bounds }
      : solveLimited(engine, { ...besideMatrix, P: covariance.values, convex: false }, kinked, warmStart);
  if (solution.status === 'notPositiveDefinite') throw indefinite(name, N);
  if (solution.status === 'infeasible') {
    const codes = solution.conflict ?? new Int32Array(0);
    const conflict = (explain ? smallestConflict(engine, named, codes) : Array.from(codes)).map((code) =>
      describeConstraint(code, assets, bounds, rows),
    );
    return { status: 'infeasible', conflict, solution };
  }
  const weights = cleanWeights(solution, rows.length, reached, budget);
  const ofBounds = multipliersOfBounds(solution.boundMultipliers, weights, bounds);
  const violation = violationOf(weights, named);
  return {
    status: violation.relative > violated ? 'iterationLimit' : solution.status,
    weights,
    multipliers: { rows, ofRows: solution.multipliers, ofBounds },
    violation: violation.amount,
    solution,
    ...(byFactors !== null && 'note' in byFactors ? { note: byFactors.note } : {}),
  };
}

/** Costs of trading in the objective and in the row of the target. */
function tradingIn(
  { turnover }: WeightConstraints,
  rows: readonly Row[],
  costs: Float64Array | undefined,
  target: ReturnTarget | undefined,
): Pick<Kinked, 'costs' | 'net'> {
  if (turnover === null) return {};
  const row = rows.findIndex(({ name }) => name === 'targetReturn');
  return {
    ...(costs === undefined ? {} : { costs: costsKinks(turnover, costs) }),
    ...(target?.costs === undefined ? {} : { net: { row, costs: costsKinks(turnover, target.costs) } }),
  };
}

/** Costs come with a limit on trading, be it infinite. */
function solveLimited(
  engine: QuadraticSolver,
  program: WeightProgram,
  kinked: Kinked,
  warmStart: QPSolution | undefined,
): KinkedSolution {
  if (kinked.limits.length > 0) return solveKinked(engine, program, kinked, warmStart);
  const { lower, upper } = program;
  return { solution: engine.solveQP(program, warmStart), bounds: { lower, upper } };
}

/** Of the bounds on weights alone: weights that are held at a kink are at bounds of the program. */
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

/** What a limit with kinks is of; costs come with a limit on trading that is infinite. */
function kinksOf({ name, limit }: KinkedLimit): string {
  return limit === Infinity ? 'transactionCosts' : name;
}

function programOf(
  linear: Float64Array | undefined,
  rows: readonly Row[],
  bounds: WeightBounds,
): ProgramBesideMatrix {
  const N = bounds.lower.length;
  const A = new Float64Array(rows.length * N);
  rows.forEach(({ coefficients }, row) => A.set(coefficients, row * N));
  return {
    ...{ n: N, q: linear ?? new Float64Array(N), A },
    l: Float64Array.from(rows, ({ lower }) => lower),
    u: Float64Array.from(rows, ({ upper }) => upper),
    ...bounds,
  };
}

/** Why no weights within the bounds reach the target, in words; empty when some do. */
export function targetConflicts(
  { expected, targetReturn }: ReturnTarget,
  bounds: WeightBounds,
  budget: Budget,
): string[] {
  const largest = largestReachableReturn(expected, bounds, budget);
  const unit = expected.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  if (targetReturn <= largest + ROUNDING * unit) return [];
  return [
    `targetReturn ${readable(targetReturn)} is above the largest reachable return, ${readable(largest)} a period`,
  ];
}

/** The solution without rounding: the codes of its active set count rows before bounds. */
function cleanWeights({ x, activeSet }: QPSolution, rows: number, bounds: WeightBounds, budget: Budget) {
  const weights = x.slice();
  for (const code of activeSet) {
    const variable = Math.abs(code) - 1 - rows;
    if (variable >= 0) weights[variable] = (code > 0 ? bounds.lower : bounds.upper)[variable];
  }
  return withoutRounding(weights, bounds, budget);
}

/** A constraint by its code: rows in their order, then bounds of assets. */
export function describeConstraint(
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

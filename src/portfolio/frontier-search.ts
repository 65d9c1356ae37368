/** The portfolio of the efficient frontier that has a given variance, by quadratic programs alone. */
import type { Covariance } from '../covariance/types.js';
import type { QPSolution } from '../engine/quadratic-program.types.js';
import { DataError } from '../errors.js';
import {
  type QuadraticPortfolio,
  quadraticPortfolio,
  type QuadraticSolver,
  type WeightConstraints,
} from './quadratic.js';
import { covarianceWith, innerProduct } from './result.js';
import { costsOfTrading } from './transaction-costs.js';

/** Weights that a program has. */
export type FoundPortfolio = Exclude<QuadraticPortfolio, { status: 'infeasible' }>;

/** A portfolio of least variance at its return. */
export interface FrontierPoint {
  found: FoundPortfolio;
  /** r = w'μ, less costs of trading */
  expectedReturn: number;
  /** V = w'Σw */
  variance: number;
  /** γ = ∂(½V)/∂r */
  slope: number;
}

/** What is searched. */
export interface FrontierProgram {
  engine: QuadraticSolver;
  covariance: Covariance;
  constraints: WeightConstraints;
  expected: Float64Array;
}

/** The variance is the wanted one when it is apart by less, relative to it. */
export const variancePrecision = 1e-13;
/** Steps square the distance or halve the bracket, so that a handful is the rule. */
const STEPS = 100;
/** Doublings of a return that has no largest value. */
const DOUBLINGS = 200;

/** The point of a portfolio that was found at this slope. */
export function frontierPoint(
  { covariance, expected, constraints }: FrontierProgram,
  found: FoundPortfolio,
  slope: number,
): FrontierPoint {
  const { weights } = found;
  return {
    ...{ found, slope },
    expectedReturn: innerProduct(weights, expected) - costsOfTrading(weights, constraints.turnover),
    variance: innerProduct(weights, covarianceWith(covariance, weights)),
  };
}

/** The portfolio of least variance with at least this return; null where rounding leaves none. */
export function pointAtReturn(
  program: FrontierProgram,
  targetReturn: number,
  warmStart?: QPSolution,
): FrontierPoint | null {
  const { engine, covariance, constraints, expected } = program;
  const terms = { target: { expected, targetReturn, costs: constraints.turnover?.costs } };
  const found = quadraticPortfolio(engine, covariance, constraints, terms, warmStart);
  if (found.status === 'infeasible') return null;
  const row = found.multipliers.rows.findIndex(({ name }) => name === 'targetReturn');
  return frontierPoint(program, found, Math.max(0, found.multipliers.ofRows[row]));
}

/**
 * A point with more variance than `goal`, or the end of the frontier where there is none.
 *
 * @param largest the largest return of all, Infinity where there is none
 * @throws DataError `unbounded` where returns rise without end and without risk
 */
export function pointAbove(
  program: FrontierProgram,
  low: FrontierPoint,
  goal: number,
  largest: number,
): FrontierPoint {
  if (largest < Infinity) return pointAtReturn(program, largest) ?? low;
  const unit = program.expected.reduce((size, mu) => Math.max(size, Math.abs(mu)), 0);
  for (let step = 1, k = 0; k < DOUBLINGS; k++, step *= 2) {
    const point = pointAtReturn(program, low.expectedReturn + step * unit);
    if (point !== null && point.variance > goal) return point;
  }
  throw new DataError(
    'unbounded',
    'the expected return rises without end at this volatility',
    'bound the weights by minWeights and maxWeights',
    { covariance: program.covariance.name },
  );
}

/**
 * The point with the variance `goal`, between one below and one above.
 *
 * V(r) is convex and piecewise quadratic. The chord of the two portfolios meets `goal` at a return whose V is no more,
 * the tangent of V at the upper one at a return whose V is no less. So the bracket closes quadratically, and at once when
 * both ends are on one piece of V, on which weights are linear. Where a tangent is of no use (V has kinks, where its slope
 * is any of an interval), the bracket is halved.
 *
 * @returns the nearest point that was found: whether it is near enough is for the caller to see
 */
export function pointOfVariance(
  program: FrontierProgram,
  below: FrontierPoint,
  above: FrontierPoint,
  goal: number,
): FrontierPoint {
  let [low, high] = [below, above];
  const apart = ({ variance }: FrontierPoint): number => Math.abs(variance / goal - 1);
  const best = (): FrontierPoint => (apart(low) < apart(high) ? low : high);
  const cut = (r: number): boolean => {
    const point = pointAtReturn(program, r, high.found.solution);
    if (point === null) return false;
    if (point.variance <= goal) low = point;
    else high = point;
    return apart(point) > variancePrecision;
  };
  for (let step = 0; step < STEPS; step++) {
    const [first, last] = [low.expectedReturn, high.expectedReturn];
    if (!cut(first + chordShare(program.covariance, low, high, goal) * (last - first))) break;
    const tangent = high.expectedReturn - (high.variance - goal) / (2 * high.slope);
    if (tangent > low.expectedReturn && tangent < high.expectedReturn && !cut(tangent)) break;
    if (high.expectedReturn - low.expectedReturn <= (last - first) / 2) continue;
    const middle = (low.expectedReturn + high.expectedReturn) / 2;
    if (!(middle > low.expectedReturn && middle < high.expectedReturn) || !cut(middle)) break;
  }
  return best();
}

/** θ in [0, 1] at which w_low + θ(w_high − w_low) has the variance `goal`. */
function chordShare(covariance: Covariance, low: FrontierPoint, high: FrontierPoint, goal: number): number {
  const direction = high.found.weights.map((weight, i) => weight - low.found.weights[i]);
  const product = covarianceWith(covariance, direction);
  const half = innerProduct(product, low.found.weights);
  const square = innerProduct(product, direction);
  const missing = goal - low.variance;
  const share = missing / (half + Math.sqrt(Math.max(0, half * half + square * missing)));
  return share >= 0 && share <= 1 ? share : 1;
}

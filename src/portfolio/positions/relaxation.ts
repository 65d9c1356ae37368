import type { Covariance } from '../../covariance/types.js';
import type { QPSolution } from '../../engine/quadratic-program.types.js';
import type { WeightBounds } from '../bounds.js';
import {
  type QuadraticPortfolio,
  quadraticPortfolio,
  type QuadraticSolver,
  type QuadraticTerms,
  type WeightConstraints,
} from '../quadratic.js';
import { covarianceWith, innerProduct } from '../result.js';
import type { Row } from '../rows.js';
import { costsOfTrading } from '../transaction-costs.js';
import type { PositionLimits } from './limits.js';

/** A quadratic program over weights, and the limits on positions that it is to have as well. */
export interface PositionProgram {
  engine: QuadraticSolver;
  covariance: Covariance;
  constraints: WeightConstraints;
  terms: QuadraticTerms;
  limits: PositionLimits;
}

/** By asset the piece that its weight is in, or UNDECIDED. */
export type Choices = Int8Array;
export const UNDECIDED = -1;

/** ½w'Σw + q'w + Σ c_i|w_i − p_i| */
export function programObjective(
  { covariance, constraints, terms }: PositionProgram,
  w: Float64Array,
): number {
  const { linear, costs } = terms;
  const trading = constraints.turnover && { ...constraints.turnover, costs };
  return (
    0.5 * innerProduct(w, covarianceWith(covariance, w)) +
    (linear === undefined ? 0 : innerProduct(linear, w)) +
    costsOfTrading(w, trading)
  );
}

/** Whether each position that is decided is held. */
export function isHeld({ pieces }: PositionLimits, choices: Choices, i: number): boolean {
  return choices[i] !== UNDECIDED && pieces[i][choices[i]].isHeld;
}

/** Positions that are decided to be held. */
export function heldCount(limits: PositionLimits, choices: Choices): number {
  return choices.reduce((count, _, i) => count + (isHeld(limits, choices, i) ? 1 : 0), 0);
}

/**
 * The program with decided positions in their pieces and the others within their bounds, which is convex.
 *
 * @param explain see `quadraticPortfolio`
 */
export function relaxed(
  program: PositionProgram,
  choices: Choices,
  warmStart?: QPSolution,
  explain = false,
): QuadraticPortfolio {
  const { engine, covariance, constraints, terms, limits } = program;
  const bounds = boundsOf(program, choices);
  const rows = cardinalityRow(limits, constraints.bounds, choices);
  return quadraticPortfolio(
    engine,
    covariance,
    { ...constraints, bounds, rows: [...constraints.rows, ...rows] },
    terms,
    warmStart,
    { explain },
  );
}

/** The program with all positions decided, without a row for their number. */
export function settled(program: PositionProgram, choices: Choices): QuadraticPortfolio {
  const { engine, covariance, constraints, terms } = program;
  return quadraticPortfolio(
    engine,
    covariance,
    { ...constraints, bounds: boundsOf(program, choices) },
    terms,
    undefined,
    { explain: false },
  );
}

export function boundsOf({ constraints, limits }: PositionProgram, choices: Choices): WeightBounds {
  const { lower, upper } = constraints.bounds;
  const piece = (i: number) => (choices[i] === UNDECIDED ? null : limits.pieces[i][choices[i]]);
  return {
    lower: lower.map((low, i) => piece(i)?.lower ?? low),
    upper: upper.map((high, i) => piece(i)?.upper ?? high),
  };
}

/**
 * Σ w_i/U_i ≤ K − (decided to be held) over undecided assets that cannot be short, U their largest weights: each term
 * is at most 1 where the asset is held and 0 where it is not.
 */
function cardinalityRow(
  { pieces, cardinality }: PositionLimits,
  bounds: WeightBounds,
  choices: Choices,
): Row[] {
  if (cardinality === Infinity) return [];
  const held = heldCount({ pieces, cardinality, nodeLimit: 0 }, choices);
  const { lower, upper } = bounds;
  const coefficients = lower.map((low, i) =>
    choices[i] === UNDECIDED && low >= 0 && upper[i] > 0 && upper[i] < Infinity ? 1 / upper[i] : 0,
  );
  return [
    {
      name: { group: 'cardinality' },
      ...{ coefficients, lower: -Infinity, upper: cardinality - held },
      describe: () => `cardinality is ${cardinality}`,
    },
  ];
}

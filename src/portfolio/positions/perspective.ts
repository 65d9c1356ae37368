/**
 * A second bound for a limit on the number of positions. With Σ = R + D, D diagonal and R positive semi-definite, and
 * z_i = 1 of what is held, 0 of what is not, ½D_i·w_i² = ½D_i·w_i²/z_i, and for each μ ≥ 0
 *
 *     ½D_i·w_i²/z_i + μz_i ≥ √(2μD_i)|w_i|,
 *
 * so that with k positions left to be held among the undecided ones
 *
 *     min ½w'Rw + Σ_held ½D_i·w_i² + q'w + Σ_undecided √(2μD_i)|w_i| − μk
 *
 * is no more than the objective of any weights within the limits (the perspective relaxation, Frangioni and Gentile
 * 2006). It is a quadratic program where no undecided asset of D can be both long and short: others have no part of D.
 */
import type { QPSolution } from '../../engine/quadratic-program.types.js';
import { NotPositiveDefiniteError } from '../../errors.js';
import type { CholeskyFactoriser } from '../closed-form.js';
import {
  type Choices,
  heldCount,
  type PositionProgram,
  programObjective,
  relaxed,
  UNDECIDED,
} from './relaxation.js';

/** Part of the smallest eigenvalue of the correlations that D may take, so that R stays definite. */
const PART = 0.99;
/** Halvings of an interval with the smallest eigenvalue, and multipliers that are tried in a node. */
const HALVINGS = 30;
const TRIALS = 4;

export interface PerspectiveBound {
  bound: number;
  mu: number;
  weights: Float64Array;
  solution: QPSolution;
}

/** Bounds of nodes, from the multiplier of their parent's; null where the limits or Σ give no D. */
export type PerspectiveBounds = (
  choices: Choices,
  mu: number | null,
  warmStart: QPSolution,
) => PerspectiveBound | null;

export function perspectiveBounds(
  engine: CholeskyFactoriser,
  program: PositionProgram,
): PerspectiveBounds | null {
  const { covariance, constraints, terms, limits } = program;
  const { lower, upper } = constraints.bounds;
  const N = lower.length;
  if (limits.cardinality === Infinity) return null;
  const share = PART * smallestEigenvalue(engine, covariance.values, N);
  if (!(share > 0)) return null;
  const sign = lower.map((low, i) => (low >= 0 ? 1 : upper[i] <= 0 ? -1 : 0));
  const D = lower.map((_, i) => (sign[i] === 0 ? 0 : share * covariance.values[i * N + i]));

  const boundAt = (
    choices: Choices,
    mu: number,
    left: number,
    warmStart: QPSolution,
  ): PerspectiveBound | null => {
    const values = covariance.values.slice();
    const linear = terms.linear?.slice() ?? new Float64Array(N);
    for (let i = 0; i < N; i++) {
      if (choices[i] !== UNDECIDED) continue;
      values[i * N + i] -= D[i];
      linear[i] += sign[i] * Math.sqrt(2 * mu * D[i]);
    }
    const lifted = { ...program, covariance: { ...covariance, values }, terms: { ...terms, linear } };
    const found = relaxed(lifted, choices, warmStart);
    if (found.status !== 'optimal') return null;
    const { weights, solution } = found;
    return { bound: programObjective(lifted, weights) - mu * left, mu, weights, solution };
  };

  return (choices, start, warmStart) => {
    const left = limits.cardinality - heldCount(limits, choices);
    if (left <= 0) return null;
    /** √(2μ) at which Σ z = k for these weights, z = √D|w|/√(2μ) */
    const level = (weights: Float64Array): number =>
      weights.reduce(
        (sum, w, i) => (choices[i] === UNDECIDED ? sum + Math.sqrt(D[i]) * Math.abs(w) : sum),
        0,
      ) / left;
    let mu = start ?? 0.5 * level(warmStart.x) ** 2;
    let best: PerspectiveBound | null = null;
    for (let trial = 0; trial < TRIALS; trial++) {
      const found = boundAt(choices, mu, left, best?.solution ?? warmStart);
      if (found === null) break;
      if (best === null || found.bound > best.bound) best = found;
      const next = 0.5 * level(found.weights) ** 2;
      if (Math.abs(next - mu) <= 1e-3 * mu) break;
      mu = next;
    }
    return best;
  };
}

/** Of the correlations, from below; 0 where they are singular to rounding. */
function smallestEigenvalue(engine: CholeskyFactoriser, values: Float64Array, N: number): number {
  const sigma = Float64Array.from({ length: N }, (_, i) => Math.sqrt(values[i * N + i]));
  if (!sigma.every((deviation) => deviation > 0)) return 0;
  const isBelow = (share: number): boolean => {
    const shifted = values.map((value, k) => {
      const [i, j] = [Math.floor(k / N), k % N];
      return value / (sigma[i] * sigma[j]) - (i === j ? share : 0);
    });
    try {
      engine.cholesky(shifted, N);
      return true;
    } catch (error) {
      if (error instanceof NotPositiveDefiniteError) return false;
      throw error;
    }
  };
  let [low, high] = [0, 1];
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (low + high) / 2;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return low > 1e-8 ? low : 0;
}

/**
 * The critical line algorithm (Markowitz 1956): minima of ½w'Σw − t·μ'w over Σw = 1 and l ≤ w ≤ u for all t ≥ 0, from
 * the largest return down to the least variance.
 *
 * With K = Σw − tμ a portfolio is such a minimum when there is a level y with K_i ≥ y for all w_i < u_i and K_i ≤ y for
 * all w_i > l_i. Between two corners weights are linear in t. Which way they go from a corner is a quadratic program
 * (`direction.ts`), and how far, a test of ratios (`range.ts`): any number of assets may enter and leave at one corner,
 * and returns may be equal.
 */
import type { Covariance } from '../../covariance/types.js';
import type { WeightBounds } from '../bounds.js';
import type { QuadraticSolver } from '../quadratic.js';
import { covarianceWith } from '../result.js';
import { direction } from './direction.js';
import { levelOf } from './level.js';
import { firstChange, rangeOf } from './range.js';

/** What is traced. */
export interface FrontierInput {
  covariance: Covariance;
  expected: Float64Array;
  bounds: WeightBounds;
}

/** A minimum for all t from `lambda` to `lambdaAbove`. */
export interface Corner {
  weights: Float64Array;
  lambda: number;
  lambdaAbove: number;
}

/** |K_i − y| that is rounding of 0, relative to the sizes that K is made of. */
const ROUNDING = 1e-12;
/** Corners that a frontier may have, for each asset; one or two are the rule. */
const CORNERS = 100;

/**
 * @param top the portfolio of least variance among those of the largest return
 * @returns from the top down; `isComplete` is false where there were more than a hundred corners an asset
 */
export function traceCorners(
  engine: QuadraticSolver,
  input: FrontierInput,
  top: Float64Array,
): { corners: Corner[]; isComplete: boolean } {
  const { covariance, expected, bounds } = input;
  let weights = top;
  let t = firstChange(input, weights);
  let events: ReadonlySet<number> = new Set();
  const largestReturn = expected.reduce((size, mu) => Math.max(size, Math.abs(mu)), 0);
  const corners: Corner[] = [{ weights, lambda: t, lambdaAbove: Infinity }];
  for (let step = 0; t > 0; step++) {
    if (step > CORNERS * (weights.length + 10)) return { corners, isComplete: false };
    const K = covarianceWith(covariance, weights).map((value, i) => value - t * expected[i]);
    const y = levelOf(weights, K, bounds);
    const unit = termsOf(input, weights, t);
    if (t * largestReturn <= ROUNDING * unit) {
      corners[corners.length - 1].lambda = 0;
      break;
    }
    const isTight = (i: number): boolean => events.has(i) || Math.abs(K[i] - y) <= ROUNDING * unit;
    const delta = direction(engine, input, weights, isTight);
    const range = rangeOf(input, { weights, K, y, delta, isTight, most: t });
    t = range.length < t * (1 - ROUNDING) ? t - range.length : 0;
    events = range.events;
    if (delta.every((change) => change === 0)) {
      corners[corners.length - 1].lambda = t;
      continue;
    }
    weights = moved(weights, delta, range.length, events, bounds);
    corners.push({ weights, lambda: t, lambdaAbove: t });
  }
  return { corners, isComplete: true };
}

/** The size of the terms that K is a sum of, which its rounding is relative to: the largest Σ_j |Σ_ij w_j| + t|μ_i|. */
export function termsOf(
  { covariance: { values }, expected }: Pick<FrontierInput, 'covariance' | 'expected'>,
  weights: Float64Array,
  t: number,
): number {
  const N = weights.length;
  let largest = 0;
  for (let i = 0; i < N; i++) {
    let sum = t * Math.abs(expected[i]);
    for (let j = 0; j < N; j++) sum += Math.abs(values[i * N + j] * weights[j]);
    largest = Math.max(largest, sum);
  }
  return largest;
}

/** w + sδ, with those that have come to a bound exactly there. */
function moved(
  weights: Float64Array,
  delta: Float64Array,
  length: number,
  events: ReadonlySet<number>,
  { lower, upper }: WeightBounds,
): Float64Array {
  return weights.map((weight, i) => {
    if (events.has(i) && delta[i] !== 0) return delta[i] < 0 ? lower[i] : upper[i];
    return Math.min(upper[i], Math.max(lower[i], weight + length * delta[i]));
  });
}

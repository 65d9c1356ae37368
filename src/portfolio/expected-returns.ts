import { ConfigError, DataError } from '../errors.js';
import { suggestion } from '../suggest.js';
import type { WeightBounds } from './bounds.js';
import { type Budget, fullyInvested } from './budget.js';
import type { PortfolioOptions } from './types.js';

/**
 * Expected returns μ by asset, checked: one finite number for each asset and no other.
 *
 * @throws DataError `wrong-length`, `missing-expected-return`, `not-finite` (naming the asset)
 * @throws ConfigError `unknown-asset`
 */
export function expectedReturnsOf(
  given: NonNullable<PortfolioOptions['expectedReturns']>,
  assets: readonly string[],
): Float64Array {
  if (given instanceof Float64Array && given.length !== assets.length) {
    throw new DataError(
      'wrong-length',
      `there are ${given.length} expected returns when the covariance has ${assets.length} assets`,
      'give one a covariance asset, in that order, or name them by ticker',
      { name: 'expectedReturns', length: given.length, expected: assets.length },
    );
  }
  if (!(given instanceof Float64Array)) {
    const unknown = Object.keys(given).find((ticker) => !assets.includes(ticker));
    if (unknown !== undefined) {
      throw new ConfigError(
        'unknown-asset',
        `expectedReturns names ${unknown}, which is not among the ${assets.length} assets`,
        suggestion(unknown, assets),
        { option: 'expectedReturns', asset: unknown },
      );
    }
  }
  return Float64Array.from(assets, (asset, i) => {
    const value =
      given instanceof Float64Array ? given[i] : Object.hasOwn(given, asset) ? given[asset] : null;
    if (value === null) {
      throw new DataError(
        'missing-expected-return',
        `expectedReturns has no number for ${asset}`,
        'give an expected return for every asset of the covariance',
        { asset },
      );
    }
    if (Number.isFinite(value)) return value;
    throw new DataError(
      'not-finite',
      `the expected return of ${asset} is ${String(value)}`,
      'give a number per period, 0.004 for 0.4 %',
      { asset, value: String(value) },
    );
  });
}

/** max w'μ within bounds, and the return from which on assets are at their largest weight. */
interface ReachableReturn {
  /** Infinity where a short position without bound can pay for a long one of a higher expected return */
  largest: number;
  /** λ: of the portfolios that reach it assets above are at their largest, those below at their smallest weight */
  level: number;
}

/**
 * The largest expected return within the bounds: max w'μ subject to Σw = 1 and lower ≤ w ≤ upper, by its dual
 *
 *     min over λ of  λ + Σ_{μ_i > λ} (μ_i − λ)·upper_i + Σ_{μ_i < λ} (μ_i − λ)·lower_i,
 *
 * convex and linear between the expected returns: one of them is the minimum. Of another budget λ counts as often; of a range
 * λ ≥ 0 as often as the largest and λ < 0 as often as the smallest, with one more corner at 0.
 *
 * @param bounds that some weights satisfy
 */
export function reachableReturn(
  expected: Float64Array,
  { lower, upper }: WeightBounds,
  budget: Budget = fullyInvested,
): ReachableReturn {
  let [largest, level] = [Infinity, Infinity];
  const isRange = budget.lower !== budget.upper;
  for (const lambda of isRange ? [...expected, 0] : expected) {
    let value = lambda === 0 ? 0 : lambda * (lambda > 0 ? budget.upper : budget.lower);
    for (let i = 0; i < expected.length; i++) {
      const excess = expected[i] - lambda;
      if (excess !== 0) value += excess * (excess > 0 ? upper[i] : lower[i]);
    }
    if (value < largest) [largest, level] = [value, lambda];
  }
  return { largest, level };
}

/** max w'μ within the bounds, see `reachableReturn`. */
export function largestReachableReturn(
  expected: Float64Array,
  bounds: WeightBounds,
  budget?: Budget,
): number {
  return reachableReturn(expected, bounds, budget).largest;
}

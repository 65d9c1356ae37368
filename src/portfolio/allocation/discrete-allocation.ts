import { DataError } from '../../errors.js';
import { readable } from '../bounds.js';
import { byTicker, covarianceWith, innerProduct } from '../result.js';
import { heldWeights } from '../weight-vector.js';
import { type CheckedAllocation, checkAllocation } from './check.js';
import { type LotProgram, lotProgram, spentOnAll } from './lots.js';
import { costOfLots, searchLots } from './search.js';
import type { AllocationInput, DiscreteAllocation, RoundingError } from './types.js';

/**
 * Whole shares nearest to target weights: what to buy and sell, the cash left, and how far off the weights are.
 *
 *     min Σ|d_i| + |Σd_i| + costs/amount,  d_i = shares_i·price_i/amount − weight_i,  cash ≥ minCash
 *
 * with positions in whole lots, none with another sign than its target or what is held, and none further than either but
 * for the lot that it is rounded up to. With weights that add up to 1 and without costs this is the integer program of
 * PyPortfolioOpt's `DiscreteAllocation`. Costs are paid out of the cash. The minimum is exact where the search comes to
 * its end (`optimality.proven`); elsewhere `optimality.gap` bounds what is left.
 *
 * @throws ConfigError `bad-amount`, `bad-node-limit`, `weights-above-limit`, `bad-lot-size`, `bad-cost`, `unknown-asset`
 * @throws DataError `no-assets`, `not-finite`, `missing-price`, `bad-price`, `fractional-holding` (each naming the asset),
 *         `over-spent` where nothing that can be traded leaves `minCash`, `not-in-covariance`
 * @see docs/theory.md#whole-shares
 *
 * @example
 * ```ts
 * import { discreteAllocation } from 'mixfolio';
 *
 * const { shares, cash, optimality } = discreteAllocation({
 *   weights: { SPY: 0.6, AGG: 0.4 },
 *   prices: { SPY: 512.3, AGG: 97.4 },
 *   amount: 10_000,
 * });
 * console.log(shares, cash.toFixed(2), optimality.proven);
 * // prints
 * //   { SPY: 12, AGG: 39 } 53.80 true
 * ```
 */
export function discreteAllocation(input: AllocationInput): DiscreteAllocation {
  const checked = checkAllocation(input);
  const { tickers, weights, prices, holdings, lotSizes, costs, minCash, nodeLimit } = checked;
  const { amount } = input;
  const program = lotProgram({
    values: prices.map((price, i) => (price * lotSizes[i]) / amount),
    targets: weights,
    held: holdings.map((shares, i) => (shares * prices[i]) / amount),
    rates: costs,
    budget: 1 - minCash / amount,
  });
  const found = searchLots(program, nodeLimit);
  if (found === null) throw overSpent(program, checked, amount);
  const { lots, optimality } = found;
  const shares = lots.map((n, i) => n * lotSizes[i]);
  const cost = amount * costOfLots(program, lots);
  const reached = shares.map((count, i) => (count * prices[i]) / amount);
  return {
    shares: byTicker(tickers, shares),
    trades: byTicker(
      tickers,
      shares.map((count, i) => count - holdings[i]),
    ),
    cash: Math.max(minCash, amount - innerProduct(shares, prices) - cost),
    cost,
    weights: byTicker(tickers, reached),
    roundingError: roundingError(
      tickers,
      reached.map((weight, i) => weight - weights[i]),
      input.covariance,
    ),
    optimality,
  };
}

function roundingError(
  tickers: readonly string[],
  d: Float64Array,
  covariance: AllocationInput['covariance'],
): RoundingError {
  const error: RoundingError = {
    largest: d.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0),
    rootMeanSquare: Math.sqrt(innerProduct(d, d) / d.length),
  };
  if (covariance === undefined) return error;
  const active = heldWeights(byTicker(tickers, d), covariance.assets, {
    of: 'the deviation of the weight of',
    hint: 'use a covariance of every asset that has a weight or a holding',
  });
  const variance = innerProduct(active, covarianceWith(covariance, active));
  return { ...error, trackingVolatility: Math.sqrt(Math.max(0, variance)) };
}

function overSpent(program: LotProgram, { minCash }: CheckedAllocation, amount: number): DataError {
  const most = amount * (1 - spentOnAll(program, program.low));
  return new DataError(
    'over-spent',
    `whatever is sold leaves at most ${readable(most)} of cash, below the least cash ${readable(minCash)}`,
    'give the amount with the market value of all holdings, or lower minCash',
    { most, minCash },
  );
}

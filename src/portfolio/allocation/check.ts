/** What is asked of `discreteAllocation`, checked: arrays in the order of the tickers. */
import { ConfigError, DataError } from '../../errors.js';
import { suggestion } from '../../suggest.js';
import { readable } from '../bounds.js';
import type { AllocationInput } from './types.js';

export interface CheckedAllocation {
  /** with a weight or a holding */
  tickers: string[];
  weights: Float64Array;
  prices: Float64Array;
  /** shares */
  holdings: Float64Array;
  lotSizes: Float64Array;
  costs: Float64Array;
  minCash: number;
  nodeLimit: number;
}

/** Rounding of a sum of weights. */
const ROUNDING = 1e-9;

export function checkAllocation(input: AllocationInput): CheckedAllocation {
  const { amount, minCash = 0, nodeLimit = 100_000, holdings = {} } = input;
  if (!(Number.isFinite(amount) && amount > 0)) {
    throw new ConfigError(
      'bad-amount',
      `amount is ${String(amount)}`,
      'give what there is in total, cash and holdings: a positive number',
      { amount: String(amount) },
    );
  }
  if (!(Number.isFinite(minCash) && minCash <= amount)) {
    throw new ConfigError(
      'bad-amount',
      `minCash is ${String(minCash)}, of an amount of ${amount}`,
      'give the least money that is to stay cash, negative where it may be borrowed',
      { minCash: String(minCash), amount },
    );
  }
  if (!(Number.isInteger(nodeLimit) && nodeLimit >= 0)) {
    throw new ConfigError(
      'bad-node-limit',
      `nodeLimit is ${String(nodeLimit)}`,
      'give a whole number, 100000',
      {
        nodeLimit: String(nodeLimit),
      },
    );
  }
  const tickers = [...new Set([...Object.keys(input.weights), ...Object.keys(holdings)])];
  if (tickers.length === 0) {
    throw new DataError(
      'no-assets',
      'there is neither a weight nor a holding',
      'give target weights by ticker',
    );
  }
  const weights = numbers(tickers, input.weights, 'weight', 0);
  const limit = 1 - minCash / amount;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum > limit + ROUNDING) {
    throw new ConfigError(
      'weights-above-limit',
      `weights add up to ${readable(sum)}, and ${readable(limit)} of the amount can be invested`,
      'scale the weights, or give a negative minCash where money may be borrowed',
      { sum, limit },
    );
  }
  return {
    ...{ tickers, weights, minCash, nodeLimit },
    prices: Float64Array.from(tickers, (ticker) => priceOf(input.prices, ticker)),
    holdings: wholeShares(tickers, numbers(tickers, holdings, 'holding', 0)),
    lotSizes: option(tickers, input.lotSizes ?? 1, 'lotSizes', 1, {
      is: (value) => Number.isInteger(value) && value > 0,
      hint: 'give a positive whole number of shares, 100 for instance',
    }),
    costs: option(tickers, input.costs ?? 0, 'costs', 0, {
      is: (value) => value >= 0 && value < 1,
      hint: 'give a share of the value traded below 1, 0.001 for 0.1 %',
    }),
  };
}

function numbers(
  tickers: readonly string[],
  given: Readonly<Record<string, number>>,
  what: string,
  otherwise: number,
): Float64Array {
  return Float64Array.from(tickers, (asset) => {
    const value = Object.hasOwn(given, asset) ? given[asset] : otherwise;
    if (Number.isFinite(value)) return value;
    throw new DataError(
      'not-finite',
      `the ${what} of ${asset} is ${String(value)}`,
      what === 'weight' ? 'give a finite number, 0.4 for 40 %' : 'give a whole number of shares',
      { asset, value: String(value) },
    );
  });
}

function priceOf(prices: AllocationInput['prices'], asset: string): number {
  if (!Object.hasOwn(prices, asset)) {
    throw new DataError(
      'missing-price',
      `there is no price of ${asset}`,
      suggestion(asset, Object.keys(prices)),
      {
        asset,
      },
    );
  }
  const price = prices[asset];
  if (Number.isFinite(price) && price > 0) return price;
  throw new DataError('bad-price', `the price of ${asset} is ${String(price)}`, 'give a positive number', {
    asset,
    price: String(price),
  });
}

function wholeShares(tickers: readonly string[], holdings: Float64Array): Float64Array {
  const place = holdings.findIndex((shares) => !Number.isInteger(shares));
  if (place < 0) return holdings;
  throw new DataError(
    'fractional-holding',
    `${holdings[place]} shares of ${tickers[place]} are held`,
    'give whole shares; count a fraction of a share as cash',
    { asset: tickers[place], shares: holdings[place] },
  );
}

function option(
  tickers: readonly string[],
  given: number | Readonly<Record<string, number>>,
  name: 'lotSizes' | 'costs',
  otherwise: number,
  { is, hint }: { is: (value: number) => boolean; hint: string },
): Float64Array {
  const bad = (value: unknown, field: string): ConfigError =>
    new ConfigError(name === 'costs' ? 'bad-cost' : 'bad-lot-size', `${field} is ${String(value)}`, hint, {
      field,
      value: String(value),
    });
  if (typeof given === 'number') {
    if (!is(given)) throw bad(given, name);
    return new Float64Array(tickers.length).fill(given);
  }
  for (const [ticker, value] of Object.entries(given)) {
    if (!tickers.includes(ticker)) {
      throw new ConfigError(
        'unknown-asset',
        `${name} names ${ticker}, which has neither a weight nor a holding`,
        suggestion(ticker, tickers),
        { option: name, asset: ticker },
      );
    }
    if (!is(value)) throw bad(value, `${name}.${ticker}`);
  }
  return Float64Array.from(tickers, (ticker) => (Object.hasOwn(given, ticker) ? given[ticker] : otherwise));
}

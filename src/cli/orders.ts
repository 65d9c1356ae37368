/** What to buy and sell in whole shares, so that each strategy's weights are held. */
import type { DecisionNow } from '../backtest/decide-now.js';
import { linearCosts } from '../backtest/accounting/cost-model.js';
import { attempt } from '../backtest/outcome.js';
import type { ResolvedConfig } from '../config/types.js';
import type { PriceTable } from '../data/types.js';
import { ConfigError, DataError } from '../errors.js';
import { discreteAllocation } from '../portfolio/allocation/discrete-allocation.js';
import type { DiscreteAllocation } from '../portfolio/allocation/types.js';
import { suggestion } from '../suggest.js';

/** What there is before trading. */
export interface Money {
  /** last day of prices, on which most of them are */
  priceDate: string;
  /** last price by ticker of the data */
  prices: Record<string, number>;
  /** shares */
  holdings: Record<string, number>;
  /** market value of the holdings, money beside them, and both */
  held: number;
  cash: number;
  amount: number;
  notes: string[];
}

/** `allocation`, or why there is none. */
export type StrategyOrders = { name: string } & (
  { allocation: DiscreteAllocation } | { allocation: null; reason: string }
);

/** What a user says of money: the total, or what is beside the holdings. */
export interface MoneyOptions {
  amount?: number;
  cash?: number;
}

/**
 * The value of holdings and money at the last prices of the data up to the configuration's `to`.
 *
 * @throws ConfigError `no-prices` for data that are returns, `bad-amount` below the value of the holdings, or of nothing
 * @throws DataError `unknown-ticker` of a holding
 */
export function moneyOf(
  data: PriceTable,
  config: ResolvedConfig,
  holdings: Record<string, number>,
  options: MoneyOptions,
): Money {
  if (config.input === 'returns') {
    throw new ConfigError(
      'no-prices',
      'the data are returns, and shares have prices',
      'leave out --amount, --cash and --holdings, or use prices',
      { path: 'input' },
    );
  }
  const { prices, priceDate, notes } = lastPrices(data, config.to, [
    ...(config.assets ?? data.assets),
    ...Object.keys(holdings),
  ]);
  let held = 0;
  for (const [ticker, shares] of Object.entries(holdings)) {
    if (!Object.hasOwn(prices, ticker)) {
      throw new DataError(
        'unknown-ticker',
        `${ticker} is held, and the data have no price of it`,
        suggestion(ticker, data.assets),
        { ticker },
      );
    }
    held += shares * prices[ticker];
  }
  const { amount = held + (options.cash ?? 0), cash = amount - held } = options;
  if (!(amount > 0) || cash < -1e-9 * amount) {
    throw new ConfigError(
      'bad-amount',
      `the amount is ${amount}, and the holdings are worth ${held} on ${priceDate}`,
      'give --amount as the total of holdings and money, or --cash as the money beside the holdings',
      { amount, held },
    );
  }
  return { priceDate, prices, holdings, held, cash, amount, notes };
}

/** Weights of the holdings that the universe has: what strategies start from. */
export function heldWeights(
  { prices, holdings, amount }: Money,
  universe: readonly string[],
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(holdings)
      .filter(([ticker]) => universe.includes(ticker))
      .map(([ticker, shares]) => [ticker, (shares * prices[ticker]) / amount]),
  );
}

/** Whole shares nearest to each strategy's weights, trading paid at the linear costs of the configuration. */
export function ordersOf(
  { strategies, universe }: DecisionNow,
  { prices, holdings, amount }: Money,
  config: ResolvedConfig,
): StrategyOrders[] {
  const rates = linearCosts(config.backtest, universe);
  return strategies.map(({ name, weights }) => {
    const targets = Object.fromEntries(
      Object.entries(weights).filter(([ticker, weight]) => weight !== 0 || (holdings[ticker] ?? 0) !== 0),
    );
    const sum = Object.values(targets).reduce((total, weight) => total + weight, 0);
    const costs = Object.fromEntries(
      universe.flatMap((ticker, i) => (Object.hasOwn(targets, ticker) ? [[ticker, rates[i]]] : [])),
    );
    const found = attempt(() =>
      discreteAllocation({
        ...{ weights: targets, prices, amount, holdings, costs },
        // weights above 1 are bought with money that is borrowed
        minCash: Math.min(0, (1 - sum) * amount),
      }),
    );
    return 'failure' in found
      ? { name, allocation: null, reason: found.failure }
      : { name, allocation: found.value };
  });
}

function lastPrices(
  { assets, dates, prices: table }: PriceTable,
  to: string | undefined,
  wanted: readonly string[],
): Pick<Money, 'prices' | 'priceDate' | 'notes'> {
  const end = to === undefined ? dates.length : dates.filter((date) => date <= to).length;
  const priceDate = dates[end - 1];
  const prices: Record<string, number> = {};
  const notes: string[] = [];
  assets.forEach((ticker, i) => {
    let t = end - 1;
    while (t >= 0 && Number.isNaN(table[t * assets.length + i])) t--;
    if (t < 0) return;
    prices[ticker] = table[t * assets.length + i];
    if (t < end - 1 && wanted.includes(ticker)) notes.push(`${ticker} has its last price on ${dates[t]}`);
  });
  return { prices, priceDate, notes };
}

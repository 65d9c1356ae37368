/** A small universe of simulated prices. */
import { simulatePrices, toReturns } from '../../../dist/index.js';

export function universes() {
  const { prices } = simulatePrices({ seed: 5, periods: 2600 });
  const assets = prices.assets;
  const periods = { month: toReturns(prices, { frequency: 'month' }).dates.length };
  const classes = { even: assets.filter((_, i) => i % 2 === 0), odd: assets.filter((_, i) => i % 2 === 1) };
  const config = { market: 'SPY', frequency: 'month', classes };
  return [{ name: 'simulated', config, prices, sources: {}, assets, periods, rebalance: { month: 6 } }];
}

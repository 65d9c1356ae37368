/** The universes of the study, from a folder of `prepareData`: the ten ETFs, the stocks, and random subsets of these. */
import { toReturns } from '../../../dist/index.js';
import { exampleInputs } from '../inputs.mjs';
import { settings, subset } from './cells.mjs';

/** Size and seed of the subsets; a seed has the smaller ones within the larger. */
const subsets = [
  [20, 1],
  [20, 2],
  [50, 1],
  [50, 2],
  [100, 1],
];

/** @returns `name`, `assets`, `periods` by frequency, and what `runCell` takes */
export async function universes(folder) {
  const [etf, stocks] = [await exampleInputs('etf', folder), await exampleInputs('sp500', folder)];
  const whole = withAllPrices(stocks.prices);
  return [
    // a decision a quarter by months, as in the example
    described('ETFs', etf, etf.prices.assets, { month: 3 }),
    ...subsets.map(([size, seed]) =>
      described(`${size} stocks (${seed})`, stocks, subset(whole, size, `${settings.seed}.${seed}`)),
    ),
    described(`${whole.length} stocks`, stocks, whole),
  ];
}

/** Tickers with a price on every date. */
function withAllPrices({ assets, dates, prices }) {
  return assets.filter((_, i) => dates.every((__, t) => Number.isFinite(prices[t * assets.length + i])));
}

function described(name, { config, prices, sources }, assets, rebalance) {
  const periods = Object.fromEntries(
    ['day', 'week', 'month'].map((frequency) => [
      frequency,
      toReturns(prices, { frequency, assets }).dates.length,
    ]),
  );
  return { name, config, prices, sources, assets: [...assets], periods, rebalance };
}

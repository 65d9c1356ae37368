/** The sweeps that are measured: seeded prices, and spaces over them. */
import { simulatePrices } from '../../dist/index.js';

/** Ten assets by day, from the model that backtests fit. */
export function prices(years) {
  return simulatePrices({ seed: 1, assets: 10, start: '2000-01-03', periods: 261 * years }).prices;
}

/** `count` numbers from `first` to `last`, evenly spread and of few digits. */
function evenly(first, last, count) {
  return Array.from({ length: count }, (_, k) =>
    Number((first + ((last - first) * k) / Math.max(1, count - 1)).toFixed(5)),
  );
}

/** Backtests of 240 windows each, a decision a month over 20 years: some hundred of them make a job of two seconds. */
export function longBacktests(count) {
  return {
    base: {
      prices: 'simulated',
      market: 'SPY',
      frequency: 'month',
      from: '2000-01-01',
      to: '2022-12-31',
      backtest: { train: 36, rebalance: 1, warmUp: 36 },
      strategies: [{ name: 'posterior' }],
    },
    space: {
      grid: {
        'backtest.train': [24, 30, 36],
        'strategy.maxWeights': evenly(0.15, 1, 20),
        'backtest.costs': evenly(0, 0.01, count / 60),
      },
    },
  };
}

/**
 * Backtests of 20 windows each, a decision a quarter over five years after 48 months that the first one may train on.
 *
 * @param count a multiple of 5000
 */
export function shortBacktests(count) {
  return {
    base: {
      prices: 'simulated',
      market: 'SPY',
      frequency: 'month',
      from: '2000-01-01',
      to: '2009-01-31',
      backtest: { train: 48, rebalance: 3, warmUp: 48 },
      strategies: [{ name: 'posterior' }],
    },
    space: {
      grid: {
        'strategy.covariance': ['posterior', 'total', 'ledoitWolf', 'sample', 'oas'],
        'backtest.train': [24, 27, 30, 33, 36, 39, 42, 45, 47, 48],
        'strategy.maxWeights': evenly(0.15, 1, 10),
        'strategy.minWeights': evenly(0, 0.045, 10),
        'backtest.costs': evenly(0, 0.02, count / 5000),
      },
    },
  };
}

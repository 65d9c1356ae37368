/** The sweeps that are measured: seeded prices, and spaces over them. */
import { simulatePrices } from '../../dist/index.js';

/** Assets by day, from the model that backtests fit; the market is the first. */
export function prices(years, assets = 10) {
  return simulatePrices({ seed: 1, assets, start: '2000-01-03', periods: 261 * years }).prices;
}

/** `count` numbers from `first` to `last`, evenly spread and of few digits. */
function evenly(first, last, count) {
  return Array.from({ length: count }, (_, k) =>
    Number((first + ((last - first) * k) / Math.max(1, count - 1)).toFixed(5)),
  );
}

/**
 * Backtests of 240 windows each, a decision a month over 20 years: some hundred of them make a job of two seconds, for each
 * has a model of its own, so that none shares its windows, and bounds and costs of its own, so that none has the returns of
 * another.
 *
 * @param count a multiple of 12
 */
export function longBacktests(count, market = 'SPY') {
  return {
    base: {
      prices: 'simulated',
      market,
      frequency: 'month',
      from: '2000-01-01',
      to: '2022-12-31',
      backtest: { train: 36, rebalance: 1, warmUp: 36 },
      strategies: [{ name: 'posterior' }],
    },
    space: {
      grid: { 'backtest.train': evenly(24, 46, 12) },
      sobol: {
        samples: count / 12,
        fields: {
          'model.minHeritability': { min: 0, max: 0.05 },
          'strategy.maxWeights': { min: 0.15, max: 1 },
          'backtest.costs': { min: 0, max: 0.01 },
        },
      },
    },
  };
}

/**
 * The same windows of three lengths, with all else in bounds of weights and in costs.
 *
 * @param count a multiple of 60
 */
export function boundsAndCosts(count) {
  return {
    base: longBacktests(12).base,
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

import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  type BacktestSources,
  type Kernel,
  type PriceTable,
  backtest,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { knownAt, perturbed } from '../support/perturbation.js';
import { changedPrices, simulatedPrices } from '../support/simulated-prices.js';

const [[, engine]] = engines;
const data = simulatedPrices({ seed: 31, assets: ['SPY', 'IWM', 'EFA', 'AGG', 'GLD'], months: 25 });
const index = simulatedPrices({ seed: 32, assets: ['level'], months: 25 });
const vix = simulatedPrices({ seed: 33, assets: ['VIX'], months: 25 });
const rates: PriceTable = {
  assets: ['rate'],
  dates: data.dates,
  prices: data.dates.reduce((values, _, t) => values.fill(0.02 + 0.0005 * (t % 7), t), new Float64Array(100)),
};

const peers: Kernel = {
  labels: ['SPY', 'EFA', 'IWM', 'GLD', 'AGG'],
  values: Float64Array.from({ length: 25 }, (_, k) => (k % 6 === 0 ? 1 : 0.3)),
};

/** The same without the last trading day of each month: its months end on the 21st. */
const early: PriceTable = {
  assets: data.assets,
  dates: data.dates.filter((date) => date.slice(8) <= '21'),
  prices: data.prices.filter((_, cell) => data.dates[Math.floor(cell / data.assets.length)].slice(8) <= '21'),
};

interface Case {
  /** default `data` */
  prices?: PriceTable;
  config: BacktestConfig;
  sources: BacktestSources;
}

const walkForward = { train: 12, rebalance: 3, costs: 0.001 };
const strategies = [
  { name: 'systematic' },
  { name: 'fitted' },
  { name: 'total', maxWeights: 0.4 },
  { name: 'sample' },
  { name: 'ledoitWolf' },
  { name: 'equalWeight' },
];
const cases: [string, Case][] = [
  [
    'the market in the universe',
    {
      config: { market: 'SPY', backtest: walkForward, strategies, model: { minHeritability: 0 } },
      sources: {},
    },
  ],
  [
    'market and risk-free rate in files, classes, a trend and a lag',
    {
      config: {
        market: { path: 'index.csv', column: 'level' },
        riskFree: { path: 'rates.csv', column: 'rate' },
        classes: { equity: ['SPY', 'IWM', 'EFA'] },
        model: { fixed: ['asset', 'asset:market', 'trend'], minHeritability: 0 },
        backtest: { ...walkForward, lag: 1 },
        strategies,
      },
      sources: { market: index, riskFree: rates },
    },
  ],
  [
    'kernels of the configuration: a distance with classes, a line, a file and their sum',
    {
      config: {
        market: 'SPY',
        classes: { equity: ['SPY', 'IWM', 'EFA'], bond: ['AGG'] },
        kernels: {
          distance: { kind: 'gaussian', characteristics: ['volatility', 'beta', 'trend'], classWeight: 2 },
          line: { kind: 'linear' },
          peers: { path: 'peers.csv' },
          sum: { weights: { distance: 1, peers: 0.5, combined: 0.5 } },
        },
        model: { random: ['time', 'asset:time(sum)', 'asset:trend(line)'], minHeritability: 0 },
        backtest: walkForward,
        strategies,
      },
      sources: { kernels: { peers } },
    },
  ],
  [
    'log returns and every covariate, one of the user with a lag among them',
    {
      config: {
        market: 'SPY',
        returns: 'log',
        covariates: {
          vix: { path: 'vix.csv', column: 'VIX' },
          change: { path: 'vix.csv', column: 'VIX', as: 'change', lag: { days: 8 } },
        },
        model: {
          fixed: ['asset', 'asset:market', 'asset:vix', 'change', 'trend', 'volatility', 'regime'],
          scale: 'none',
          minHeritability: 0,
        },
        backtest: { ...walkForward, train: 15, rebalance: 2 },
        strategies,
      },
      sources: { covariates: { vix, change: vix } },
    },
  ],
  [
    'a market that trades on after the last trading day of the others',
    {
      prices: early,
      config: {
        market: { path: 'index.csv', column: 'level' },
        model: { minHeritability: 0 },
        backtest: walkForward,
        strategies: [{ name: 'systematic' }],
      },
      sources: { market: index },
    },
  ],
  [
    'the average of the assets as the market',
    {
      config: {
        market: 'average',
        riskFree: 0.02,
        backtest: walkForward,
        strategies,
        model: { minHeritability: 0 },
      },
      sources: {},
    },
  ],
  [
    'weights that fall back on the previous ones',
    {
      config: {
        market: 'SPY',
        backtest: { ...walkForward, lag: 1 },
        // Two of the five assets may hold at most 0.3 each: the bounds conflict as soon as GLD stops trading.
        strategies: [{ name: 'sample', maxWeights: { SPY: 0.2, IWM: 0.2, EFA: 0.2, AGG: 0.2 } }],
      },
      sources: {},
    },
  ],
];

describe.each(cases)('no look-ahead, with %s', (name, { prices: given = data, config, sources }) => {
  const isFallback = name.startsWith('weights that');
  const prices = isFallback
    ? changedPrices(given, (price, date, asset) => (asset === 'GLD' && date > '2011-02-28' ? NaN : price))
    : given;
  const run = (where: (date: string) => boolean) =>
    backtest(engine, perturbed(prices, where), config, {
      sources: {
        ...sources,
        ...(sources.market && { market: perturbed(sources.market, where) }),
        ...(sources.riskFree && { riskFree: perturbed(sources.riskFree, where) }),
        ...(sources.covariates && {
          covariates: Object.fromEntries(
            Object.entries(sources.covariates).map(([name, table]) => [name, perturbed(table, where)]),
          ),
        }),
      },
    });
  let unchanged: ReturnType<typeof run> | undefined;
  const original = () => (unchanged ??= run(() => false));

  if (isFallback)
    it('does fall back on the previous weights', async () => {
      const [{ windows }] = (await original()).strategies;
      expect(windows.map(({ used }) => used)).toEqual([
        null,
        'previousWeights',
        'previousWeights',
        'previousWeights',
      ]);
    });

  it('leaves every decision as it is, bit for bit, when all that comes after its day changes', async () => {
    const { decisions, strategies } = await original();
    expect(decisions.length).toBeGreaterThanOrEqual(4);
    for (const [k, { decision }] of decisions.entries()) {
      const changed = await run((date) => date > decision);
      strategies.forEach((strategy, s) => {
        expect(knownAt(k, changed.strategies[s])).toEqual(knownAt(k, strategy));
      });
      expect(changed.decisions.slice(0, k + 1).map(({ fit }) => fit)).toEqual(
        decisions.slice(0, k + 1).map(({ fit }) => fit),
      );
    }
  });

  it('changes the decisions when what they could see changes', async () => {
    const { decisions, strategies } = await original();
    const { decision } = decisions[1];
    const changed = await run((date) => date <= decision);
    strategies.forEach(({ name, windows }, s) => {
      if (name === 'equalWeight') return;
      const perturbedWeights = changed.strategies[s].windows[1].weights;
      expect(perturbedWeights).not.toEqual(windows[1].weights);
    });
  });

  it('changes the decisions when nothing but the decision day changes', async () => {
    const { decisions, strategies } = await original();
    const { decision } = decisions[1];
    const changed = await run((date) => date === decision);
    strategies.forEach(({ name, windows }, s) => {
      if (name === 'equalWeight') return;
      expect(changed.strategies[s].windows[0].weights).toEqual(windows[0].weights);
      expect(changed.strategies[s].windows[1].weights).not.toEqual(windows[1].weights);
    });
  });
});

describe('a covariate of the user with a publication lag of 10 days', () => {
  const config: BacktestConfig = {
    market: 'SPY',
    covariates: { vix: { path: 'vix.csv', column: 'VIX', lag: { days: 10 } } },
    model: { fixed: ['asset', 'asset:market', 'asset:vix'], minHeritability: 0 },
    backtest: walkForward,
    strategies: [{ name: 'systematic' }],
  };
  const run = (where: (date: string) => boolean) =>
    backtest(engine, data, config, { sources: { covariates: { vix: perturbed(vix, where) } } });

  it('reaches a decision up to the last day that was known, and no day further', async () => {
    const {
      decisions: [, { decision }],
      strategies: [original],
    } = await run(() => false);
    // four trading days a month: the 21st is the last that is 10 days before the end of a long month
    const known = `${decision.slice(0, 8)}${decision.endsWith('31') ? '21' : '14'}`;
    const behind = await run((date) => date > known);
    expect(knownAt(1, behind.strategies[0])).toEqual(knownAt(1, original));
    expect(behind.strategies[0].windows[2].weights).not.toEqual(original.windows[2].weights);
    const within = await run((date) => date === known);
    expect(knownAt(0, within.strategies[0])).toEqual(knownAt(0, original));
    expect(within.strategies[0].windows[1].weights).not.toEqual(original.windows[1].weights);
  });
});

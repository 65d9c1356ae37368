import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  type BacktestSources,
  type PriceTable,
  backtest,
  covarianceNames,
  parseMembership,
  simulatePrices,
} from '../../src/browser.js';
import { isFiltered } from '../../src/covariance/filtered.js';
import { engines } from '../support/engines.js';
import { until } from '../support/parallel-runs.js';
import { knownAt, perturbed, weightsOf } from '../support/perturbation.js';
import { changedPrices } from '../support/simulated-prices.js';

const [[, engine]] = engines;
const { prices: daily } = simulatePrices({ seed: 12, assets: 6, start: '2022-01-03', periods: 170 });
const [market, ...others] = daily.assets;
/** One asset is listed after 70 days. */
const late = changedPrices(daily, (price, date, asset) =>
  asset === others[4] && date < daily.dates[70] ? NaN : price,
);

const day: BacktestConfig = {
  market,
  frequency: 'day',
  model: { minHeritability: 0 },
  strategies: [
    { name: 'systematic' },
    { name: 'total', maxWeights: 0.5 },
    { name: 'sample' },
    { name: 'ledoitWolf' },
    { name: 'equalWeight' },
  ],
};
/** By the host's windows. */
const capped = (strategies: string[]) => strategies.map((name) => ({ name, maxWeights: 0.6 }));
const spells = ['A', 'B']
  .map((_, k) => `${others[k]},${daily.dates[0]},${daily.dates[100 + 20 * k]}\n`)
  .concat([market, ...others.slice(2)].map((asset) => `${asset},${daily.dates[0]},\n`));

const cases: [string, { config: BacktestConfig; prices?: PriceTable; sources?: BacktestSources }][] = [
  ['the ends of months', { config: { ...day, backtest: { train: 40, rebalance: 'month end' } } }],
  [
    'the beginnings of months, with a lag',
    { config: { ...day, backtest: { train: 40, rebalance: 'month start', lag: 2, costs: 0.001 } } },
  ],
  ['every Friday', { config: { ...day, backtest: { train: 100, rebalance: 'weekly on Friday' } } }],
  [
    'windows that expand',
    { config: { ...day, backtest: { train: 60, rebalance: 20, window: 'expanding' } }, prices: late },
  ],
  [
    'windows that expand, other strategies',
    {
      config: {
        ...day,
        strategies: [
          ...capped(['oas', 'nonlinear', 'exponential']),
          { name: 'riskParity', covariance: 'total' },
        ],
        backtest: { train: 60, rebalance: 'month end', window: 'expanding', lag: 1 },
      },
      prices: late,
    },
  ],
  [
    'windows that expand around the average of the assets',
    {
      config: {
        ...day,
        market: 'average',
        backtest: { train: 60, rebalance: 'month end', window: 'expanding' },
      },
      prices: late,
    },
  ],
  [
    'a membership',
    {
      config: { ...day, membership: 'm.csv', backtest: { train: 60, rebalance: 'month end' } },
      sources: { membership: parseMembership(`ticker,from,to\n${spells.join('')}`) },
    },
  ],
];

describe.each(cases)('no look-ahead: decisions at %s', (_, { config, prices = daily, sources = {} }) => {
  const run = (table: PriceTable) => backtest(engine, table, config, { sources });
  const original = run(prices);

  it('stay as they are, bit for bit, when all that comes after them changes', async () => {
    const { decisions, strategies } = await original;
    expect(decisions.length).toBeGreaterThanOrEqual(4);
    for (const [k, { decision, satOut, fit }] of decisions.entries()) {
      const changed = await run(perturbed(prices, (date) => date > decision));
      strategies.forEach((strategy, s) =>
        expect(knownAt(k, changed.strategies[s])).toEqual(knownAt(k, strategy)),
      );
      expect(changed.decisions[k].satOut).toEqual(satOut);
      expect(changed.decisions[k].fit).toEqual(fit);
    }
  });

  it('change when nothing but their own day does', async () => {
    const before = await original;
    const changed = await run(perturbed(prices, (date) => date === before.decisions[1].decision));
    expect(weightsOf(changed, 0)).toEqual(weightsOf(before, 0));
    weightsOf(changed, 1).forEach((weights, s) => {
      if (before.strategies[s].name !== 'equalWeight') expect(weights).not.toEqual(weightsOf(before, 1)[s]);
    });
  });

  it('stay as they are when later days are not there yet, and so do the returns of what was held', async () => {
    const whole = await original;
    for (const days of [140, 151, 163]) {
      const shorter = await run(until(prices, days));
      const n = shorter.decisions.length;
      expect(n).toBeGreaterThan(1);
      expect(whole.decisions.slice(0, n)).toEqual(shorter.decisions);
      shorter.strategies.forEach((strategy, s) => {
        expect(whole.strategies[s].windows.slice(0, n)).toEqual(strategy.windows);
        // no later decision of the whole data holds in the shorter ones
        const { netReturns } = strategy;
        expect(whole.strategies[s].netReturns.slice(0, netReturns.length)).toEqual(netReturns);
      });
    }
  });
});

describe('windows that expand', () => {
  const expanding = { train: 60, rebalance: 20, window: 'expanding' as const };

  it.each(covarianceNames)(
    'end with one that a rolling window of as many periods is: %s',
    async (covariance) => {
      // its default is half of train, which differs
      const halfLife = covariance === 'exponential' ? 30 : undefined;
      const strategies = [{ name: 'own', covariance, maxWeights: 0.5, halfLife }];
      const grown = await backtest(engine, daily, { ...day, strategies, backtest: expanding });
      expect(grown.strategies[0].windows.map(({ status }) => status)).not.toContain('skipped');
      for (const k of [1, 3]) {
        const train = 60 + 20 * k;
        // as an object without the engine's own windows, whose last digits may differ; they do no posterior and
        // no filter, which need the engine itself
        const host = covariance === 'posterior' || isFiltered(covariance) ? engine : { ...engine };
        const rolling = await backtest(host, daily, {
          ...day,
          strategies,
          backtest: { train, rebalance: 20 },
        });
        expect(rolling.decisions[0].trainStart).toBe(grown.decisions[k].trainStart);
        expect(rolling.strategies[0].windows[0]).toMatchObject({
          weights: grown.strategies[0].windows[k].weights,
          status: 'ok',
        });
      }
    },
  );

  it('let a late listing enter by its kernel once it has train returns, and other covariances without it', async () => {
    const { decisions, strategies } = await backtest(engine, late, { ...day, backtest: expanding });
    const asset = others[4];
    // its first return is that of day 71: 60 of them are there at the decision of day 130, position 129
    const held = (name: string) =>
      strategies.find((strategy) => strategy.name === name)!.windows.map(({ weights }) => weights[asset] > 0);
    expect(decisions.map(({ satOut }) => satOut.length)).toEqual([1, 1, 1, 1, 0, 0]);
    expect(held('sample')).not.toContain(true);
    expect(held('equalWeight')).toEqual([false, false, false, false, true, true]);
    expect(held('systematic').slice(0, 4)).not.toContain(true);
    expect(decisions[4].notes[0]).toContain(`in the model alone and not in other covariances: ${asset} `);
    const whole = { ...expanding, minHistory: 'window' as const };
    const strict = await backtest(engine, late, { ...day, backtest: whole });
    expect(strict.decisions.map(({ satOut }) => satOut.length)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describe('decisions by the calendar', () => {
  it.each(['month end', 'weekly on Friday'] as const)(
    'are alike by the engine and by the host: %s',
    async (rebalance) => {
      const config: BacktestConfig = { ...day, backtest: { train: 40, rebalance, costs: 0.001 } };
      const [own, host] = [
        await backtest(engine, daily, config),
        await backtest({ ...engine }, daily, config),
      ];
      expect(own.decisions.map(({ decision, trainStart }) => [decision, trainStart])).toEqual(
        host.decisions.map(({ decision, trainStart }) => [decision, trainStart]),
      );
      own.strategies.forEach(({ windows }, s) =>
        windows.forEach(({ weights }, k) => {
          const other = host.strategies[s].windows[k].weights;
          for (const asset of daily.assets)
            expect(Math.abs(weights[asset] - other[asset])).toBeLessThan(1e-8);
        }),
      );
    },
  );

  it('are every period where months are the periods, bit for bit', async () => {
    const { prices } = simulatePrices({ seed: 5, assets: 5, start: '2015-01-02', periods: 900 });
    const config: BacktestConfig = { ...day, market: prices.assets[0], frequency: 'month' };
    const [rule, number] = [
      await backtest(engine, prices, { ...config, backtest: { train: 24, rebalance: 'month end' } }),
      await backtest(engine, prices, { ...config, backtest: { train: 24, rebalance: 1 } }),
    ];
    expect(rule.strategies).toEqual(number.strategies);
    expect(rule.decisions).toEqual(number.decisions);
  });
});

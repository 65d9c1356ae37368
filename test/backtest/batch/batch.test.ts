import { describe, expect, it } from 'vitest';
import {
  backtest,
  createEngine,
  type BacktestConfig,
  type BacktestResult,
  type Engine,
  type PriceTable,
} from '../../../src/browser.js';
import { backtestInputs } from '../../../src/backtest/inputs.js';
import { windowRunner } from '../../../src/backtest/run-windows.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { expectAlikeFits } from '../../support/alike-fits.js';
import { engines } from '../../support/engines.js';
import { changedPrices, simulatedPrices } from '../../support/simulated-prices.js';

/*
 * Windows that the engine runs by itself against the same windows put together by the host, step by step: a wrapped engine
 * is none that the batch knows, and a strategy that it does not know leaves all to the host.
 */

const assets = ['SPY', 'IWM', 'EFA', 'EEM', 'AGG', 'GLD', 'VNQ', 'TLT'];
const data = simulatedPrices({ seed: 71, assets, months: 200 });
const config: BacktestConfig = {
  market: 'SPY',
  frequency: 'month',
  model: { minHeritability: 0 },
  backtest: { train: 40, rebalance: 2 },
};
const classes = { equity: ['SPY', 'IWM', 'EFA', 'EEM'], bond: ['AGG', 'TLT'], real: ['GLD', 'VNQ'] };
const named = ['systematic', 'total', 'sample', 'ledoitWolf', 'equalWeight'].map((name) => ({ name }));
const capped = named.map(({ name }) => ({
  name,
  minWeights: 0.02,
  maxWeights: { SPY: 0.3, AGG: 0.4, GLD: 0.5 },
}));

const without = (asset: string, until: string): PriceTable =>
  changedPrices(data, (price, date, name) => (name === asset && date < until ? NaN : price));
const still = changedPrices(data, (price, date, name) =>
  name === 'TLT' && date > '2014-06' && date < '2018-09' ? 100 : price,
);
const gap = changedPrices(data, (price, date, name) =>
  name === 'EFA' && date.startsWith('2015-05-31') ? NaN : price,
);

const spike = changedPrices(data, (price, date, name) =>
  name === 'TLT' && date.startsWith('2015-05') ? 20000 * price : price,
);

/** A factor of three assets that no kernel knows, so that the sample has its share. */
let along = 0;
const factor = new Map(
  data.dates.map((date, t) => [date, (along += 0.05 * Math.sin(12.9 * t * (1 + (t % 7))))]),
);
const shared = changedPrices(data, (price, date, name) =>
  ['EFA', 'GLD', 'TLT'].includes(name) ? price * Math.exp(factor.get(date)!) : price,
);

const weighed = [{ name: 'posterior' }, { name: 'total' }, { name: 'sample' }];

const runs: [string, PriceTable, BacktestConfig][] = [
  ['the default', data, config],
  ['classes', data, { ...config, classes }],
  ['every covariance, with bounds', data, { ...config, strategies: capped }],
  [
    'no time term, no scale',
    data,
    { ...config, model: { ...config.model, random: ['asset:time(risk)'], scale: 'none' } },
  ],
  [
    'terms in another order',
    data,
    { ...config, model: { ...config.model, random: ['asset:time(risk)', 'time'] } },
  ],
  ['a market beside the universe', data, { ...config, assets: assets.slice(1) }],
  ['no model', data, { ...config, strategies: named.slice(2) }],
  ['fewer periods than assets', data, { ...config, backtest: { train: 6, rebalance: 9 } }],
  ['log returns', data, { ...config, returns: 'log', riskFree: 0.02 }],
  [
    'a sum of kernels',
    data,
    {
      ...config,
      classes,
      kernels: { both: { weights: { class: 0.3, risk: 0.7 } } },
      model: { ...config.model, random: ['time', 'asset:time(both)'] },
    },
  ],
  [
    'a kernel of classes',
    data,
    { ...config, classes, model: { ...config.model, random: ['time', 'asset:time(class)'] } },
  ],
  ['an asset that is listed late', without('GLD', '2015-03'), { ...config, classes }],
  ['an asset that stands still for a while', still, config],
  ['a gap', gap, config],
  ['a month in which a price is wrong by four digits', spike, config],
  ['a least heritability', data, { ...config, model: { minHeritability: 0.2 } }],
];

const posteriors: typeof runs = [
  ['posterior alone', shared, { ...config, strategies: [{ name: 'posterior' }] }],
  [
    'posterior beside others, a market beside the universe',
    shared,
    { ...config, assets: assets.slice(1), strategies: weighed },
  ],
  [
    'posterior, a market amid the assets, with bounds',
    data,
    {
      ...config,
      market: 'AGG',
      strategies: weighed.map((own) => ({ ...own, minWeights: 0.02, maxWeights: { SPY: 0.3, AGG: 0.4 } })),
    },
  ],
  [
    'posterior, no time term, no scale',
    shared,
    {
      ...config,
      model: { ...config.model, random: ['asset:time(risk)'], scale: 'none' },
      strategies: weighed,
    },
  ],
  [
    'posterior, a kernel of classes',
    data,
    {
      ...config,
      classes,
      model: { ...config.model, random: ['time', 'asset:time(class)'] },
      strategies: weighed,
    },
  ],
  [
    'posterior, any heritability',
    data,
    { ...config, model: { minHeritability: 0.9 }, strategies: [{ name: 'posterior' }] },
  ],
  [
    'posterior, fewer periods than assets',
    data,
    { ...config, backtest: { train: 8, rebalance: 7 }, strategies: weighed },
  ],
  ['posterior, an asset that is listed late', without('GLD', '2015-03'), { ...config, strategies: weighed }],
  ['posterior, an asset that stands still', still, { ...config, strategies: weighed }],
];

/** Windows that the engine runs by itself. */
function count(engine: Engine, prices: PriceTable, given: BacktestConfig): { done: number; all: number } {
  const resolved = resolveConfig(given);
  const inputs = backtestInputs(prices, resolved, {});
  const runner = windowRunner(engine, inputs, resolved);
  const all = inputs.schedule.length;
  const record = runner.record(0, all);
  for (let index = 0; index < all;) index = runner.run(index, record);
  return { done: all - record.host.size, all };
}

/** Results without what depends on rounding, and the rest as numbers. */
function split(result: BacktestResult) {
  return {
    words: {
      notes: result.notes,
      decisions: result.decisions.map(({ fit, conditionNumbers, kernels, posteriors: known, ...rest }) => ({
        ...rest,
        names: Object.keys(conditionNumbers).sort(),
        kernels: kernels.map(({ name }) => name),
        priors: Object.entries(known ?? {}).map(([name, { k, atBoundary, halfLives, degreesOfFreedom }]) => {
          return [name, k === null, atBoundary, halfLives, degreesOfFreedom];
        }),
        fit: fit && {
          path: fit.path,
          converged: fit.converged,
          labels: fit.variances.map(({ label, atBoundary }) => [label, atBoundary]),
        },
      })),
      windows: result.strategies.map(({ windows }) =>
        windows.map(({ decision, status, reason, used }) => ({ decision, status, reason, used })),
      ),
    },
    weights: result.strategies.flatMap(({ windows }) =>
      windows.flatMap(({ weights }) => Object.values(weights)),
    ),
    priors: result.decisions.flatMap(({ posteriors: known }) => Object.values(known ?? {})),
    fits: result.decisions.flatMap(({ fit }) => (fit === null ? [] : [fit])),
    conditionNumbers: result.decisions.flatMap(({ conditionNumbers }) =>
      Object.entries(conditionNumbers)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, value]) => value),
    ),
  };
}

/** Words alike, numbers but for rounding. */
function expectAlike(actual: BacktestResult, wanted: BacktestResult, tolerance = 1e-8): void {
  const [batch, host] = [split(actual), split(wanted)];
  expect(batch.words).toEqual(host.words);
  batch.weights.forEach((weight, k) => expect(Math.abs(weight - host.weights[k])).toBeLessThan(tolerance));
  batch.priors.forEach((own, k) => {
    const expected = host.priors[k];
    expect(Math.abs(own.priorWeight - expected.priorWeight)).toBeLessThan(tolerance);
    expect(Math.abs(own.evidenceGain - expected.evidenceGain)).toBeLessThan(tolerance);
    expect(Math.abs(own.logEvidence / expected.logEvidence - 1)).toBeLessThan(tolerance);
  });
  batch.fits.forEach((fit, k) => expectAlikeFits(fit, host.fits[k]));
  // the smallest eigenvalue is known to so many digits of the largest
  batch.conditionNumbers.forEach((value, k) => {
    const expected = host.conditionNumbers[k];
    if (value === null || expected === null) expect(value).toBe(expected);
    else expect(Math.abs(value / expected - 1)).toBeLessThan(1e-6 + 1e-14 * expected);
  });
}

describe.each(engines)('windows run by the engine, %s build', (build, engine) => {
  it.each(runs)('are those of the host: %s', async (_, prices, given) => {
    expectAlike(await backtest(engine, prices, given), await backtest({ ...engine }, prices, given));
  });

  it.each(posteriors)('are those of the host: %s', async (_, prices, given) => {
    const strategies = [...given.strategies!, { name: 'oas' }];
    const host = await backtest(engine, prices, { ...given, strategies });
    const batch = await backtest(engine, prices, given);
    const priors = batch.decisions.flatMap(({ posteriors: known }) => Object.values(known ?? {}));
    if (prices === shared) expect(priors.filter(({ k }) => k !== null).length).toBeGreaterThan(20);
    const wanted = {
      ...host,
      strategies: host.strategies.slice(0, -1),
      decisions: host.decisions.map(({ conditionNumbers: { oas, ...conditionNumbers }, ...rest }) => {
        expect(oas).toBeGreaterThan(0);
        return { ...rest, conditionNumbers };
      }),
    };
    expectAlike(batch, wanted, 1e-9);
  });

  it('have the same condition numbers in the run and when they are read, from an engine that is gone too', async () => {
    for (const [name, prices, given] of [runs[0], runs[2], runs[11], runs[14], posteriors[1]]) {
      const own = await createEngine({ build });
      const later = await backtest(own, prices, given);
      own.dispose();
      const now = await backtest(engine, prices, given, { conditionNumbers: 'in the run' });
      expect(later.decisions, name).toEqual(now.decisions);
      expect(later.snapshot, name).toEqual(now.snapshot);
      expect(later.lastDecision, name).toEqual(now.lastDecision);
    }
  });

  it.skipIf(build === 'debug')('are nearly all of a run of the default model, and none of another', () => {
    for (const [name, prices, given] of [...runs.slice(0, 11), ...posteriors.slice(0, 6)]) {
      const { done, all } = count(engine, prices, given);
      expect(done / all, name).toBeGreaterThan(name === 'fewer periods than assets' ? 0.3 : 0.95);
    }
    expect(count(engine, data, { ...config, model: { fixed: ['1', 'market'] } }).done).toBe(0);
  });
});

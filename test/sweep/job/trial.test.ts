import { afterAll, beforeAll, expect, test } from 'vitest';
import { backtest } from '../../../src/backtest/node.js';
import { sharedData } from '../../../src/backtest/shared-data.js';
import type { PartialConfig } from '../../../src/config/selection.types.js';
import { createEngine, type Engine } from '../../../src/create-engine.js';
import { EngineError } from '../../../src/errors.js';
import { backtestConfig, trialConfig } from '../../../src/sweep/plan/configuration.js';
import { runTrials, type Trial } from '../../../src/sweep/job/trial.js';
import type { PriceTable } from '../../../src/data/types.js';
import type { BacktestSources } from '../../../src/backtest/inputs.types.js';
import { statisticNames } from '../../../src/statistics/names.js';
import { weeklyBase, weeklyPrices } from '../../support/sweep-study.js';
import { given } from '../../support/sweeps.js';

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.dispose());

const prices = weeklyPrices();
const shared = sharedData(prices);

function trialOf(part: PartialConfig, strategy: string, sources: BacktestSources = {}): Promise<Trial> {
  return runTrials(engine, { prices, sources }, shared, [
    given(trialConfig(weeklyBase, part, strategy)),
  ]).then(([trial]) => trial);
}

const single = (date: (t: number) => number): PriceTable => ({
  assets: ['X'],
  dates: prices.dates,
  prices: Float64Array.from(prices.dates, (_, t) => date(t)),
});

const cases: [name: string, part: PartialConfig, strategy: string, sources?: BacktestSources][] = [
  ['the base', {}, 'systematic'],
  [
    'a shrunk covariance with limits',
    { strategies: [{ name: 'ledoitWolf', maxWeights: 0.3 }] },
    'ledoitWolf',
  ],
  [
    'a half-life and another kernel',
    { model: { halfLife: 12, random: ['time', 'asset:time(risk)'] } },
    'systematic',
  ],
  ['the whole panel, weekly', { frequency: 'week', backtest: { train: 52, rebalance: 13 } }, 'equalWeight'],
  ['some assets in some years', { assets: ['AAA', 'CCC', 'DDD'], from: '2016-01-01' }, 'systematic'],
  ['what baselines are that the base has not', {}, 'sample'],
  ['the least tail loss', { strategies: [{ name: 'tail', objective: 'minimumCVaR' }] }, 'tail'],
  ['the averaged posterior', { strategies: [{ name: 'average', covariance: 'averaged' }] }, 'average'],
  [
    'a risk-free rate',
    { riskFree: { path: 'rates.csv', column: 'X' } },
    'systematic',
    { riskFree: single((t) => 0.01 + 0.0001 * t) },
  ],
];

test.each(cases)('a trial of %s is what the library makes of it', async (_, part, strategy, sources) => {
  const trial = await trialOf(part, strategy, sources);
  const alone = await backtest(engine, prices, backtestConfig(weeklyBase, part, strategy), { sources });
  const { statistics, netReturns, periods, windows } = alone.strategies[0];
  expect(trial.status).toBe('ok');
  for (const name of statisticNames) expect(trial.statistics![name], name).toBe(statistics[name]);
  expect(Array.from(trial.netReturns)).toEqual(netReturns);
  expect(trial.dates).toEqual(periods);
  expect(trial.windows).toBe(windows.length);
  expect(trial.fallbacks).toBe(windows.filter(({ status }) => status === 'fallback').length);
});

test('what the data cannot give is what the trial came to', async () => {
  const trial = await trialOf({ backtest: { train: 900 } }, 'systematic');
  expect(trial).toMatchObject({
    status: 'refused',
    code: 'too-few-periods',
    statistics: null,
    dates: [],
    windows: 0,
  });
  expect(trial.error).toContain('900');
});

test('windows in which something else was done are counted, with the first reason', async () => {
  const part = { frequency: 'week', backtest: { train: 24, rebalance: 4 } } as const;
  const trial = await trialOf(part, 'systematic');
  const alone = await backtest(engine, prices, backtestConfig(weeklyBase, part, 'systematic'));
  const fallen = alone.strategies[0].windows.filter(({ status }) => status === 'fallback');
  expect(fallen.length).toBeGreaterThan(0);
  expect(trial).toMatchObject({ fallbacks: fallen.length, reason: fallen[0].reason });
});

test('an error of the engine is not what a trial came to', async () => {
  const gone = await createEngine();
  gone.dispose();
  const running = runTrials(gone, { prices, sources: {} }, shared, [
    given(trialConfig(weeklyBase, {}, 'systematic')),
  ]);
  await expect(running).rejects.toBeInstanceOf(EngineError);
});

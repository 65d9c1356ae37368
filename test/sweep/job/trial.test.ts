import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backtest } from '../../../src/backtest/backtest.js';
import { sharedData } from '../../../src/backtest/shared-data.js';
import type { PartialConfig } from '../../../src/config/selection.types.js';
import { createEngine, type Engine } from '../../../src/create-engine.js';
import { EngineError } from '../../../src/errors.js';
import { backtestConfig, trialConfig } from '../../../src/sweep/plan/configuration.js';
import { runTrial, type Trial } from '../../../src/sweep/job/trial.js';
import type { PriceTable } from '../../../src/index.js';
import type { BacktestSources } from '../../../src/backtest/inputs.types.js';
import { statisticNames } from '../../../src/statistics/names.js';
import { weeklyBase, weeklyPrices } from '../../support/sweep-study.js';

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.dispose());

const prices = weeklyPrices();
const shared = sharedData(prices);

function trialOf(part: PartialConfig, strategy: string, sources: BacktestSources = {}): Promise<Trial> {
  return runTrial(engine, { prices, sources }, shared, trialConfig(weeklyBase, part, strategy));
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
  ['a half-life and another kernel', { model: { halfLife: 12, kernel: 'correlation' } }, 'systematic'],
  ['the whole panel, weekly', { frequency: 'week', backtest: { train: 52, rebalance: 13 } }, 'equalWeight'],
  ['some assets in some years', { assets: ['AAA', 'CCC', 'DDD'], from: '2016-01-01' }, 'systematic'],
  ['what baselines are that the base has not', {}, 'sample'],
  ['the least tail loss', { strategies: [{ name: 'tail', objective: 'minimumCVaR' }] }, 'tail'],
  [
    'the averaged posterior',
    { strategies: [{ name: 'average', covariance: 'posterior', posterior: 'averaged' }] },
    'average',
  ],
  [
    'a risk-free rate',
    { riskFree: { path: 'rates.csv' } },
    'systematic',
    { riskFree: single((t) => 0.01 + 0.0001 * t) },
  ],
];

describe('a trial', () => {
  test.each(cases)(
    'is what the library makes of %s, in every statistic and return',
    async (_, part, strategy, sources) => {
      const trial = await trialOf(part, strategy, sources);
      const alone = await backtest(prices, backtestConfig(weeklyBase, part, strategy), { sources });
      const { statistics, netReturns, decisions } = alone.strategies[0];
      expect(trial.status).toBe('ok');
      for (const name of statisticNames) expect(trial.statistics![name], name).toBe(statistics[name]);
      expect(Array.from(trial.netReturns)).toEqual(Array.from(netReturns));
      expect(trial.dates).toEqual(alone.dates);
      expect(trial.windows).toBe(decisions.length);
    },
  );
});

import { describe, expect, it } from 'vitest';
import type { SweepConfig } from '../../../src/sweep/types.js';
import { planOf, sweepBase } from '../../support/sweeps.js';
import { rejected } from '../../support/thrown.js';

const grid = (paths: NonNullable<SweepConfig['space']['grid']>): Partial<SweepConfig> => ({
  space: { grid: paths },
});

describe('a sweep is refused on account of its base', () => {
  it.each<[string, Partial<SweepConfig>, string, RegExp, RegExp]>([
    ['a base that cannot be', { base: { ...sweepBase, seed: -1 } }, 'bad-value', /^seed cannot be -1/, /./],
    [
      'an unknown strategy',
      { strategies: ['sampel'] },
      'unknown-strategy',
      /strategies lists sampel/,
      /"sample"/,
    ],
    ['an unknown baseline', { baseline: 'sampel' }, 'unknown-strategy', /the baseline is sampel/, /"sample"/],
    [
      'a path of a strategy that is not there',
      grid({ 'strategies.sampel.maxWeights': [1] }),
      'unknown-strategy',
      /^space.grid has the path "strategies.sampel.maxWeights": there is no strategy "sampel"$/,
      /"sample"/,
    ],
    [
      'a path of a strategy that is not run',
      grid({ 'strategies.sample.maxWeights': [1] }),
      'bad-value',
      /^space.grid lets strategies.sample.maxWeights vary, and the sweep does not run sample$/,
      /add sample to strategies/,
    ],
    [
      'no field of the strategy',
      grid({ strategy: [{}] }),
      'bad-value',
      /names no field of a strategy/,
      /FIELD/,
    ],
    [
      'a path into a number',
      grid({ 'backtest.train.x': [1] }),
      'bad-value',
      /backtest.train is 36/,
      /itself/,
    ],
    [
      'a sampled path into a number',
      { space: { sobol: { samples: 2, fields: { 'backtest.train.x': { min: 0, max: 1 } } } } },
      'bad-value',
      /^space.sobol.fields has the path "backtest.train.x"/,
      /./,
    ],
    ['a selection', grid({ 'selection.lookback': [12] }), 'bad-value', /changes no backtest/, /leave it out/],
    [
      'a field within another',
      grid({ backtest: [{ train: 24 }], 'backtest.lag': [0, 1] }),
      'bad-value',
      /^space.grid lets backtest and backtest.lag, a field of it, vary, one over the other$/,
      /one place/,
    ],
    [
      'a field of two kinds',
      {
        space: {
          grid: { seed: [1, 2] },
          random: { samples: 2, fields: { seed: { min: 1, max: 9, step: 1 } } },
        },
      },
      'bad-value',
      /^space.grid and space.random let seed vary/,
      /one place/,
    ],
    [
      'a field of the space and of universes',
      { ...grid({ assets: [['SPY', 'TLT']] }), universes: { a: ['SPY', 'IWM'] } },
      'bad-value',
      /space.grid and universes let assets vary/,
      /one place/,
    ],
    [
      'a field of a strategy by two names',
      grid({ 'strategy.maxWeights': [1], 'strategies.systematic.maxWeights': [0.5] }),
      'bad-value',
      /^space.grid lets strategies.systematic.maxWeights vary, one over the other$/,
      /one place/,
    ],
    [
      'strategies that are no list',
      { space: { list: [{ strategies: 'sample' }] } },
      'bad-value',
      /^space.list.0.strategies is no list/,
      /name/,
    ],
    [
      'a listed strategy that is not there',
      { space: { list: { a: { strategies: [{ name: 'sampel', maxWeights: 1 }] } } } },
      'unknown-strategy',
      /sampel, which the base has not/,
      /"sample"/,
    ],
    [
      'the short name outside of the space',
      { universes: { a: { strategy: { maxWeights: 1 } } } },
      'bad-value',
      /^universes.a.strategy is no field/,
      /strategies/,
    ],
  ])('%s', async (_, sweep, code, message, hint) => {
    const error = await rejected(planOf(sweep));
    expect(error.message).toMatch(message);
    expect(error.code).toBe(code);
    expect(error.hint).toMatch(hint);
  });

  it('lets two lists of one field stand in different entries', async () => {
    const list = { a: { backtest: { train: 24 } }, b: { backtest: { train: 36 } } };
    expect((await planOf({ space: { list } })).backtests).toHaveLength(3);
  });
});

describe('configurations that cannot be', () => {
  it('are refused before anything runs, each problem once with the backtest that has it', async () => {
    const error = await rejected(
      planOf(grid({ 'backtest.train': [24, -1, 0.5], 'model.halfLife': [6, null], 'backtest.lag': [0, -7] })),
    );
    expect(error.message.split('\n')).toEqual([
      '10 of the 12 backtests of the sweep cannot be',
      expect.stringMatching(
        /^ {2}train=24, halfLife=6, lag=-7, as in 5 more: backtest.lag cannot be -7: .* \(.*\)$/,
      ),
      expect.stringMatching(/^ {2}train=-1, halfLife=6, lag=0, as in 3 more: backtest.train cannot be -1: /),
      expect.stringMatching(
        /^ {2}train=0.5, halfLife=6, lag=0, as in 3 more: backtest.train cannot be 0.5: /,
      ),
    ]);
    expect(error.code).toBe('bad-value');
    expect(error.details).toMatchObject({
      path: 'backtest.lag',
      backtest: 'train=24, halfLife=6, lag=-7',
      refused: 10,
    });
  });

  it('are five in the message, the others counted', async () => {
    const trains = [-1, -2, -3, -4, -5, -6, -7];
    const { message } = await rejected(planOf(grid({ 'backtest.train': trains })));
    expect(message.split('\n')).toHaveLength(7);
    expect(message).toMatch(/\n {2}and 2 more problems$/);
  });

  it('are named by universe, period and strategy where there are several', async () => {
    const { message } = await rejected(
      planOf({
        strategies: ['sample', 'systematic'],
        universes: { whole: {}, two: ['SPY', 'TLT'] },
        ...grid({ 'backtest.trian': [24] }),
      }),
    );
    expect(message).toMatch(
      /universe=whole, strategy=sample, trian=24, as in 3 more: .*no field "trian".*"train"/,
    );
  });

  it('may be the baseline', async () => {
    const { message } = await rejected(
      planOf({
        base: { ...sweepBase, frequency: 'day', backtest: { train: 36, rebalance: 'weekly on Friday' } },
        ...grid({ frequency: ['month'], 'backtest.rebalance': [1] }),
      }),
    );
    expect(message).toMatch(/the baseline of .*backtest.rebalance "weekly on Friday" is finer/);
  });
});

describe('the size of a sweep', () => {
  it('is a million backtests at most: one more is refused, with the counts', async () => {
    const error = await rejected(
      planOf({ space: { random: { samples: 1_000_001, fields: { 'model.halfLife': { min: 3, max: 9 } } } } }),
    );
    expect(error.code).toBe('too-many-backtests');
    expect(error.message).toBe(
      'the sweep has 1000001 backtests, 1000001 points × 1 universe × 1 period × 1 strategy, and 1000000 are the most; its points are 1000001 of model.halfLife',
    );
    expect(error.details).toEqual({ path: 'space', backtests: 1_000_001, points: 1_000_001 });
  });

  it('counts strategies, universes and periods', async () => {
    const { message } = await rejected(
      planOf({
        strategies: ['sample', 'systematic'],
        periods: { a: {}, b: { from: '2015-01-01' } },
        space: {
          grid: { 'backtest.lag': Array.from({ length: 500 }, (_, k) => k) },
          sobol: { samples: 501, fields: { 'model.halfLife': { min: 3, max: 9 } } },
        },
      }),
    );
    expect(message).toMatch(/1002000 backtests, 250500 points × 1 universe × 2 periods × 2 strategies/);
    expect(message).toMatch(/500 of backtest.lag × 501 of model.halfLife$/);
  });
});

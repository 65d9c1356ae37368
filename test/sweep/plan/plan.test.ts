import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BacktestConfig } from '../../../src/config/types.js';
import { DataError } from '../../../src/errors.js';
import { trialConfig } from '../../../src/sweep/plan/configuration.js';
import { planOf, sweepBase } from '../../support/sweeps.js';

const idsOf = async (...of: Parameters<typeof planOf>): Promise<string[]> =>
  (await planOf(...of)).backtests.map(({ id }) => id);

describe('the plan of a sweep', () => {
  it('has every point in every universe and period for every strategy, the last varying fastest, then baselines', async () => {
    const { backtests, parameters, notes } = await planOf({
      strategies: ['sample', 'systematic'],
      universes: { two: ['SPY', 'TLT'], other: { prices: 'other.csv' } },
      periods: { all: {}, late: { from: '2015-01-01' } },
      space: { grid: { 'backtest.train': [24, 36], 'model.halfLife': [null, 6, 12] } },
    });
    const trials = backtests.filter(({ isBaseline }) => !isBaseline);
    expect(trials).toHaveLength(2 * 2 * 6 * 2);
    expect(backtests.map(({ number }) => number)).toEqual(backtests.map((_, k) => k));
    expect(trials.slice(0, 3)).toMatchObject([
      { strategy: 'sample', parameters: { 'backtest.train': 24, 'model.halfLife': null } },
      { strategy: 'systematic', parameters: { 'backtest.train': 24, 'model.halfLife': null } },
      { strategy: 'sample', parameters: { 'backtest.train': 24, 'model.halfLife': 6 } },
    ]);
    expect(trials[0].part).toEqual({
      assets: ['SPY', 'TLT'],
      backtest: { train: 24 },
      model: { halfLife: null },
    });
    expect(trials[12]).toMatchObject({ universe: 'two', period: 'late', part: { from: '2015-01-01' } });
    expect(trials[24]).toMatchObject({ universe: 'other', period: 'all', data: 'data of "other.csv"' });
    expect(backtests.slice(48)).toMatchObject(
      ['two all', 'two late', 'other all', 'other late'].map((place) => {
        const [universe, period] = place.split(' ');
        return {
          universe,
          period,
          strategy: 'equalWeight',
          isBaseline: true,
          parameters: {},
          frequency: 'month',
        };
      }),
    );
    expect(parameters).toEqual([
      { path: 'backtest.train', values: 2, kind: 'numeric' },
      { path: 'model.halfLife', values: 3, kind: 'categorical' },
    ]);
    expect(notes).toEqual([]);
  });

  it('has as many trials as the product of its parts', async () => {
    const some = fc.integer({ min: 1, max: 3 });
    await fc.assert(
      fc.asyncProperty(some, some, some, some, async (train, lag, samples, names) => {
        const { backtests, order } = await planOf({
          strategies: ['systematic', 'sample'].slice(0, Math.min(names, 2)),
          space: {
            list: Array.from({ length: lag }, (_, k) => ({ backtest: { lag: k } })),
            grid: { 'backtest.train': [24, 36, 48].slice(0, train) },
            random: { samples, fields: { 'model.halfLife': { min: 3, max: 30 } } },
          },
        });
        expect(backtests).toHaveLength(lag * train * samples * Math.min(names, 2) + 1);
        expect([...order].sort((a, b) => a - b)).toEqual(backtests.map(({ number }) => number));
      }),
      { numRuns: 20 },
    );
  });

  it('lets strategy.FIELD be the field of whichever strategy is run, in a list too', async () => {
    const { backtests } = await planOf({
      strategies: ['systematic', 'sample'],
      space: { grid: { 'strategy.maxWeights': [0.3] }, list: { a: { strategy: { minWeights: 0.01 } } } },
    });
    expect(backtests.slice(0, 2).map(({ part, parameters }) => ({ part, parameters }))).toEqual(
      ['systematic', 'sample'].map((name) => ({
        part: { strategies: [{ name, minWeights: 0.01, maxWeights: 0.3 }] },
        parameters: { list: 'a', 'strategy.maxWeights': 0.3 },
      })),
    );
  });

  it('runs a strategy once where only fields of another one vary, and says so', async () => {
    const { backtests, notes } = await planOf({
      strategies: ['systematic', 'sample'],
      space: { grid: { 'strategies.systematic.maxWeights': [0.3, 0.4, 0.5] } },
    });
    expect(backtests.map(({ strategy, parameters }) => [strategy, parameters])).toEqual([
      ['systematic', { 'strategies.systematic.maxWeights': 0.3 }],
      ['sample', {}],
      ['systematic', { 'strategies.systematic.maxWeights': 0.4 }],
      ['systematic', { 'strategies.systematic.maxWeights': 0.5 }],
      ['equalWeight', {}],
    ]);
    expect(notes).toEqual([
      '2 of 6 backtests are another one over again, which is one trial: strategy=sample comes again',
    ]);
  });

  it('leaves out with null a field of a default strategy, where the base lists none', async () => {
    const base: BacktestConfig = { ...sweepBase, strategies: undefined };
    const { backtests } = await planOf({
      base,
      strategies: ['systematic'],
      space: { grid: { 'strategy.maxWeights': [0.5, null] } },
    });
    const [bounded, free] = backtests.map(
      ({ part, strategy }) => trialConfig(base, part, strategy).strategies,
    );
    expect(bounded).toMatchObject([{ maxWeights: 0.5 }]);
    expect(free[0].maxWeights).toBe(trialConfig(base, {}, 'systematic').strategies[0].maxWeights);
  });

  it('runs points once that resolve to the same, and says so', async () => {
    // minHistory is train by default
    const { backtests, notes } = await planOf({ space: { grid: { 'backtest.minHistory': [null, 24, 36] } } });
    expect(backtests.map(({ parameters }) => parameters)).toEqual([
      { 'backtest.minHistory': null },
      { 'backtest.minHistory': 24 },
      {},
    ]);
    expect(notes).toEqual([
      '1 of 3 backtests is another one over again, which is one trial: minHistory=36 is the same as minHistory=none',
    ]);
  });

  it('has a baseline for each frequency among the trials, in the configuration of the base', async () => {
    const { backtests } = await planOf({
      baseline: 'sample',
      space: { grid: { frequency: ['month', 'week'], 'backtest.train': [24] } },
    });
    expect(backtests.slice(2)).toMatchObject([
      { strategy: 'sample', frequency: 'month', part: { frequency: 'month' }, isBaseline: true },
      { strategy: 'sample', frequency: 'week', part: { frequency: 'week' }, isBaseline: true },
    ]);
  });

  it('keeps a trial that is the baseline, to be run once for both, and says so', async () => {
    const { backtests, order, notes } = await planOf({
      baseline: 'sample',
      strategies: ['sample'],
      space: { grid: { 'backtest.train': [24, 36] } },
    });
    expect(backtests[2]).toMatchObject({ isBaseline: true, id: backtests[1].id });
    expect([...order]).toEqual([0, 1]);
    expect(notes).toEqual(['the baseline sample is a trial too: train=36']);
  });

  it('runs the default strategies of a base that lists none', async () => {
    const { backtests } = await planOf({ base: { market: 'SPY' } });
    expect(backtests.map(({ strategy }) => strategy)).toEqual(['systematic', 'equalWeight']);
  });

  it('says what of the base it leaves out', async () => {
    const { notes } = await planOf({
      base: { ...sweepBase, benchmark: 'sample', selection: { grid: { 'backtest.train': [24, 36] } } },
      space: { sobol: { samples: 3, fields: { 'backtest.train': { min: 24, max: 48, step: 1 } } } },
    });
    expect(notes[0]).toMatch(/^the selection of the base is left out/);
    expect(notes[1]).toMatch(/^the benchmark of the base is its strategy sample/);
    expect(notes[2]).toMatch(/3 samples.* 2 or 4$/);
  });

  it('counts windows, and says where data are too short for one', async () => {
    const { backtests, notes } = await planOf({ space: { grid: { 'backtest.train': [36, 119, 120] } } });
    // (120 − 36) / 3, a last one, none
    expect(backtests.map(({ windows }) => windows)).toEqual([28, 1, 0, 28]);
    expect(notes).toEqual(['1 of 4 backtests has no window, as the data are too short: train=120']);
  });

  it('asks for dates once for each data and period', async () => {
    let asked = 0;
    const datesOf = (): string[] => {
      asked++;
      throw new DataError('too-few-periods', 'none', 'use more data');
    };
    const { backtests } = await planOf(
      { periods: { a: {}, b: { from: '2015-01-01' } }, space: { grid: { 'backtest.train': [24, 36] } } },
      { datesOf },
    );
    expect(asked).toBe(2);
    expect(backtests.every(({ windows }) => windows === 0)).toBe(true);
  });

  it('runs those next to each other that share data, windows and model', async () => {
    const { backtests, order } = await planOf({
      universes: { a: {}, b: { prices: 'b.csv' } },
      space: {
        grid: { 'strategy.maxWeights': [0.3, 0.4], 'model.halfLife': [6, 12], 'backtest.train': [24, 36] },
      },
    });
    const keys = Array.from(order, (number) => {
      const { data, parameters: of } = backtests[number];
      return `${data} ${JSON.stringify(of['backtest.train'] ?? 36)} ${JSON.stringify(of['model.halfLife'] ?? 12)}`;
    });
    expect(keys.filter((key, k) => key !== keys[k - 1])).toHaveLength(new Set(keys).size);
    const data = Array.from(order, (number) => backtests[number].data);
    expect(data.filter((hash, k) => hash !== data[k - 1])).toHaveLength(2);
  });

  it('ends with the reason of its signal', async () => {
    const stop = new AbortController();
    const planned = planOf(
      { space: { random: { samples: 2000, fields: { 'model.halfLife': { min: 3, max: 30 } } } } },
      { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) },
    );
    await expect(planned).rejects.toThrow('enough');
  });
});

describe('the id of a backtest', () => {
  const space = { grid: { 'backtest.train': [24, 36] } };

  it('does not depend on the order of fields, on names, on defaults that are written out, or on where files are', async () => {
    const ids = await idsOf({ space }, { dataOf: () => 'd' });
    const turned = Object.fromEntries(Object.entries(sweepBase).reverse()) as unknown as BacktestConfig;
    const others: BacktestConfig[] = [
      turned,
      { ...sweepBase, $schema: 'https://example.org', frequency: 'month', seed: 1 },
      { ...sweepBase, prices: { path: 'elsewhere/p.csv' } },
      { ...sweepBase, strategies: [{ name: 'mine', covariance: 'systematic', maxWeights: 0.5 }] },
    ];
    for (const base of others) expect(await idsOf({ base, space }, { dataOf: () => 'd' })).toEqual(ids);
    const list = { x: { backtest: { train: 24 } }, y: { backtest: { train: 36 } } };
    expect(await idsOf({ space: { list } }, { dataOf: () => 'd' })).toEqual(ids);
    expect(ids.every((id) => /^[0-9a-f]{64}$/.test(id))).toBe(true);
  });

  it('depends on engine, data, strategy, points, and how files are read', async () => {
    const one = (sweep: Parameters<typeof planOf>[0], options = {}) =>
      idsOf(sweep, options).then(([id]) => id);
    const ids = await Promise.all([
      one({}),
      one({}, { engine: '0.1.0+def' }),
      one({}, { dataOf: () => 'other' }),
      one({ base: { ...sweepBase, riskFree: 0.01 } }),
      one({ base: { ...sweepBase, market: { path: 'm.csv', column: 'a' } } }),
      one({ base: { ...sweepBase, market: { path: 'm.csv', column: 'b' } } }),
      one({ space: { grid: { 'backtest.costs': [0.001] } } }),
      one({ strategies: ['sample'] }),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axesOf, parametersOf } from '../../../src/sweep/space/axes.js';
import type { SampleConfig } from '../../../src/sweep/types.js';

const allOf = (sample: SampleConfig, kind: 'random' | 'sobol') => {
  const [axis] = axesOf({ [kind]: sample });
  return Array.from({ length: axis.size }, (_, k) =>
    Object.fromEntries(axis.values(k).map((value, p) => [axis.paths[p], value])),
  );
};
const fields = {
  'backtest.train': { min: 24, max: 60, step: 12 },
  'model.halfLife': { values: [null, 6, 12] },
  'strategies.sample.maxWeights': { min: 0.1, max: 1 },
};

describe('the axes of a space', () => {
  it('are the list, each path of the grid, and the samples', () => {
    const axes = axesOf({
      sobol: { samples: 4, fields: { returns: { values: ['simple', 'log'] } } },
      grid: { 'backtest.train': [24, 36], 'backtest.lag': [0, 1, 2] },
      list: { a: {}, b: { model: { halfLife: null } } },
      random: { samples: 5, fields: { 'model.halfLife': { min: 3, max: 9 } } },
    });
    expect(axes.map(({ size, paths }) => [size, paths])).toEqual([
      [2, ['list']],
      [2, ['backtest.train']],
      [3, ['backtest.lag']],
      [5, ['model.halfLife']],
      [4, ['returns']],
    ]);
    expect(axes[0].values(1)).toEqual(['b']);
    expect(axes[0].part(1)).toEqual({ model: { halfLife: null } });
    expect(axes[1].part(1)).toEqual({ backtest: { train: 36 } });
  });

  it('number the entries of a list without names from 0', () => {
    const [axis] = axesOf({ list: [{}, { seed: 2 }] });
    expect([axis.values(0), axis.values(1), axis.part(1)]).toEqual([['0'], ['1'], { seed: 2 }]);
  });

  it('tell numbers from categories, and count distinct values', () => {
    const axes = axesOf({
      list: [{}, {}],
      grid: { 'backtest.train': [24, 36], 'model.halfLife': [null, 6], returns: ['simple', 'log'] },
      random: { samples: 50, fields: { 'backtest.lag': { min: 0, max: 2, step: 1 } } },
    });
    expect(parametersOf(axes)).toEqual([
      { path: 'list', values: 2, kind: 'categorical' },
      { path: 'backtest.train', values: 2, kind: 'numeric' },
      { path: 'model.halfLife', values: 2, kind: 'categorical' },
      { path: 'returns', values: 2, kind: 'categorical' },
      { path: 'backtest.lag', values: 3, kind: 'numeric' },
    ]);
  });
});

describe.each(['random', 'sobol'] as const)('a %s sample', (kind) => {
  it('is the same whenever it is drawn, whatever the order of its fields, and another for another seed', () => {
    const sample = { samples: 40, fields };
    const turned = { samples: 40, fields: Object.fromEntries(Object.entries(fields).reverse()) };
    expect(allOf(sample, kind)).toEqual(allOf(turned, kind));
    expect(allOf({ ...sample, seed: 1 }, kind)).toEqual(allOf(sample, kind));
    expect(allOf({ ...sample, seed: 2 }, kind)).not.toEqual(allOf(sample, kind));
  });

  it('begins with the points of a smaller one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), (samples, seed) => {
        const larger = allOf({ samples: 64, seed, fields }, kind);
        expect(larger.slice(0, samples)).toEqual(allOf({ samples, seed, fields }, kind));
      }),
      { numRuns: 20 },
    );
  });

  it('draws from all of the values, and merges fields of a strategy by its name', () => {
    const points = allOf({ samples: 256, fields }, kind);
    expect(new Set(points.map((point) => point['backtest.train']))).toEqual(new Set([24, 36, 48, 60]));
    expect(new Set(points.map((point) => point['model.halfLife']))).toEqual(new Set([null, 6, 12]));
    const [axis] = axesOf({ [kind]: { samples: 1, fields } });
    const [train, halfLife, maxWeights] = axis.values(0);
    expect(axis.part(0)).toEqual({
      backtest: { train },
      model: { halfLife },
      strategies: [{ name: 'sample', maxWeights }],
    });
  });
});

describe('a random sample', () => {
  it('keeps its values where other fields come or go', () => {
    const { 'backtest.train': train } = fields;
    const alone = allOf({ samples: 30, fields: { 'backtest.train': train } }, 'random');
    const among = allOf({ samples: 30, fields }, 'random');
    expect(among.map((point) => point['backtest.train'])).toEqual(
      alone.map((point) => point['backtest.train']),
    );
  });

  // by a second derivation of Philox4x32-10 in Python: key (1, 0), counter (0, 0, SHA-256 of the name)
  it('has the values of its generator', () => {
    const [first, second] = allOf({ samples: 2, fields: { 'backtest.train': { min: 0, max: 1 } } }, 'random');
    expect([first['backtest.train'], second['backtest.train']]).toEqual([
      0.4313708438155044, 0.7374888913766187,
    ]);
  });
});

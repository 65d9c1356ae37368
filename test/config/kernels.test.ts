import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve.js';
import { characteristicNames, ConfigError } from '../../src/browser.js';
import { thrown } from '../support/thrown.js';

const classes = { bond: ['AGG', 'TLT'] };
const resolve = (kernels: object, rest: object = {}) => resolveConfig({ market: 'SPY', kernels, ...rest });
const refusal = (kernels: object, rest: object = {}) => {
  const error = thrown(() => resolve(kernels, rest));
  expect(error).toBeInstanceOf(ConfigError);
  return error;
};

describe('kernels of a configuration', () => {
  it('have defaults: the risk kernel’s', () => {
    expect(resolve({ mine: {} }).kernels).toEqual({
      mine: { kind: 'exponential', characteristics: [...characteristicNames], classWeight: 0 },
    });
  });

  it('take three forms, and resolve to themselves', () => {
    const once = resolve(
      {
        distance: { kind: 'gaussian', characteristics: ['volatility'], classWeight: 2 },
        peers: { path: 'peers.csv' },
        late: { path: 'late.csv', date: 'asOf', dateOrder: 'dmy', lag: { periods: 1 } },
        sum: { weights: { peers: 0.5, combined: 1, distance: 0 } },
      },
      { classes },
    );
    expect(once.kernels).toEqual({
      distance: { kind: 'gaussian', characteristics: ['volatility'], classWeight: 2 },
      peers: { path: 'peers.csv' },
      late: { path: 'late.csv', date: 'asOf', dateOrder: 'dmy', lag: { periods: 1 } },
      sum: { weights: { peers: 0.5, combined: 1, distance: 0 } },
    });
    expect(resolveConfig(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it('may be trees of the file of classes or of their own, and correlations of past residuals', () => {
    const once = resolve(
      {
        sectors: { tree: ['sector', 'subIndustry'] },
        own: { tree: ['a'], path: 't.csv', lag: { days: 9 }, levelWeights: [2, 1] },
        past: { residualCorrelation: {} },
        longer: { residualCorrelation: { periods: 99, estimator: 'nonlinear' } },
      },
      { classes: { path: 'classes.csv', column: 'sector' }, backtest: { train: 30 } },
    );
    expect(once.kernels).toEqual({
      sectors: { tree: ['sector', 'subIndustry'], levelWeights: [1, 1, 1] },
      own: { tree: ['a'], path: 't.csv', lag: { days: 9 }, levelWeights: [2, 1] },
      past: { residualCorrelation: { periods: 30, estimator: 'ledoitWolf' } },
      longer: { residualCorrelation: { periods: 99, estimator: 'nonlinear' } },
    });
    expect(resolveConfig(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it('say what is learned, with classes where their weight is, and a prior where relevances are', () => {
    const once = resolve(
      {
        features: { characteristics: ['beta'], learn: ['relevance', 'classWeight'] },
        line: { kind: 'linear', characteristics: ['beta'], learn: ['relevance'] },
        free: { learn: ['relevance'], penalty: 0 },
        scale: { learn: ['lengthScale'] },
        sum: { weights: { features: 0.5, risk: 0.5 }, learn: ['weights'] },
      },
      { classes },
    );
    expect(once.kernels).toEqual({
      features: {
        kind: 'exponential',
        characteristics: ['beta'],
        classWeight: 1,
        learn: ['relevance', 'classWeight'],
        penalty: 1,
      },
      line: { kind: 'linear', characteristics: ['beta'], classWeight: 0, learn: ['relevance'] },
      free: {
        kind: 'exponential',
        characteristics: [...characteristicNames],
        classWeight: 0,
        learn: ['relevance'],
        penalty: 0,
      },
      scale: {
        kind: 'exponential',
        characteristics: [...characteristicNames],
        classWeight: 0,
        learn: ['lengthScale'],
      },
      sum: { weights: { features: 0.5, risk: 0.5 }, learn: ['weights'] },
    });
    expect(resolveConfig(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it('are refused for a tree without a file, and a past that expanding windows do not have', () => {
    expect(refusal({ mine: { tree: ['a'] } }, { classes })).toMatchObject({ code: 'missing-classes' });
    const past = { past: { residualCorrelation: {} } };
    expect(refusal(past, { backtest: { window: 'expanding' } })).toMatchObject({ code: 'bad-value' });
    const nonlinear = { past: { residualCorrelation: { estimator: 'nonlinear' } } };
    expect(refusal(nonlinear, { market: 'average' })).toMatchObject({
      details: { path: 'kernels.past.residualCorrelation.estimator' },
    });
  });

  it.each([
    ['nothing', { learn: [] }, 'learn'],
    ['a parameter twice', { learn: ['relevance', 'relevance'] }, 'learn'],
    ['length scale and relevances', { learn: ['lengthScale', 'relevance'] }, 'learn'],
    ['weights of features', { learn: ['weights'] }, 'learn'],
    ['parameters of correlations', { kind: 'correlation', learn: ['relevance'] }, 'learn'],
    ['the length scale of a line', { kind: 'linear', learn: ['lengthScale'] }, 'learn'],
    ['relevances of classes', { characteristics: [], classWeight: 1, learn: ['relevance'] }, 'learn'],
    ['the weight of classes alone', { characteristics: [], learn: ['classWeight'] }, 'learn'],
    ['the weight of no classes', { classWeight: 0, learn: ['classWeight'] }, 'learn'],
    ['features of a sum', { weights: { risk: 1, class: 1 }, learn: ['relevance'] }, 'learn'],
    ['weights twice', { weights: { risk: 1, class: 1 }, learn: ['weights', 'weights'] }, 'learn'],
    ['the weight of one kernel', { weights: { risk: 1, class: 0 }, learn: ['weights'] }, 'learn'],
    ['no weights', { weights: { risk: 1, class: 1 }, learn: [] }, 'learn'],
    ['a matrix', { path: 'a.csv', learn: ['relevance'] }, 'learn'],
    ['a penalty on nothing', { penalty: 1 }, 'penalty'],
    ['a penalty on a length scale', { learn: ['lengthScale'], penalty: 1 }, 'penalty'],
    ['a penalty on a line', { kind: 'linear', learn: ['relevance'], penalty: 1 }, 'penalty'],
    ['a negative penalty', { learn: ['relevance'], penalty: -1 }, 'penalty'],
    ['a penalty of a sum', { weights: { risk: 1 }, penalty: 1 }, 'penalty'],
  ])('cannot learn %s: %j', (_, mine, field) => {
    expect(refusal({ mine }, { classes })).toMatchObject({
      code: 'bad-value',
      details: { path: `kernels.mine.${field}` },
    });
  });

  it.each([
    ['model.errors', { errors: { kind: 't' } }],
    ['model.aliased', { aliased: 'drop' }],
  ])('that learn go with no %s', (path, model) => {
    const kernels = { part: { learn: ['relevance'] }, mine: { weights: { part: 1 } }, other: {} };
    const random = (name: string) => ({ model: { ...model, random: [`asset:time(${name})`] } });
    expect(refusal(kernels, random('mine'))).toMatchObject({ code: 'learn-model', details: { path } });
    expect(() => resolve(kernels, random('other'))).not.toThrow();
  });

  it('may be named by the terms of the model', () => {
    const model = { random: ['time', 'asset:time(peers)', 'asset:market(risk)'] };
    expect(resolve({ peers: { path: 'peers.csv' } }, { model }).model.random).toEqual(model.random);
    const error = thrown(() =>
      resolve({ peers: { path: 'peers.csv' } }, { model: { random: ['asset:time(pers)'] } }),
    );
    expect(error).toMatchObject({ code: 'unknown-kernel', hint: 'did you mean "peers"?' });
  });

  it.each([
    ['a kind', { mine: { kind: 'guassian' } }, 'kernels.mine.kind'],
    ['a characteristic', { mine: { characteristics: ['mean', 'alpha'] } }, 'kernels.mine.characteristics[1]'],
    [
      'a characteristic twice',
      { mine: { characteristics: ['mean', 'beta', 'mean'] } },
      'kernels.mine.characteristics[2]',
    ],
    ['no feature', { mine: { characteristics: [] } }, 'kernels.mine'],
    ['a negative class weight', { mine: { classWeight: -1 } }, 'kernels.mine.classWeight'],
    ['two forms', { mine: { path: 'a.csv', kind: 'linear' } }, 'kernels.mine.kind'],
    ['two forms', { mine: { classWeight: 1, weights: { risk: 1 } } }, 'kernels.mine.classWeight'],
    ['a lag without a file', { mine: { kind: 'linear', lag: { days: 3 } } }, 'kernels.mine.lag'],
    [
      'an order of dates of a sum',
      { mine: { weights: { risk: 1 }, dateOrder: 'dmy' } },
      'kernels.mine.dateOrder',
    ],
    ['a negative lag', { mine: { path: 'a.csv', lag: { days: -3 } } }, 'kernels.mine.lag.days'],
    ['a blank path', { mine: { path: '' } }, 'kernels.mine.path'],
    ['a negative weight', { mine: { weights: { risk: -1 } } }, 'kernels.mine.weights.risk'],
    ['weights of 0', { mine: { weights: { risk: 0 } } }, 'kernels.mine.weights'],
    ['no weights', { mine: { weights: {} } }, 'kernels.mine.weights'],
    ['two forms', { mine: { tree: ['a'], path: 't.csv', weights: { risk: 1 } } }, 'kernels.mine.weights'],
    ['two forms', { mine: { residualCorrelation: {}, kind: 'linear' } }, 'kernels.mine.kind'],
    ['weights without a tree', { mine: { levelWeights: [1, 1] } }, 'kernels.mine.levelWeights'],
    ['fundamentals without a file', { mine: { fundamentals: ['size'] } }, 'kernels.mine.fundamentals'],
    ['no fundamentals', { mine: { fundamentals: [], path: 'f.csv' } }, 'kernels.mine.fundamentals'],
    ['a column twice', { mine: { fundamentals: ['a', 'a'], path: 'f.csv' } }, 'kernels.mine.fundamentals[1]'],
    [
      'two forms',
      { mine: { fundamentals: ['a'], path: 'f.csv', weights: { risk: 1 } } },
      'kernels.mine.weights',
    ],
    ['a correlation over one feature', { mine: { kind: 'correlation', characteristics: ['beta'] } }, 'kernels.mine.kind'], // prettier-ignore
    ['a correlation over one column', { mine: { kind: 'correlation', fundamentals: ['a'], path: 'f.csv' } }, 'kernels.mine.kind'], // prettier-ignore
    ['a tree of no levels', { mine: { tree: [], path: 't.csv' } }, 'kernels.mine.tree'],
    ['a level twice', { mine: { tree: ['a', 'a'], path: 't.csv' } }, 'kernels.mine.tree[1]'],
    [
      'weights of other levels',
      { mine: { tree: ['a'], path: 't.csv', levelWeights: [1] } },
      'kernels.mine.levelWeights',
    ],
    [
      'a negative weight of a level',
      { mine: { tree: ['a'], path: 't.csv', levelWeights: [1, -1] } },
      'kernels.mine.levelWeights[1]',
    ],
    [
      'weights of 0',
      { mine: { tree: ['a'], path: 't.csv', levelWeights: [0, 0] } },
      'kernels.mine.levelWeights',
    ],
    [
      'a short past',
      { mine: { residualCorrelation: { periods: 13 } } },
      'kernels.mine.residualCorrelation.periods',
    ],
    ['a built-in name', { risk: { kind: 'linear' } }, 'kernels.risk'],
    ['a name that terms cannot write', { 'my kernel': {} }, 'kernels.my kernel'],
    ['a name that is a number', { '2020': {} }, 'kernels.2020'],
  ])('are refused for %s: %j', (_, kernels, path) => {
    expect(refusal(kernels, { classes })).toMatchObject({ code: 'bad-value', details: { path } });
  });

  it('are refused for an unknown field, with the nearest', () => {
    expect(refusal({ mine: { characteristic: ['mean'] } })).toMatchObject({
      code: 'unknown-key',
      details: { path: 'kernels.mine.characteristic' },
      hint: 'did you mean "characteristics"?',
    });
  });

  it('are refused for sums of kernels that there are not', () => {
    expect(refusal({ mine: { weights: { risks: 1 } } })).toMatchObject({
      code: 'unknown-kernel',
      details: { path: 'kernels.mine.weights.risks' },
      hint: 'did you mean "risk"?',
    });
  });

  it('are refused for sums that hold themselves, however far down', () => {
    const sum = (part: string) => ({ weights: { risk: 1, [part]: 1 } });
    expect(refusal({ a: sum('a') })).toMatchObject({
      code: 'kernel-cycle',
      details: { kernels: ['a', 'a'] },
    });
    const error = refusal({ top: sum('a'), a: sum('b'), b: sum('c'), c: sum('a') });
    expect(error).toMatchObject({ code: 'kernel-cycle', details: { path: 'kernels.a.weights' } });
    expect(error.message).toContain('a → b → c → a');
    expect(() =>
      resolve({ top: { weights: { a: 1, b: 1 } }, a: sum('b'), b: sum('combined') }),
    ).not.toThrow();
  });

  it('are refused for classes that the configuration does not have', () => {
    expect(refusal({ mine: { classWeight: 2 } })).toMatchObject({
      code: 'missing-classes',
      details: { path: 'kernels.mine.classWeight' },
    });
    expect(refusal({ mine: { weights: { class: 1, risk: 1 } } })).toMatchObject({
      code: 'missing-classes',
      details: { path: 'kernels.mine.weights.class' },
    });
  });
});

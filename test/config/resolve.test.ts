import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve.js';
import { refusal, smallest } from '../support/config.js';

describe('defaults', () => {
  it('fills in everything but the market', () => {
    expect(resolveConfig({ market: 'SPY' })).toEqual({
      market: 'SPY',
      input: 'prices',
      returns: 'simple',
      frequency: 'month',
      incompletePeriod: 'drop',
      riskFree: 0,
      model: {
        fixed: ['asset', 'asset:market'],
        random: ['time', 'asset:time(combined)'],
        scale: 'residual',
        method: 'REML',
        aliased: 'refuse',
        starts: 'few',
        minHeritability: 0.1,
      },
      backtest: {
        train: 36,
        window: 'rolling',
        rebalance: 3,
        lag: 0,
        minHistory: 36,
        costs: 0,
        strict: false,
        forecastScores: false,
      },
      strategies: [
        {
          name: 'systematic',
          covariance: 'systematic',
          objective: 'minimumVariance',
          minWeights: 0,
          maxWeights: 1,
          fallback: ['ledoitWolf', 'previousWeights', 'equalWeight'],
        },
        {
          name: 'sample',
          covariance: 'sample',
          objective: 'minimumVariance',
          minWeights: 0,
          maxWeights: 1,
          fallback: ['ledoitWolf', 'previousWeights', 'equalWeight'],
        },
        {
          name: 'ledoitWolf',
          covariance: 'ledoitWolf',
          objective: 'minimumVariance',
          minWeights: 0,
          maxWeights: 1,
          fallback: ['ledoitWolf', 'previousWeights', 'equalWeight'],
        },
        {
          name: 'equalWeight',
          objective: 'equalWeight',
          minWeights: 0,
          maxWeights: 1,
          fallback: ['previousWeights', 'equalWeight'],
        },
      ],
      seed: 1,
    });
  });

  it('resolves a resolved configuration to itself', () => {
    const once = resolveConfig({
      ...smallest,
      classes: { bond: ['AGG', 'TLT'] },
      strategies: [{ name: 'capped', maxWeights: { SPY: 0.2 } }, { name: 'equalWeight' }],
    });
    expect(resolveConfig(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it('keeps how the dates of a file of classes are read, and adds nothing to it', () => {
    const classes = { path: 'a.csv', date: 'asOf', dateOrder: 'dmy' as const, lag: { days: 5 } };
    expect(resolveConfig({ ...smallest, classes }).classes).toEqual(classes);
    expect(resolveConfig({ ...smallest, classes: { path: 'a.csv' } }).classes).toEqual({ path: 'a.csv' });
    const late = refusal({ ...smallest, classes: { path: 'a.csv', lag: { days: 0.5 } } });
    expect([late.code, late.details.path]).toEqual(['bad-value', 'classes.lag.days']);
  });

  it('shares nothing with the configuration it was given', () => {
    const input = { ...smallest, backtest: { ...smallest.backtest, costs: { SPY: 0.001 } } };
    const resolved = resolveConfig(input);
    input.backtest.costs.SPY = 0.5;
    expect(resolved.backtest.costs).toEqual({ SPY: 0.001 });
  });

  it('gives a strategy without a covariance the one it is named after, else posterior', () => {
    const { strategies } = resolveConfig({
      ...smallest,
      strategies: [{ name: 'total' }, { name: 'mine' }, { name: 'other', covariance: 'sample' }],
    });
    expect(strategies.map(({ covariance }) => covariance)).toEqual(['total', 'posterior', 'sample']);
  });

  it('takes the total covariance where residual variances differ between periods, and the posterior where by assets', () => {
    const of = (residualGroups: string) =>
      resolveConfig({ ...smallest, model: { residualGroups }, strategies: [{ name: 'mine' }] }).strategies[0]
        .covariance;
    expect(of('month')).toBe('total');
    expect(of('asset')).toBe('posterior');
  });

  it('makes the history that an asset needs as long as the training window', () => {
    expect(resolveConfig({ market: 'SPY', backtest: { train: 24 } }).backtest.minHistory).toBe(24);
  });
});

describe('unknown keys', () => {
  it.each([
    [{ ...smallest, marktet: 'SPY' }, 'marktet', 'market'],
    [{ ...smallest, backtest: { trian: 36 } }, 'backtest.trian', 'train'],
    [{ ...smallest, prices: { path: 'a.csv', dates: 'day' } }, 'prices.dates', 'date'],
    [
      { ...smallest, strategies: [{ name: 'a' }, { name: 'b', maxWeight: 1 }] },
      'strategies[1].maxWeight',
      'maxWeights',
    ],
    [{ ...smallest, model: { Scale: 'none' } }, 'model.Scale', 'scale'],
    [{ ...smallest, classes: { path: 'a.csv', dateorder: 'mdy' } }, 'classes.dateorder', 'dateOrder'],
  ])('are refused with the nearest valid one: %j', (config, path, near) => {
    const error = refusal(config);
    expect(error.code).toBe('unknown-key');
    expect(error.details.path).toBe(path);
    expect(error.hint).toContain(`"${near}"`);
  });
});

describe('weights and costs in per cent', () => {
  it.each([
    [{ strategies: [{ name: 'a', maxWeights: 40 }] }, 'strategies[0].maxWeights', '0.4 is 40 %'],
    [
      { strategies: [{ name: 'a', minWeights: { SPY: -11 } }] },
      'strategies[0].minWeights.SPY',
      '0.4 is 40 %',
    ],
    [{ backtest: { costs: { SPY: 5 } } }, 'backtest.costs.SPY', '0.001 is 0.1 %'],
  ])('are refused with the unit that is meant: %j', (changes, path, unit) => {
    const error = refusal({ ...smallest, ...changes });
    expect(error).toMatchObject({ code: 'bad-value', details: { path } });
    expect(error.message).toContain(unit);
  });

  it('may be ten times the wealth, long or short', () => {
    const bounds = { minWeights: -10, maxWeights: 10 };
    const { strategies } = resolveConfig({ ...smallest, strategies: [{ name: 'a', ...bounds }] });
    expect(strategies[0]).toMatchObject(bounds);
  });
});

describe('what is no object of fields', () => {
  it.each([[[]], [null], [3]])('is refused as such: %j', (config) => {
    expect(refusal(config).message).toContain('not an object of fields');
  });
});

describe('bad values', () => {
  it.each([
    [{ ...smallest, backtest: { train: '36' } }, 'backtest.train'],
    [{ ...smallest, backtest: { train: 35.5 } }, 'backtest.train'],
    [{ ...smallest, backtest: { rebalance: 0 } }, 'backtest.rebalance'],
    [{ ...smallest, backtest: { lag: -1 } }, 'backtest.lag'],
    [{ ...smallest, backtest: { costs: { SPY: -0.1 } } }, 'backtest.costs.SPY'],
    [{ ...smallest, backtest: { costs: 1 } }, 'backtest.costs'],
    [{ ...smallest, backtest: { train: 36, minHistory: 3 } }, 'backtest.minHistory'],
    [{ ...smallest, market: 'average', backtest: { train: 36, minHistory: 24 } }, 'backtest.minHistory'],
    [{ ...smallest, frequency: 'monthly' }, 'frequency'],
    [{ ...smallest, input: 'yields' }, 'input'],
    [{ ...smallest, returns: 'excess' }, 'returns'],
    [{ ...smallest, from: '2020-02-30' }, 'from'],
    [{ ...smallest, from: '2020-02-01', to: '2020-01-31' }, 'from'],
    [{ ...smallest, riskFree: '2 %' }, 'riskFree'],
    [{ ...smallest, riskFree: NaN }, 'riskFree'],
    [{ ...smallest, market: 3 }, 'market'],
    [{ ...smallest, assets: [] }, 'assets'],
    [{ ...smallest, assets: ['SPY', 'AGG', 'SPY'] }, 'assets[2]'],
    [{ ...smallest, strategies: [] }, 'strategies'],
    [{ ...smallest, strategies: [{ name: 'a', covariance: 'ledoit' }] }, 'strategies[0].covariance'],
    [
      { ...smallest, strategies: [{ name: 'a', minWeights: 0.5, maxWeights: 0.4 }] },
      'strategies[0].minWeights',
    ],
    [
      { ...smallest, strategies: [{ name: 'a', minWeights: 0.1, maxWeights: { SPY: 0.05 } }] },
      'strategies[0].minWeights',
    ],
    [{ ...smallest, model: { minHeritability: 1.5 } }, 'model.minHeritability'],
  ])('are refused with their path: %j', (config, path) => {
    const error = refusal(config);
    expect(error.code).toBe('bad-value');
    expect(error.details.path).toBe(path);
    expect(error.hint).not.toBe('');
  });

  it('say what was found and what the field means', () => {
    const error = refusal({ ...smallest, backtest: { train: 0.5 } });
    expect(error.message).toContain('backtest.train cannot be 0.5');
    expect(error.hint).toBe('periods in the training window');
  });

  it.each([
    [{ strategies: [{ name: 'a', objective: 'minvar' }] }, 'one of "minimumVariance", "targetReturn", "unc'],
    [
      { covariates: { vix: { path: 'v.csv', column: 'v', dateOrder: 'ymd' } } },
      'it must be one of "mdy", "dmy"',
    ],
    [{ from: '2020-02-30' }, 'from cannot be "2020-02-30": it must be a day of the calendar, as 2024-01-31'],
  ])('name the values that are allowed as they have to be written: %j', (changes, allowed) => {
    expect(refusal({ ...smallest, ...changes }).message).toContain(allowed);
  });

  it('accept what lies on the bounds', () => {
    const strategies = [{ name: 'a', minWeights: { SPY: 0.4 }, maxWeights: 0.4 }];
    expect(() =>
      resolveConfig({
        ...smallest,
        from: '2020-01-31',
        to: '2020-01-31',
        backtest: { rebalance: 1 },
        strategies,
      }),
    ).not.toThrow();
  });
});

describe('what is missing, reserved or not supported', () => {
  it('needs a market', () => {
    expect(refusal({ prices: 'a.csv' })).toMatchObject({ code: 'missing-key', details: { path: 'market' } });
  });

  it('needs the column of a market file', () => {
    const error = refusal({ ...smallest, market: { path: 'ff5.csv' } });
    expect(error).toMatchObject({ code: 'missing-key', details: { path: 'market.column' } });
  });

  it('takes the average of the universe as the market, with effects per asset', () => {
    expect(resolveConfig({ ...smallest, market: 'average' }).market).toBe('average');
    const withoutMarket = { fixed: ['1'], random: ['asset(risk)', 'time'] };
    expect(resolveConfig({ ...smallest, market: 'average', model: withoutMarket }).market).toBe('average');
  });

  it.each([
    [['asset', 'market'], 'model.fixed[1]', 'common to all assets'],
    [['1', 'asset:market'], 'model.fixed[0]', 'common to all assets'],
    [['asset', 'asset:market', 'trend'], 'model.fixed[2]', 'common to all assets'],
    [['asset'], 'model.fixed', 'no asset:market'],
  ])('refuses the average as the market beside the fixed effects %j', (fixed, path, what) => {
    const random = fixed.length === 1 ? ['asset:market(risk)'] : ['asset:time(risk)'];
    const error = refusal({ ...smallest, market: 'average', model: { fixed, random } });
    expect(error).toMatchObject({ code: 'average-market', details: { path } });
    expect(error.message).toContain(what);
    expect(error.hint).toContain('asset:market');
  });

  it('takes a name for the benchmark, and nothing else', () => {
    expect(resolveConfig({ ...smallest, benchmark: 'SPY' }).benchmark).toBe('SPY');
    expect(resolveConfig(smallest)).not.toHaveProperty('benchmark');
    for (const benchmark of ['', 3, null, { path: 'index.csv', column: 'SPY' }])
      expect(refusal({ ...smallest, benchmark })).toMatchObject({
        code: 'bad-value',
        details: { path: 'benchmark' },
      });
  });

  it('refuses two strategies of one name', () => {
    const error = refusal({ ...smallest, strategies: [{ name: 'a' }, { name: 'b' }, { name: 'a' }] });
    expect(error).toMatchObject({ code: 'duplicate-strategy', details: { path: 'strategies[2].name' } });
  });

  it('refuses what is not an object', () => {
    for (const input of [null, undefined, 3, 'config.json', []])
      expect(refusal(input).code).toBe('bad-value');
  });
});

it('takes a path of classes as the file of that path', () => {
  const resolved = resolveConfig({ ...smallest, classes: 'classes.csv' });
  expect(resolved.classes).toEqual({ path: 'classes.csv' });
  expect(resolved).toEqual(resolveConfig({ ...smallest, classes: { path: 'classes.csv' } }));
  expect(refusal({ ...smallest, classes: '' })).toMatchObject({ details: { path: 'classes' } });
});

import { describe, expect, it } from 'vitest';
import { classesAt } from '../../src/backtest/classes.js';
import { backtestInputs } from '../../src/backtest/inputs.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { toReturns } from '../../src/data/to-returns.js';
import { changedPrices, columnsOf, simulatedPrices } from '../support/simulated-prices.js';
import { thrown } from '../support/thrown.js';

const data = simulatedPrices({ seed: 11, assets: ['SPY', 'IWM', 'AGG', 'GLD'], months: 20 });
const config = (fields: object = {}) =>
  resolveConfig({ market: 'SPY', backtest: { train: 12, rebalance: 3 }, ...fields });

describe('the market', () => {
  it('may be an asset of the universe, number for number', () => {
    const inputs = backtestInputs(data, config({ riskFree: 0.03 }), {});
    expect(inputs.marketAsset).toBe('SPY');
    expect(inputs.universe).toEqual(['SPY', 'IWM', 'AGG', 'GLD']);
    inputs.market!.forEach((value, t) => expect(value).toBe(inputs.excess.returns[4 * t]));
  });

  it('may be a column of the data beside the universe', () => {
    const inputs = backtestInputs(data, config({ assets: ['GLD', 'IWM'] }), {});
    const all = toReturns(data);
    expect(inputs.marketAsset).toBeNull();
    expect(inputs.universe).toEqual(['GLD', 'IWM']);
    expect(inputs.returns.assets).toEqual(['GLD', 'IWM']);
    inputs.market!.forEach((value, t) => expect(value).toBe(all.returns[4 * t]));
    expect(inputs.returns.returns[0]).toBe(all.returns[3]);
  });

  it('may be a column of another file, with the same returns', () => {
    const beside = backtestInputs(data, config({ assets: ['GLD', 'IWM'] }), {});
    const file = backtestInputs(
      columnsOf(data, ['GLD', 'IWM']),
      config({ market: { path: 'index.csv', column: 'SPY' } }),
      { market: data },
    );
    expect(Array.from(file.market!)).toEqual(Array.from(beside.market!));
  });

  it('may be the average of the assets, which each window computes from those that take part', () => {
    const inputs = backtestInputs(data, config({ market: 'average' }), {});
    expect(inputs.market).toBeNull();
    expect(inputs.marketAsset).toBeNull();
    expect(inputs.universe).toEqual(data.assets);
  });

  it('must have a return in every period that a decision sees', () => {
    const from = data.dates[3 * 4];
    const late = changedPrices(data, (price, date, asset) => (asset === 'SPY' && date < from ? NaN : price));
    const error = thrown(() => backtestInputs(late, config(), {}));
    expect(error).toMatchObject({ code: 'market-missing', details: { ticker: 'SPY', period: '2010-02-28' } });
    const last = data.dates[19 * 4];
    const ended = changedPrices(data, (price, date, asset) =>
      asset === 'SPY' && date >= last ? NaN : price,
    );
    expect(backtestInputs(ended, config(), {}).schedule).toHaveLength(3);
  });
});

describe('the risk-free rate', () => {
  it('is taken off the returns that models see, and off no others', () => {
    const inputs = backtestInputs(data, config({ riskFree: 0.03 }), {});
    // (1 + 3 %)^(1/12) − 1
    expect(inputs.riskFree[0]).toBeCloseTo(0.0024662697723037, 15);
    expect(inputs.returns.returns).toEqual(toReturns(data).returns);
    inputs.excess.returns.forEach((value, cell) =>
      expect(value).toBe(inputs.returns.returns[cell] - inputs.riskFree[0]),
    );
  });

  it('may be a series of rates a year', () => {
    const rates = {
      assets: ['rate'],
      dates: data.dates,
      prices: new Float64Array(data.dates.length).fill(0.03),
    };
    const series = { riskFree: { path: 'rates.csv', column: 'rate' } };
    const inputs = backtestInputs(data, config(series), { riskFree: rates });
    expect(inputs.riskFree).toEqual(backtestInputs(data, config({ riskFree: 0.03 }), {}).riskFree);
  });
});

describe('classes', () => {
  it('come from the configuration, in the order of the universe, with a note on who is in none', () => {
    const inputs = backtestInputs(data, config({ classes: { bond: ['AGG'], equity: ['SPY', 'IWM'] } }), {});
    const { classes } = classesAt(inputs.classes, 0, inputs.universe);
    expect(Array.from(classes!.indicators)).toEqual([0, 1, 0, 1, 1, 0, 0, 0]);
    expect(inputs.notes).toContain('assets in none of the classes: GLD');
  });

  it('come from a file that may know more assets', () => {
    const table = {
      assets: ['XYZ', 'GLD', 'AGG', 'IWM', 'SPY'],
      classes: ['bond'],
      indicators: Float64Array.of(1, 0, 1, 0, 0),
      unclassified: ['GLD', 'IWM', 'SPY'],
    };
    const inputs = backtestInputs(data, config({ classes: { path: 'classes.csv' } }), { classes: table });
    const { classes } = classesAt(inputs.classes, 0, inputs.universe);
    expect(classes!.assets).toEqual(['SPY', 'IWM', 'AGG', 'GLD']);
    expect(Array.from(classes!.indicators)).toEqual([0, 0, 1, 0]);
  });
});

describe('log returns', () => {
  it('are what models see, of the market too; the returns that are held stay simple', () => {
    const simple = toReturns(data).returns;
    const log = toReturns(data, { returns: 'log' }).returns;
    const inputs = backtestInputs(data, config({ returns: 'log' }), {});
    expect(inputs.returns.returns).toEqual(simple);
    expect(inputs.excess.returns).toEqual(log);
    inputs.market!.forEach((value, t) => expect(value).toBe(log[4 * t]));
  });

  it('are in excess of the log of the risk-free return, so that cash has none', () => {
    const inputs = backtestInputs(data, config({ returns: 'log', riskFree: 0.03 }), {});
    const log = toReturns(data, { returns: 'log' }).returns;
    // log(1.03)/12
    inputs.excess.returns.forEach((value, cell) =>
      expect(value).toBeCloseTo(log[cell] - 0.0024632335201287, 15),
    );
  });
});

describe('covariates of the user', () => {
  const vix = simulatedPrices({ seed: 13, assets: ['VIX', 'OTHER'], months: 20 });
  const file = { path: 'vix.csv', column: 'VIX' };
  const withVix = (fields: object = {}) => config({ covariates: { vix: { ...file, ...fields } } });

  it('have a value for each period up to the last decision', () => {
    const { covariates, schedule } = backtestInputs(data, withVix(), { covariates: { vix } });
    const last = schedule.last.decision;
    expect(covariates.vix).toHaveLength(last + 1);
    // a month has four rows of two columns, the last one its end; the first month is a base
    covariates.vix.forEach((value, t) => expect(value).toBe(vix.prices[2 * (4 * t + 7)]));
  });

  it('may be changes from the month before the first return', () => {
    const { covariates } = backtestInputs(data, withVix({ as: 'change' }), { covariates: { vix } });
    expect(covariates.vix[0]).toBe(vix.prices[14] - vix.prices[6]);
  });

  it('that no term of the model names get a note', () => {
    const note = 'covariate vix is in no term of the model';
    expect(backtestInputs(data, withVix(), { covariates: { vix } }).notes).toContain(note);
    const used = config({ covariates: { vix: file }, model: { fixed: ['asset', 'asset:market', 'vix'] } });
    expect(backtestInputs(data, used, { covariates: { vix } }).notes).not.toContain(note);
  });

  it('are refused where they end before the last decision, and asked for where nobody has read them', () => {
    const short = columnsOf(vix, ['VIX']);
    const end = short.dates.indexOf('2010-06-30') + 1;
    const ended = { ...short, dates: short.dates.slice(0, end), prices: short.prices.slice(0, end) };
    expect(thrown(() => backtestInputs(data, withVix(), { covariates: { vix: ended } }))).toMatchObject({
      code: 'missing-covariate',
      details: { covariate: 'vix', period: '2010-07-31' },
    });
    expect(thrown(() => backtestInputs(data, withVix(), {}))).toMatchObject({
      code: 'source-not-loaded',
      details: { path: 'covariates.vix', file: 'vix.csv' },
    });
  });
});

describe('costs', () => {
  it('are one number for all, or by ticker with 0 for the others', () => {
    const costs = (value: unknown) =>
      Array.from(backtestInputs(data, config({ backtest: { train: 12, costs: value } }), {}).costs);
    expect(costs(0.002)).toEqual([0.002, 0.002, 0.002, 0.002]);
    expect(costs({ GLD: 0.001 })).toEqual([0, 0, 0, 0.001]);
  });
});

it('an asset that repeats another one gets a note', () => {
  const twin = { ...data, assets: [...data.assets, 'TWIN'] };
  const width = data.assets.length;
  const prices = Float64Array.from(
    data.dates.flatMap((_, t) => {
      const row = [...data.prices.subarray(t * width, (t + 1) * width)];
      return [...row, 3 * row[2]];
    }),
  );
  expect(backtestInputs({ ...twin, prices }, config(), {}).notes).toEqual([
    'TWIN has the returns of AGG in all periods: one of two assets adds nothing',
  ]);
});

describe('what the data do not fit', () => {
  it.each([
    [{ market: 'SPZ' }, 'market', 'SPZ', 'SPY'],
    [{ assets: ['SPY', 'IWN'] }, 'assets', 'IWN', 'IWM'],
    [{ backtest: { train: 12, costs: { AGGG: 0.1 } } }, 'backtest.costs', 'AGGG', 'AGG'],
    [{ classes: { bond: ['AG'] } }, 'classes.bond', 'AG', 'AGG'],
    [{ strategies: [{ name: 'a', maxWeights: { GLP: 0.5 } }] }, 'strategies[0].maxWeights', 'GLP', 'GLD'],
  ])('unknown tickers are refused with the nearest: %j', (fields, path, ticker, near) => {
    const error = thrown(() => backtestInputs(data, config(fields), {}));
    expect(error).toMatchObject({ code: 'unknown-ticker', details: { path, ticker } });
    expect(error.hint).toContain(`"${near}"`);
  });

  it.each([
    [{ name: 'a', maxWeights: 0.2 }, 'maxWeights'],
    [{ name: 'a', minWeights: 0.3 }, 'minWeights'],
    [{ name: 'a', minWeights: { SPY: 0.6, IWM: 0.5 } }, 'minWeights'],
    [{ name: 'a', maxWeights: { SPY: 0.1, IWM: 0.1, AGG: 0.1, GLD: 0.1 } }, 'maxWeights'],
  ])('bounds that no weights could keep are refused: %j', (strategy, field) => {
    const error = thrown(() => backtestInputs(data, config({ strategies: [strategy] }), {}));
    expect(error).toMatchObject({
      code: 'infeasible-bounds',
      details: { path: `strategies[0].${field}`, assets: 4 },
    });
  });

  it('bounds that leave one portfolio are accepted in spite of rounding', () => {
    const ten = simulatedPrices({ seed: 12, assets: [...'ABCDEFGHIJ'], months: 20 });
    const strategies = [{ name: 'a', maxWeights: 0.1 }];
    expect(backtestInputs(ten, config({ market: 'A', strategies }), {}).universe).toHaveLength(10);
  });

  it.each([
    [{ market: { path: 'index.csv', column: 'price' } }, 'market'],
    [{ riskFree: { path: 'rates.csv', column: 'rate' } }, 'riskFree'],
    [{ classes: { path: 'classes.csv' } }, 'classes'],
  ])('files that nobody has read are asked for: %j', (fields, path) => {
    const error = thrown(() => backtestInputs(data, config(fields), {}));
    expect(error).toMatchObject({ code: 'source-not-loaded', details: { path } });
  });

  it('too few periods are refused', () => {
    const error = thrown(() => backtestInputs(data, config({ backtest: { train: 19 } }), {}));
    expect(error).toMatchObject({ code: 'too-few-periods', details: { periods: 19, needed: 20 } });
  });
});

import { describe, expect, it } from 'vitest';
import { backtestInputs } from '../../src/backtest/inputs.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { refusal } from '../support/config.js';
import { simulatedPrices } from '../support/simulated-prices.js';
import { thrown } from '../support/thrown.js';

const of = (backtest: object, others: object = {}) => ({ market: 'SPY', backtest, ...others });
const resolved = (backtest: object) => resolveConfig(of(backtest)).backtest;

describe('costs by kind', () => {
  it('are resolved with their defaults, and to themselves', () => {
    const costs = { linear: { SPY: 0.001 }, impact: { volume: 1e6 }, borrow: 0.005 };
    const once = resolveConfig(of({ costs, capital: 1e6 }));
    expect(once.backtest.costs).toEqual({ ...costs, impact: { volume: 1e6, coefficient: 1 } });
    expect(resolveConfig(once)).toEqual(once);
    expect(resolved({ costs: { linear: 0.001 } }).costs).toEqual({ linear: 0.001 });
    expect(resolved({ costs: { SPY: 0.001 } }).costs).toEqual({ SPY: 0.001 });
    expect(resolved({ costs: {} }).costs).toEqual({});
  });

  it.each([
    [{ linear: 5 }, 'backtest.costs.linear', '0.001 is 0.1 %'],
    [{ linear: { SPY: 5 } }, 'backtest.costs.linear.SPY', '0.001 is 0.1 %'],
    [{ SPY: 5 }, 'backtest.costs.SPY', '0.001 is 0.1 %'],
    [{ quadratic: -1 }, 'backtest.costs.quadratic', '-1'],
    [{ linear: 0.1, impact: { volume: 0 } }, 'backtest.costs.impact.volume', '0'],
    [{ impact: {} }, 'backtest.costs.impact.volume', 'missing'],
    [{ impact: { volume: 1, volum: 1 } }, 'backtest.costs.impact.volum', 'no field'],
    [{ linear: 0.1, borow: 0.1 }, 'backtest.costs.borow', 'no field'],
    [{ margin: 1.5 }, 'backtest.costs.margin', '0.001 is 0.1 %'],
  ])('are refused where they are %j', (costs, path, part) => {
    const error = refusal(of({ costs }));
    expect(error.details.path).toBe(path);
    expect(error.message).toContain(part);
  });

  it('need the capital where there is market impact', () => {
    expect(refusal(of({ costs: { impact: { volume: 1e6 } } }))).toMatchObject({
      code: 'missing-key',
      details: { path: 'backtest.capital' },
    });
    expect(refusal(of({ capital: 0 })).details.path).toBe('backtest.capital');
  });
});

describe('delisting returns', () => {
  it('are a number, numbers by ticker, or a file of which a path is enough', () => {
    expect(resolved({ delistingReturns: -0.3 }).delistingReturns).toBe(-0.3);
    expect(resolved({ delistingReturns: { SPY: -1 } }).delistingReturns).toEqual({ SPY: -1 });
    expect(resolved({ delistingReturns: 'd.csv' }).delistingReturns).toEqual({ path: 'd.csv' });
    expect(resolved({}).delistingReturns).toBeUndefined();
  });

  it('are refused below −1', () => {
    expect(refusal(of({ delistingReturns: -1.5 })).details.path).toBe('backtest.delistingReturns');
    expect(refusal(of({ delistingReturns: { SPY: -2 } })).details.path).toBe('backtest.delistingReturns.SPY');
  });
});

describe('dividends and splits', () => {
  it('are files of prices, not of returns', () => {
    const files = { dividends: 'dividends.csv', splits: { path: 's.csv', value: 'factor' } };
    expect(resolveConfig(of({}, files))).toMatchObject({
      dividends: { path: 'dividends.csv' },
      splits: { path: 's.csv', value: 'factor' },
    });
    expect(refusal(of({}, { ...files, input: 'returns' })).message).toContain('input says returns');
  });
});

describe('tickers of costs', () => {
  const data = simulatedPrices({ seed: 3, assets: ['SPY', 'IWM', 'AGG'], months: 20 });
  const problem = (backtest: object) =>
    thrown(() => backtestInputs(data, resolveConfig(of({ train: 12, capital: 1, ...backtest })), {}));

  it.each([
    [{ costs: { quadratic: { AGGG: 1 } } }, 'backtest.costs.quadratic'],
    [{ costs: { borrow: { AGGG: 0.1 } } }, 'backtest.costs.borrow'],
    [{ costs: { impact: { volume: 1, volatility: { AGGG: 0.1 } } } }, 'backtest.costs.impact.volatility'],
    [{ delistingReturns: { AGGG: -0.3 } }, 'backtest.delistingReturns'],
  ])('have to be of the universe, in %j', (backtest, path) => {
    expect(problem(backtest)).toMatchObject({
      code: 'unknown-ticker',
      details: { path, ticker: 'AGGG' },
      hint: 'did you mean "AGG"?',
    });
  });

  it('have a volume, each of them', () => {
    expect(problem({ costs: { impact: { volume: { SPY: 1, IWM: 1 } } } })).toMatchObject({
      code: 'missing-key',
      details: { path: 'backtest.costs.impact.volume', ticker: 'AGG' },
    });
  });

  it('get rates a period: (1 + r)^{1/12} − 1', () => {
    const costs = { borrow: { AGG: 0.06 }, margin: 0.02, impact: { volume: { SPY: 4, IWM: 9, AGG: 16 } } };
    const inputs = backtestInputs(data, resolveConfig(of({ train: 12, capital: 36, costs })), {});
    const { borrow, margin, impact } = inputs.costModel!;
    expect(borrow[2]).toBeCloseTo(1.06 ** (1 / 12) - 1, 15);
    expect(Array.from(borrow.subarray(0, 2))).toEqual([0, 0]);
    expect(margin).toBeCloseTo(1.02 ** (1 / 12) - 1, 15);
    expect(Array.from(impact!.scale)).toEqual([3, 2, 1.5]);
    expect(impact!.rootDays).toBeCloseTo(Math.sqrt(21), 15);
    expect(Array.from(inputs.costs)).toEqual([0, 0, 0]);
  });
});

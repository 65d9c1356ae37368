import { describe, expect, it } from 'vitest';
import { type Panel, type PanelModel, backtest, covariance, fitModel } from '../../src/browser.js';
import { isStraight } from '../../src/covariance/conditioning.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { randomSource } from '../support/random.js';
import { simulatedPrices } from '../support/simulated-prices.js';

const [[, engine]] = engines;
const { normal } = randomSource(3);
const T = 60;
const series = (scale: number) => Float64Array.from({ length: T }, () => scale * normal());
const [market, factor] = [series(0.03), series(0.03)];
const assets = ['A', 'B', 'C', 'D'];
const monthEnd = (t: number) => new Date(Date.UTC(2015, t + 1, 0)).toISOString().slice(0, 10);
const returns = {
  assets,
  dates: Array.from({ length: T }, (_, t) => monthEnd(t)),
  returns: Float64Array.from({ length: T * 4 }, (_, cell) => {
    const [t, i] = [Math.floor(cell / 4), cell % 4];
    return market[t] + (i + 1) * factor[t] + 0.01 * normal();
  }),
  frequency: 'month' as const,
  notes: [],
};

/** The systematic covariance of a model with a slope of each asset on the market and on another covariate. */
function systematic(name: string, values: Float64Array, changes: Partial<Panel> = {}): Float64Array {
  const panel: Panel = {
    ...{ assets, periods: returns.dates, returns: returns.returns },
    covariates: { market, [name]: values },
    ...changes,
  };
  const model: PanelModel = {
    fixed: ['asset', 'asset:market', `asset:${name}`],
    random: ['time'],
    kernels: {},
  };
  const fit = engine.fitPanel(panel, model);
  return covariance(engine, 'systematic', { returns, fit, panel, model }).values;
}

describe('the covariates of the systematic covariance', () => {
  const expected = systematic('vix', factor);

  it.each(['volatility', 'trend', 'month', 'regime'])('do not depend on a name such as %s', (name) => {
    expect(systematic(name, factor)).toEqual(expected);
  });

  it('hold the variance of a factor that moves the assets', () => {
    const sample = covariance(engine, 'sample', { returns }).values;
    for (let i = 0; i < 4; i++) expect(expected[5 * i] / sample[5 * i]).toBeCloseTo(1, 1);
  });

  it('are without what the panel conditions on', () => {
    const without = systematic('vix', factor, { conditioning: ['vix'] });
    for (let i = 0; i < 4; i++) expect(without[5 * i]).toBeLessThan(0.7 * expected[5 * i]);
  });

  it('are without a straight line over the periods or over their dates, whatever its name', () => {
    const years = returns.dates.map((date) => (Date.parse(date) - Date.parse('2014-12-31')) / 3.15576e10);
    const byIndex = Float64Array.from({ length: T }, (_, t) => 3 + t / 12);
    const wavy = byIndex.map((value, t) => value + (t % 2 === 0 ? 1e-4 : 0));
    const onMarket = systematic('x', byIndex, { conditioning: ['x'] });
    expect(systematic('x', byIndex)).toEqual(onMarket);
    expectClose(systematic('x', Float64Array.from(years)), onMarket, 1e-5);
    expect(isStraight(Float64Array.from(years), returns.dates)).toBe(true);
    expect(isStraight(wavy, returns.dates)).toBe(false);
    expect(isStraight(Float64Array.of(1, 2, 3), ['a', 'b', 'c'])).toBe(false);
    expect(isStraight(Float64Array.of(1, 2, 3, 4), ['a', 'b', 'c', 'd'])).toBe(true);
  });
});

describe('a backtest', () => {
  const data = simulatedPrices({ seed: 41, assets: ['SPY', 'IWM', 'EFA', 'AGG', 'GLD'], months: 31 });
  const ramp = {
    ...data,
    assets: ['v'],
    prices: Float64Array.from(data.dates, (_, row) => 1 + Math.floor(row / 4)),
  };
  const config = {
    market: 'SPY',
    covariates: { x: { path: 'x.csv', column: 'v' } },
    model: {
      fixed: ['asset', 'asset:market', 'asset:volatility', 'trend', 'month', 'asset:x'],
      minHeritability: 0,
    },
    backtest: { train: 24, rebalance: 3 },
    strategies: [{ name: 'systematic' }],
  };

  it('conditions on its built-in covariates but the market, and on nothing of the user’s', () => {
    const { panel } = fitModel(
      engine,
      data,
      { ...config, model: { ...config.model, fixed: config.model.fixed.filter((term) => term !== 'trend') } },
      { sources: { covariates: { x: ramp } } },
    );
    expect(panel.conditioning).toEqual(['volatility', 'month']);
    expect(fitModel(engine, data, { market: 'SPY' }).panel.conditioning).toBeUndefined();
  });

  it('notes that a series of the user is a straight line in a window', async () => {
    const model = { ...config.model, fixed: ['asset', 'asset:market', 'asset:x'] };
    const { decisions } = await backtest(
      engine,
      data,
      { ...config, model },
      { sources: { covariates: { x: ramp } } },
    );
    for (const { notes } of decisions)
      expect(notes).toEqual([
        'x is a straight line over the periods, as a trend is: it is no part of the risk',
      ]);
  });
});

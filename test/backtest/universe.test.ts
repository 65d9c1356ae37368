import { describe, expect, it } from 'vitest';
import { backtest, toReturns } from '../../src/browser.js';
import { changedPrices, columnsOf } from '../support/simulated-prices.js';
import { config, data, engine, run, strategyOf, tickers } from '../support/six-assets.js';

describe('assets that come and go', () => {
  const listed = '2010-06-30';
  const late = changedPrices(data, (price, date, asset) => (asset === 'GLD' && date < listed ? NaN : price));

  it('sit out until they have a whole training window of returns', async () => {
    const result = await run(late);
    // First price in June, first return in July 2010; the windows begin in February, May, August and November.
    expect(result.decisions.map(({ satOut }) => satOut)).toEqual([
      [{ asset: 'GLD', reason: '5 of 18 returns missing, first 2010-02-28' }],
      [{ asset: 'GLD', reason: '2 of 18 returns missing, first 2010-05-31' }],
      [],
      [],
    ]);
    const equal = strategyOf(result, 'equalWeight').windows;
    expect(equal.map(({ weights }) => weights.GLD)).toEqual([0, 0, 1 / 6, 1 / 6]);
    expect(equal[0].weights.SPY).toBe(1 / 5);
    const systematic = strategyOf(result, 'systematic').windows;
    expect(systematic.every(({ status }) => status === 'ok')).toBe(true);
    expect(systematic[0].weights.GLD).toBe(0);
  });

  it('can be asked for a longer history than the training window', async () => {
    const result = await run(late, { backtest: { ...config.backtest, minHistory: 21 } });
    expect(result.decisions.map(({ decision, satOut }) => [decision, satOut.length])).toEqual([
      ['2011-10-31', 1],
      ['2012-01-31', 1],
      ['2012-04-30', 0],
    ]);
  });

  it('are closed at their last price when they stop trading, with a note, and sit out from then on', async () => {
    const last = '2011-08-31';
    const ended = changedPrices(data, (price, date, asset) => (asset === 'GLD' && date > last ? NaN : price));
    const result = await run(ended);
    expect(result.decisions[0].notes.filter((note) => note.startsWith('GLD has no return'))).toEqual([
      expect.stringContaining('in the period to 2011-09-30: what was held of it was sold at its last price'),
    ]);
    expect(result.decisions[1].satOut).toEqual([
      { asset: 'GLD', reason: '2 of 18 returns missing, first 2011-09-30' },
    ]);
    const equal = strategyOf(result, 'equalWeight');
    // Held from August on; the second period has the other five and the proceeds in cash, at no interest.
    const { returns } = toReturns(ended);
    const value = tickers.map((_, i) => (1 + returns[18 * 6 + i]) / 6);
    const wealth = value.reduce((a, b) => a + b, 0);
    const second = value.reduce((sum, v, i) => (i === 4 ? sum : sum + v * returns[19 * 6 + i]), 0) / wealth;
    expect(equal.grossReturns[1]).toBeCloseTo(second, 14);
    const paid = 0.001 * (value[4] / wealth);
    expect(equal.netReturns[1]).toBeCloseTo((1 + second) * (1 - paid) - 1, 14);
    for (const number of result.strategies.flatMap(({ netReturns }) => netReturns))
      expect(number).not.toBeNaN();
  });

  it('go on without a model where the market and one asset are left', async () => {
    const end = '2011-08-31';
    const two = changedPrices(data, (price, date, asset) =>
      date > end && asset !== 'SPY' && asset !== 'AGG' ? NaN : price,
    );
    const result = await run(two);
    const [, sample] = strategyOf(result, 'sample').windows;
    expect(sample.status).toBe('ok');
    expect(sample.weights.IWM).toBe(0);
    expect(sample.weights.SPY + sample.weights.AGG).toBeCloseTo(1, 14);
    expect(strategyOf(result, 'systematic').windows[1]).toMatchObject({
      status: 'fallback',
      used: 'ledoitWolf',
      reason: 'systematic: too few assets for a model beside the market SPY: 1, and 2 are needed',
    });
  });
});

describe('windows without any asset', () => {
  it('are skipped, in cash at the risk-free rate, until there is something to buy', async () => {
    // IWM stops when EFA begins: for a while neither has a whole training window.
    const two = changedPrices(columnsOf(data, ['IWM', 'EFA']), (price, date, asset) =>
      asset === 'IWM' ? (date > '2010-09-30' ? NaN : price) : date < '2010-09-30' ? NaN : price,
    );
    const result = await backtest(
      engine,
      two,
      {
        market: { path: 'index.csv', column: 'SPY' },
        riskFree: 0.03,
        backtest: { train: 12, costs: 0.001 },
        strategies: [{ name: 'equalWeight' }, { name: 'sample' }],
      },
      { sources: { market: data } },
    );
    const [equal, sample] = result.strategies;
    expect(equal.windows.map(({ status }) => status)).toEqual([
      'skipped',
      'skipped',
      'skipped',
      'ok',
      'ok',
      'ok',
    ]);
    expect(equal.windows[0]).toMatchObject({
      reason: 'no asset of the universe can be held',
      used: null,
      weights: { IWM: 0, EFA: 0 },
      turnover: 0,
      cost: 0,
    });
    for (const value of equal.netReturns.slice(0, 9)) expect(value).toBeCloseTo(0.0024662697723037, 15);
    expect(equal.firstPurchaseCost).toBeCloseTo(1 - 1 / 1.001, 14);
    expect(equal.statistics.turnover).toBe(0);
    expect(sample.windows[3]).toMatchObject({ status: 'ok', weights: { IWM: 0, EFA: 1 } });
  });
});

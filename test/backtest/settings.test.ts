import { describe, expect, it } from 'vitest';
import { backtest } from '../../src/browser.js';
import { columnsOf } from '../support/simulated-prices.js';
import { config, data, engine, run, strategyOf, tickers } from '../support/six-assets.js';

describe('the market', () => {
  it('gives the other assets the same fit as an asset of the universe and as a file of its own', async () => {
    const model = { random: ['time'], minHeritability: 0 };
    const inside = await run(data, { model });
    const others = columnsOf(data, tickers.slice(1));
    const outside = await backtest(
      engine,
      others,
      { ...config, model, market: { path: 'index.csv', column: 'SPY' } },
      { sources: { market: data } },
    );
    expect(outside.decisions.map(({ fit }) => fit)).toEqual(inside.decisions.map(({ fit }) => fit));
    expect(outside.universe).not.toContain('SPY');
  });
});

describe('the risk-free rate', () => {
  it('changes the Sharpe ratio, but no weights where it is constant', async () => {
    const [without, with3] = [await run(), await run(data, { riskFree: 0.03 })];
    const [a, b] = [strategyOf(without, 'sample'), strategyOf(with3, 'sample')];
    a.windows.forEach(({ weights }, k) => {
      for (const ticker of tickers) expect(b.windows[k].weights[ticker]).toBeCloseTo(weights[ticker], 9);
    });
    const mean = a.netReturns.reduce((x, y) => x + y, 0) / 12;
    const perPeriod = 0.0024662697723037;
    expect(b.statistics.sharpe! / a.statistics.sharpe!).toBeCloseTo((mean - perPeriod) / mean, 6);
  });
});

describe('a lag', () => {
  it('holds the same decisions later', async () => {
    const [now, later] = [await run(), await run(data, { backtest: { ...config.backtest, lag: 2 } })];
    expect(later.strategies[1].windows.map(({ weights }) => weights)).toEqual(
      now.strategies[1].windows.map(({ weights }) => weights),
    );
    expect(later.strategies[1].periods).toEqual(now.strategies[1].periods.slice(2));
    expect(later.strategies[1].grossReturns[0]).not.toBe(now.strategies[1].grossReturns[0]);
  });
});

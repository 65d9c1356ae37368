import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  backtest,
  fitModel,
  forecastScores,
  mixedModelPortfolio,
  parseMembership,
} from '../../src/browser.js';
import { bitsOf } from '../support/parallel-runs.js';
import { config, data, engine, tickers } from '../support/six-assets.js';
import { changedPrices } from '../support/simulated-prices.js';
import { rejected } from '../support/thrown.js';

/** Decides at the ends of months 18, 21, 24 and 27 of the returns. */
const given: BacktestConfig = { ...config, membership: 'members.csv' };
const dates = [18, 21, 24, 27].map(
  (t) => data.dates.filter((date, k) => date.slice(0, 7) !== data.dates[k + 1]?.slice(0, 7))[t],
);
const members = (rows: string) => ({ membership: parseMembership(`ticker,from,to\n${rows}`) });
const all = (but: readonly string[] = []) =>
  tickers
    .filter((ticker) => !but.includes(ticker))
    .map((ticker) => `${ticker},2000-01-01,\n`)
    .join('');
const run = (rows: string, changes: Partial<BacktestConfig> = {}, prices = data) =>
  backtest(engine, prices, { ...given, ...changes }, { sources: members(rows) });

describe('a membership', () => {
  it('of all assets at all times changes no bit of a run', async () => {
    const [own, none] = [await run(all()), await backtest(engine, data, config)];
    expect(bitsOf(own).columns).toEqual(bitsOf(none).columns);
    expect(own.decisions).toEqual(none.decisions);
  });

  it('lets an asset take part from the decision on at which it is a member to the last before it leaves', async () => {
    expect(dates).toEqual((await backtest(engine, data, config)).decisions.map(({ decision }) => decision));
    const result = await run(
      `${all(['GLD', 'EFA'])}GLD,${dates[1]},${dates[2]}\nEFA,2000-01-01,${dates[2]}\n`,
    );
    const reasons = result.decisions.map(({ satOut }) => satOut);
    const out = (...assets: string[]) => assets.map((asset) => ({ asset, reason: 'not a member' }));
    expect(reasons).toEqual([out('GLD'), [], [], out('EFA', 'GLD')]);
    for (const { windows } of result.strategies) {
      windows.forEach(({ weights, status }, k) => {
        expect(status).toBe('ok');
        for (const { asset } of reasons[k]) expect(weights[asset]).toBe(0);
      });
    }
    const equal = result.strategies.find(({ name }) => name === 'equalWeight')!.windows;
    expect(equal.map(({ weights }) => weights.GLD)).toEqual([0, 1 / 6, 1 / 6, 0]);
  });

  it('chooses what a universe of the members alone chooses', async () => {
    const without = await backtest(engine, data, {
      ...config,
      assets: tickers.filter((ticker) => ticker !== 'GLD'),
    });
    const own = await run(all(['GLD']));
    own.strategies.forEach(({ windows }, s) =>
      windows.forEach(({ weights }, k) => {
        for (const [ticker, weight] of Object.entries(without.strategies[s].windows[k].weights))
          expect(Math.abs(weights[ticker] - weight)).toBeLessThan(1e-10);
      }),
    );
    expect(own.notes).toEqual(['membership members.csv: never a member at a decision: GLD']);
  });

  it('holds what leaves between decisions until the next one', async () => {
    const [, before] = data.dates.filter((date) => date > dates[0]);
    const result = await run(`${all(['GLD'])}GLD,2000-01-01,${before}\n`);
    const plain = await backtest(engine, data, config);
    result.strategies.forEach(({ windows, netReturns }, s) => {
      expect(windows[0].weights).toEqual(plain.strategies[s].windows[0].weights);
      expect(netReturns.slice(0, 3)).toEqual(plain.strategies[s].netReturns.slice(0, 3));
      expect(windows[1].weights.GLD).toBe(0);
    });
  });

  it('may leave the market out, which then is one beside the assets', async () => {
    const result = await run(all(['SPY']));
    const { strategies } = await backtest(engine, data, { ...config, assets: tickers.slice(1) });
    for (const [s, { windows }] of result.strategies.entries()) {
      for (const [k, { weights, status }] of windows.entries()) {
        expect(status).toBe('ok');
        for (const [ticker, weight] of Object.entries(strategies[s].windows[k].weights))
          expect(Math.abs(weights[ticker] - weight)).toBeLessThan(1e-7);
      }
    }
  });

  it('is seen with its publication lag, in whichever thread and by whatever does the windows', async () => {
    const file = { path: 'members.csv', lag: { days: 2 } };
    const rows = `${all(['GLD'])}GLD,${dates[1]},\n`;
    const result = await run(rows, { membership: file });
    expect(result.decisions.map(({ satOut }) => satOut.length)).toEqual([1, 1, 0, 0]);
    const host = await backtest(
      { ...engine },
      data,
      { ...given, membership: file },
      { sources: members(rows) },
    );
    result.strategies.forEach(({ windows }, s) =>
      windows.forEach(({ weights }, k) => {
        for (const ticker of tickers)
          expect(Math.abs(weights[ticker] - host.strategies[s].windows[k].weights[ticker])).toBeLessThan(
            1e-8,
          );
      }),
    );
    expect(result.decisions.map(({ satOut, notes }) => ({ satOut, notes }))).toEqual(
      host.decisions.map(({ satOut, notes }) => ({ satOut, notes })),
    );
  });

  it('leaves earlier decisions as they are when what is dated later changes', async () => {
    const rows = `${all(['GLD', 'EFA'])}GLD,${dates[1]},${dates[2]}\nEFA,2000-01-01,${dates[2]}\n`;
    const base = await run(rows);
    const later = [
      `${all(['GLD', 'EFA'])}GLD,${dates[1]},\nEFA,2000-01-01,\n`,
      `${all(['GLD', 'EFA', 'AGG'])}GLD,${dates[1]},${dates[2]}\nEFA,2000-01-01,${dates[2]}\nAGG,2000-01-01,${dates[2]}\n`,
    ];
    for (const changed of later) {
      const result = await run(changed);
      expect(result.decisions.slice(0, 3)).toEqual(base.decisions.slice(0, 3));
      result.strategies.forEach(({ windows }, s) => {
        expect(windows.slice(0, 3)).toEqual(base.strategies[s].windows.slice(0, 3));
        expect(windows[3].weights).not.toEqual(base.strategies[s].windows[3].weights);
      });
    }
  });

  it('of nobody at a decision is a window in cash', async () => {
    const result = await run(tickers.map((ticker) => `${ticker},${dates[1]},\n`).join(''));
    for (const { windows } of result.strategies) {
      expect(windows.map(({ status }) => status)).toEqual(['skipped', 'ok', 'ok', 'ok']);
      expect(windows[0].reason).toBe('no asset of the universe can be held');
    }
  });

  it('holds in a portfolio for now, a fit and scores of forecasts', () => {
    const sources = members(all(['GLD']));
    const portfolio = mixedModelPortfolio(engine, data, {
      market: 'SPY',
      lookback: 24,
      membership: 'members.csv',
      sources,
    });
    expect(portfolio.satOut).toEqual([{ asset: 'GLD', reason: 'not a member' }]);
    expect(fitModel(engine, data, given, { sources }).panel.assets).not.toContain('GLD');
    const [own, plain] = [
      forecastScores(engine, data, given, { sources }),
      forecastScores(
        engine,
        changedPrices(data, (price, _, asset) => (asset === 'GLD' ? NaN : price)),
        config,
      ),
    ];
    expect(own).toEqual(plain);
  });

  it('has to be read by the caller', async () => {
    expect(await rejected(backtest(engine, data, given))).toMatchObject({
      code: 'source-not-loaded',
      details: { path: 'membership', file: 'members.csv' },
    });
  });
});

/** Costs by kind, delisting returns and dividends in whole backtests. */
import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  type BacktestSources,
  type EventTable,
  type PriceTable,
  backtest,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { perturbed } from '../support/perturbation.js';
import { changedPrices, simulatedPrices } from '../support/simulated-prices.js';
import { rejected } from '../support/thrown.js';

const [[, engine]] = engines;
const assets = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD'];
const data = simulatedPrices({ seed: 31, assets, months: 25 });
const strategies = [{ name: 'sample' }, { name: 'equalWeight' }];
const walkForward = { train: 12, rebalance: 3 };
const costs = {
  linear: 0.001,
  quadratic: { SPY: 0.01, GLD: 0.02 },
  impact: { coefficient: 0.8, volume: 5e6 },
  borrow: 0.01,
  margin: 0.02,
};

const run = (
  config: Partial<BacktestConfig> = {},
  { prices = data, sources = {} }: { prices?: PriceTable; sources?: BacktestSources } = {},
) =>
  backtest(
    engine,
    prices,
    { market: 'SPY', strategies, ...config, backtest: { ...walkForward, ...config.backtest } },
    { sources },
  );

describe('a backtest with costs by kind', () => {
  const config = { backtest: { costs, capital: 1e7 } };

  it('has them by window: those of the rebalance add up to its cost', async () => {
    for (const { windows, columns } of (await run(config)).strategies) {
      expect(windows.length).toBeGreaterThan(3);
      for (const { cost, costs: kinds } of windows) {
        expect(kinds!.linear + kinds!.quadratic + kinds!.impact).toBeCloseTo(cost, 13);
        for (const kind of ['linear', 'impact'] as const) expect(kinds![kind]).toBeGreaterThan(0);
        expect(kinds!.borrow + kinds!.margin + kinds!.exits).toBe(0);
      }
      expect(columns!.costsByKind!.impact[1]).toBe(windows[1].costs!.impact);
    }
  });

  it('keeps weights and gross returns, whatever it costs', async () => {
    const [free, paid] = [await run(), await run(config)];
    paid.strategies.forEach((strategy, s) => {
      expect(strategy.grossReturns).toEqual(free.strategies[s].grossReturns);
      expect(strategy.columns!.weights).toEqual(free.strategies[s].columns!.weights);
      expect(strategy.statistics.breakEvenCost).toBe(free.strategies[s].statistics.breakEvenCost);
      expect(strategy.statistics.annualReturn!).toBeLessThan(free.strategies[s].statistics.annualReturn!);
    });
  });

  it('pays the more for impact the more money there is, and needs to know how much', async () => {
    const small = await run({ backtest: { costs, capital: 1e5 } });
    const large = await run({ backtest: { costs, capital: 1e7 } });
    const impactOf = (result: typeof small) => result.strategies[0].windows[0].costs!.impact;
    // nearly ten times the share for a hundred times the money
    expect(impactOf(large) / impactOf(small)).toBeGreaterThan(9.5);
    expect(impactOf(large) / impactOf(small)).toBeLessThan(10);
    expect(await rejected(run({ backtest: { costs } }))).toMatchObject({
      code: 'missing-key',
      details: { path: 'backtest.capital' },
    });
  });

  it('has no costs by kind where they are a number, and the very same result as it had', async () => {
    const [{ windows, columns }] = (await run({ backtest: { costs: 0.001 } })).strategies;
    expect(windows[0]).not.toHaveProperty('costs');
    expect(columns).not.toHaveProperty('costsByKind');
    const linear = (await run({ backtest: { costs: { linear: 0.001 } } })).strategies[0];
    windows.forEach(({ cost }, k) => expect(linear.windows[k].cost).toBeCloseTo(cost, 14));
  });

  it('has a ledger in money that ends with what its returns make of the capital, and that JSON leaves out', async () => {
    for (const strategy of (await run(config)).strategies) {
      const { ledger, netReturns } = strategy;
      const end = netReturns.reduce((wealth, value) => wealth * (1 + value), 1e7);
      expect(ledger!.wealthAtEnd.at(-1)).toBeCloseTo(end, 6);
      expect(ledger!.periods).toEqual(strategy.periods);
      expect(strategy.ledger).toBe(ledger);
      const flows = ledger!.gains.map(
        (gain, t) =>
          gain +
          ledger!.interest[t] -
          Object.values<Float64Array>({ ...ledger!.costs }).reduce((sum, kind) => sum + kind[t], 0),
      );
      flows.forEach((flow, t) =>
        expect(Math.abs(ledger!.wealthAtStart[t] + flow - ledger!.wealthAtEnd[t])).toBeLessThan(1e-5),
      );
      expect(JSON.stringify(strategy)).not.toContain('wealthAtEnd');
      expect({ ...strategy }).not.toHaveProperty('ledger');
    }
  });

  it('charges what comes before a day by nothing that comes after it', async () => {
    const lagged = { backtest: { costs, capital: 1e7, lag: 1 } };
    const original = await run(lagged);
    const { decisions, strategies: known } = original;
    for (const k of [1, 3]) {
      // the trade of window k is in the second period after its decision: all of the returns before it stay
      const { decision } = decisions[k];
      const changed = await run(lagged, { prices: perturbed(data, (date) => date > decision) });
      known.forEach(({ windows, columns }, s) => {
        const others = changed.strategies[s];
        expect(others.windows.slice(0, k)).toEqual(
          windows.slice(0, k).map((window, j) => ({ ...window, costs: others.windows[j].costs })),
        );
        for (let j = 0; j < k; j++) {
          expect(others.windows[j].cost).toBe(windows[j].cost);
          expect(others.windows[j].costs!.impact).toBe(windows[j].costs!.impact);
        }
        const held = 3 * k - 1;
        expect(others.columns!.netReturns.slice(0, held)).toEqual(columns!.netReturns.slice(0, held));
        expect(others.columns!.netReturns.slice(held)).not.toEqual(columns!.netReturns.slice(held));
      });
    }
  });

  it('takes the volatility of impact from the training window', async () => {
    const [, , third] = (await run(config)).decisions;
    const seen = (date: string) => date === third.decision;
    const changed = await run(config, { prices: perturbed(data, seen) });
    const equal = (result: typeof changed) => result.strategies[1].windows;
    const original = equal(await run(config));
    expect(equal(changed)[1].costs!.impact).toBe(original[1].costs!.impact);
    expect(equal(changed)[2].costs!.impact).not.toBe(original[2].costs!.impact);
  });
});

describe('a backtest with delisting returns', () => {
  const stopped = changedPrices(data, (price, date, asset) =>
    asset === 'GLD' && date > '2011-05-15' ? NaN : price,
  );

  it('gives a position its return where its asset stops trading, and says so', async () => {
    const free = await run({}, { prices: stopped });
    const paid = await run({ backtest: { delistingReturns: -0.3 } }, { prices: stopped });
    const [before, after] = [free, paid].map(({ strategies: [, equal] }) => equal);
    const k = before.periods.findIndex((period) => period > '2011-06');
    const exit = paid.decisions.flatMap(({ notes }) => notes).filter((note) => note.startsWith('GLD'));
    expect(exit).toHaveLength(2);
    expect(exit[0]).toMatch(
      /^GLD has no return in the period to 2011-06-30: .*delisting return of -30 %, -\d/,
    );
    expect(after.grossReturns.slice(0, k)).toEqual(before.grossReturns.slice(0, k));
    const { assetGains, assets: names, wealthAtStart } = after.ledger!;
    const lost = assetGains[k * names.length + names.indexOf('GLD')] / wealthAtStart[k];
    expect(lost).toBeLessThan(-0.05);
    expect(after.grossReturns[k]).toBeCloseTo(before.grossReturns[k] + lost, 13);
    expect(after.grossReturns.slice(-3)).toEqual(before.grossReturns.slice(-3));
  });

  it('reads them from a file, by the day on which the asset stopped', async () => {
    const file = { delistingReturns: 'delisted.csv' };
    const rows = (date: string): EventTable => ({
      assets: ['GLD', 'XYZ'],
      dates: [date, date],
      values: Float64Array.of(-0.3, -1),
    });
    const byNumber = await run({ backtest: { delistingReturns: { GLD: -0.3 } } }, { prices: stopped });
    for (const date of ['2011-05-14', '2011-06-10']) {
      const sources = { delistingReturns: rows(date) };
      const byFile = await run({ backtest: file }, { prices: stopped, sources });
      expect(byFile.strategies[1].netReturns).toEqual(byNumber.strategies[1].netReturns);
      expect(byFile.notes.filter((note) => note.includes('left out'))).toEqual([
        expect.stringContaining(`XYZ on ${date}`),
      ]);
    }
    const wrongDay = await run(
      { backtest: file },
      { prices: stopped, sources: { delistingReturns: rows('2011-04-01') } },
    );
    expect(wrongDay.notes).toContainEqual(expect.stringContaining('GLD on 2011-04-01, XYZ'));
    expect(await rejected(run({ backtest: file }))).toMatchObject({ code: 'source-not-loaded' });
  });

  it('notes assets that trade again, which look like a gap', async () => {
    const gap = changedPrices(data, (price, date, asset) =>
      asset === 'GLD' && date.startsWith('2011-06') ? NaN : price,
    );
    const { notes } = await run({ backtest: { delistingReturns: -0.3 } }, { prices: gap });
    expect(notes).toContainEqual(
      expect.stringContaining('looks like a gap in the data: GLD in the period to 2011-06-30'),
    );
  });

  it('decides by nothing that comes later', async () => {
    // bounds that conflict once GLD sits out: the previous weights are held on
    const bounded = {
      strategies: [{ name: 'sample', maxWeights: { SPY: 0.2, IWM: 0.2, EFA: 0.2, AGG: 0.2 } }],
      backtest: { delistingReturns: -0.3 },
    };
    const { decisions, strategies: known } = await run(bounded, { prices: stopped });
    expect(known[0].windows.map(({ used }) => used)).toContain('previousWeights');
    const without = await run({ ...bounded, backtest: {} }, { prices: stopped });
    expect(without.strategies[0].windows).not.toEqual(known[0].windows);
    for (const [k, { decision }] of decisions.entries()) {
      const changed = await run(bounded, { prices: perturbed(stopped, (date) => date > decision) });
      expect(changed.strategies[0].windows[k].weights).toEqual(known[0].windows[k].weights);
    }
  });
});

describe('a backtest on closes and dividends', () => {
  const dividends: EventTable = {
    assets: ['AGG', 'SPY', 'AGG'],
    dates: ['2010-03-14', '2010-06-21', '2011-06-30'],
    values: Float64Array.of(3, 2, 4),
  };
  const config = { dividends: { path: 'dividends.csv' } };

  it('has them in its returns, of the market and of the benchmark too', async () => {
    const result = await run({ ...config, benchmark: 'AGG' }, { sources: { dividends } });
    const plain = await run({ benchmark: 'AGG' });
    expect(result.notes[0]).toBe('prices are of total return: 3 dividends are in them');
    expect(result.dataHash).toBe(plain.dataHash);
    const k = plain.strategies[1].periods.indexOf('2011-06-30');
    // the same weights by then: the gains of AGG are as its returns (P_t + D_t)/P_{t−1} − 1 and P_t/P_{t−1} − 1
    const [gain, before] = [result, plain].map(
      ({ strategies: [, equal] }) => equal.ledger!.assetGains[5 * k + 3] / equal.ledger!.wealthAtStart[k],
    );
    const [last, close] = ['2011-05-31', '2011-06-30'].map(
      (date) => data.prices[5 * data.dates.indexOf(date) + 3],
    );
    expect(gain / before).toBeCloseTo((close + 4 - last) / (close - last), 10);
    expect(result.strategies[1].statistics.alpha).not.toBe(plain.strategies[1].statistics.alpha);
  });

  it('needs the file, and prices', async () => {
    expect(await rejected(run(config))).toMatchObject({ code: 'source-not-loaded' });
    expect(await rejected(run({ ...config, input: 'returns' }, { sources: { dividends } }))).toMatchObject({
      code: 'bad-value',
      details: { path: 'dividends' },
    });
  });

  it('decides by no dividend that comes later', async () => {
    const original = await run(config, { sources: { dividends } });
    const later = { ...dividends, values: dividends.values.map((value, k) => (k === 2 ? 2 * value : value)) };
    const changed = await run(config, { sources: { dividends: later } });
    const weights = (result: typeof changed) =>
      result.strategies.map(({ windows }) => windows.map((w) => w.weights));
    const k = original.decisions.findIndex(({ decision }) => decision >= '2011-06-30');
    expect(k).toBeGreaterThan(1);
    weights(original).forEach((of, s) => {
      expect(weights(changed)[s].slice(0, k)).toEqual(of.slice(0, k));
    });
    expect(weights(changed)[0][k]).not.toEqual(weights(original)[0][k]);
  });
});

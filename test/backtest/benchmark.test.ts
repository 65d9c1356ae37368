import { describe, expect, it } from 'vitest';
import {
  alpha,
  type BacktestConfig,
  type BacktestStatistics,
  backtest,
  beta,
  deflatedSharpe,
  informationRatio,
  performanceStatistics,
  sharpe,
  toReturns,
  trackingError,
  worstDrawdown,
} from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { columnsOf } from '../support/simulated-prices.js';
import { data, engine, run, strategyOf, tickers } from '../support/six-assets.js';
import { rejected } from '../support/thrown.js';

const riskFreeRate = 0.03;
const perPeriod = 1.03 ** (1 / 12) - 1;
const none = (length: number): number[] => new Array<number>(length).fill(perPeriod);

/** Returns of a ticker over the holding periods of a run. */
function returnsOf(ticker: string, periods: readonly string[]): number[] {
  const { assets, dates, returns } = toReturns(data, { frequency: 'month' });
  return periods.map((date) => returns[dates.indexOf(date) * assets.length + assets.indexOf(ticker)]);
}

describe('a benchmark', () => {
  it('that is a ticker gives tracking error, information ratio, beta and alpha of net returns', async () => {
    const result = await run(data, { benchmark: 'EFA', riskFree: riskFreeRate });
    for (const { statistics, netReturns, periods } of result.strategies) {
      const b = returnsOf('EFA', periods);
      const f = none(b.length);
      const close = (value: number | null): number => expect.closeTo(value!, 12) as number;
      expect(statistics).toMatchObject({
        trackingError: close(trackingError(netReturns, b, 12)),
        informationRatio: close(informationRatio(netReturns, b, 12)),
        beta: close(beta(netReturns, b, f)),
        alpha: close(alpha(netReturns, b, f, 12)),
      });
    }
  });

  it('may be a ticker outside of the universe, and changes nothing but what is measured against it', async () => {
    const assets = tickers.filter((ticker) => ticker !== 'EFA');
    const [plain, beside] = [await run(data, { assets }), await run(data, { assets, benchmark: 'EFA' })];
    const inside = await run(data, { benchmark: 'EFA' });
    expect(beside.universe).not.toContain('EFA');
    beside.strategies.forEach((strategy, s) => {
      const { trackingError, informationRatio, beta, alpha, ...others } = strategy.statistics;
      const { statistics, ...rest } = plain.strategies[s];
      expect({ ...statistics, ...others }).toEqual(statistics);
      expect([trackingError, informationRatio, beta, alpha]).not.toContain(null);
      expect({ ...strategy, statistics }).toEqual({ ...rest, statistics });
      expect([statistics.trackingError, statistics.beta]).toEqual([null, null]);
    });
    // the same returns of the benchmark as where it is one of the assets
    const { netReturns, periods, statistics } = strategyOf(inside, 'equalWeight');
    expect(statistics.trackingError).toBe(trackingError(netReturns, returnsOf('EFA', periods), 12));
  });

  it('that has dates of its own adds no period to a run, and what it earned on them counts', async () => {
    const dates = Array.from({ length: 7 * 30 }, (_, day) => new Date(Date.UTC(2010, 0, 4 + day)))
      .filter((date) => date.getUTCDay() % 6 !== 0)
      .map((date) => date.toISOString().slice(0, 10))
      .slice(0, data.dates.length);
    const [assets, others] = [tickers.slice(0, 3), columnsOf(data, tickers.slice(0, 4))];
    // two days before the end on which the benchmark alone has a price
    const gap = dates.length - 2;
    const prices = others.prices.map((price, cell) =>
      Math.floor(cell / 4) === gap && cell % 4 < 3 ? NaN : price,
    );
    const table = { ...others, dates, prices };
    const daily: BacktestConfig = {
      market: assets[0],
      frequency: 'day',
      assets,
      backtest: { train: 40, rebalance: 40 },
      strategies: [{ name: 'equalWeight' }],
    };
    const [plain] = (await backtest(engine, columnsOf(table, assets), daily)).strategies;
    const [beside] = (await backtest(engine, table, { ...daily, benchmark: tickers[3] })).strategies;
    expect(beside.periods).toEqual(plain.periods);
    expect(beside.netReturns).toEqual(plain.netReturns);
    expect(beside.periods).not.toContain(dates[gap]);
    const rows = [beside.windows[0].decision, ...beside.periods].map((date) => dates.indexOf(date));
    const b = rows.slice(1).map((row, t) => prices[4 * row + 3] / prices[4 * rows[t] + 3] - 1);
    expect(beside.statistics.trackingError).toBeCloseTo(trackingError(beside.netReturns, b, 252)!, 12);
  });

  it('that is a strategy is compared by its net returns, and with itself', async () => {
    const result = await run(data, { benchmark: 'equalWeight' });
    const base = strategyOf(result, 'equalWeight');
    for (const { name, statistics, netReturns } of result.strategies) {
      if (name === 'equalWeight') continue;
      expect(statistics.trackingError).toBe(trackingError(netReturns, base.netReturns, 12));
      expect(statistics.beta).toBe(
        beta(
          netReturns,
          base.netReturns,
          netReturns.map(() => 0),
        ),
      );
    }
    expect(base.statistics).toMatchObject({ trackingError: 0, informationRatio: null, beta: 1, alpha: 0 });
  });

  it('that is neither is refused with the nearest name', async () => {
    expect(await rejected(run(data, { benchmark: 'EFB' }))).toMatchObject({
      code: 'unknown-benchmark',
      details: { path: 'benchmark', benchmark: 'EFB' },
      hint: 'did you mean "EFA"?',
    });
    expect((await rejected(run(data, { benchmark: 'equalWeigth' }))).hint).toBe(
      'did you mean "equalWeight"?',
    );
  });

  it('that is both is refused', async () => {
    const strategies = [{ name: 'EFA' }, { name: 'sample' }];
    expect(await rejected(run(data, { benchmark: 'EFA', strategies }))).toMatchObject({
      code: 'ambiguous-benchmark',
    });
    expect((await run(data, { benchmark: 'GLD', strategies })).strategies[0].statistics.beta).not.toBeNull();
  });

  it('has to have a return in every holding period, and in no other', async () => {
    const column = tickers.indexOf('EFA');
    const without = (from: number, to: number) => ({
      ...data,
      prices: data.prices.map((price, cell) => {
        const row = Math.floor(cell / tickers.length) / data.dates.length;
        return cell % tickers.length === column && row >= from && row < to ? NaN : price;
      }),
    });
    const assets = tickers.filter((ticker) => ticker !== 'EFA');
    const early = await run(without(0, 0.5), { assets, benchmark: 'EFA' });
    expect(early.strategies[0].statistics.beta).not.toBeNull();
    const error = await rejected(run(without(0.8, 1), { assets, benchmark: 'EFA' }));
    expect(error).toMatchObject({ code: 'missing-period', details: { file: 'the benchmark EFA' } });
  });
});

describe('the statistics of a run', () => {
  it('are those of its series, from trials that are its strategies', async () => {
    const result = await run(data, { riskFree: riskFreeRate });
    const riskFree = none(result.strategies[0].netReturns.length);
    const ratios = result.strategies.map(({ netReturns }) => sharpe(netReturns, riskFree, 1)!);
    const mean = ratios.reduce((a, b) => a + b, 0) / ratios.length;
    const variance = ratios.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (ratios.length - 1);
    const trials = { count: ratios.length, sharpeVariance: variance };
    expect(result.trials).toMatchObject({
      count: ratios.length,
      sharpeVariance: expect.closeTo(variance, 13) as number,
    });
    for (const {
      name,
      statistics,
      netReturns,
      grossReturns,
      windows,
      worstDrawdown: worst,
      periods,
    } of result.strategies) {
      const concentration = windows.map(({ weights }) =>
        Object.values(weights).reduce((sum, w) => sum + w * w, 0),
      );
      const expected = performanceStatistics({
        grossReturns,
        netReturns,
        riskFree,
        periodsPerYear: 12,
        turnovers: windows.slice(1).map(({ turnover }) => turnover),
        effectiveAssets: concentration.reduce((sum, h) => sum + 1 / h, 0) / windows.length,
        benchmark: null,
      });
      const numbers = (of: BacktestStatistics): number[] =>
        Object.values<number | null>({ ...of }).map((value) => value ?? -999);
      expect(Object.keys(statistics)).toEqual(Object.keys(expected));
      expectClose(numbers(statistics), numbers(expected), 1e-9);
      expect(result.trials!.deflatedSharpe[name]).toBeCloseTo(
        deflatedSharpe(netReturns, riskFree, trials)!,
        10,
      );
      const { start, trough, recovery, depth } = worstDrawdown(netReturns)!;
      expect(worst).toEqual({
        depth,
        start: start < 0 ? windows[0].decision : periods[start],
        trough: periods[trough],
        recovery: recovery === null ? null : periods[recovery],
      });
    }
  });

  it('of one strategy take nothing for luck', async () => {
    const { trials, strategies } = await run(data, { strategies: [{ name: 'sample' }] });
    expect(trials).toEqual({
      count: 1,
      sharpeVariance: null,
      expectedMaximumSharpe: 0,
      deflatedSharpe: { sample: strategies[0].statistics.probabilisticSharpe },
    });
  });

  it('are in what is written as JSON', async () => {
    const result = await run(data, { benchmark: 'SPY' });
    const read = JSON.parse(JSON.stringify(result)) as typeof result;
    expect(read.strategies[0].statistics).toEqual(result.strategies[0].statistics);
    expect(Object.keys(read.strategies[0].statistics)).toHaveLength(24);
    expect(read.trials).toEqual(result.trials);
  });

  it('of the last portfolios are diversification ratios of at least 1 under the covariance that measures them', async () => {
    const { lastDecision } = await run();
    expect(lastDecision!.risk.length).toBeGreaterThan(1);
    for (const { diversificationRatio } of lastDecision!.risk)
      expect(diversificationRatio).toBeGreaterThan(1);
  });
});

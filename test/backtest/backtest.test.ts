import { describe, expect, it } from 'vitest';
import {
  type ReturnTable,
  assetFeatures,
  backtest,
  covariance,
  optimizeWeights,
  relationshipKernel,
  toReturns,
} from '../../src/browser.js';
import { expectWeights } from '../support/close.js';
import { engines } from '../support/engines.js';
import { columnsOf } from '../support/simulated-prices.js';
import { config, data, engine, run, strategyOf, tickers } from '../support/six-assets.js';

/** Rows of a return table. */
function rowsOf(table: ReturnTable, from: number, through: number): ReturnTable {
  const width = table.assets.length;
  return {
    ...table,
    dates: table.dates.slice(from, through + 1),
    returns: table.returns.slice(from * width, (through + 1) * width),
  };
}

describe.each(engines)('a backtest on the %s engine', (_, engine) => {
  it('decides after the training window and every rebalance periods, and holds to the end of the data', async () => {
    const result = await backtest(engine, data, config);
    const { dates } = toReturns(data);
    expect(dates).toHaveLength(30);
    const decisions = [17, 20, 23, 26].map((t) => dates[t]);
    expect(result.decisions.map(({ decision }) => decision)).toEqual(decisions);
    expect(result.decisions.map(({ trainStart }) => trainStart)).toEqual([0, 3, 6, 9].map((t) => dates[t]));
    expect(result.strategies.map(({ name }) => name)).toEqual([
      'systematic',
      'sample',
      'ledoitWolf',
      'equalWeight',
    ]);
    for (const { windows, periods, grossReturns, netReturns } of result.strategies) {
      expect(windows.map(({ decision }) => decision)).toEqual(decisions);
      expect(periods).toEqual(dates.slice(18));
      expect(grossReturns).toHaveLength(12);
      expect(netReturns).toHaveLength(12);
      for (const { weights, status, reason } of windows) {
        expect([status, reason]).toEqual(['ok', null]);
        expect(Object.keys(weights)).toEqual(tickers);
        expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      }
    }
  });

  it('takes the steps that an embedder would take by hand', async () => {
    const result = await backtest(engine, data, config);
    const returns = rowsOf(toReturns(data), 3, 20);
    const market = Float64Array.from(returns.dates, (_, t) => returns.returns[t * tickers.length]);
    const sample = optimizeWeights(engine, covariance(engine, 'sample', { returns }));
    expectWeights(strategyOf(result, 'sample').windows[1].weights, sample.weights);

    const withoutMarket = columnsOf(
      { ...data, dates: returns.dates, prices: returns.returns },
      tickers.slice(1),
    );
    const panel = {
      assets: withoutMarket.assets,
      periods: returns.dates,
      returns: withoutMarket.prices,
      covariates: { market },
    };
    const kernel = relationshipKernel(assetFeatures(returns, market));
    const model = {
      fixed: ['asset', 'asset:market'],
      random: ['time', 'asset:time(combined)'],
      kernels: { combined: kernel },
      scale: 'residual' as const,
    };
    const fit = engine.fitPanel(panel, model);
    expect(result.decisions[1].fit!.converged).toBe(true);
    expect(result.decisions[1].fit!.logLikelihood).toBeCloseTo(fit.logLikelihood, 9);
    const systematic = optimizeWeights(
      engine,
      covariance(engine, 'systematic', { returns, fit, panel, model }),
    );
    expectWeights(strategyOf(result, 'systematic').windows[1].weights, systematic.weights);
  });

  it('gives the same bits twice', async () => {
    const [first, second] = [await backtest(engine, data, config), await backtest(engine, data, config)];
    expect(second).toEqual(first);
  });
});

describe('the result', () => {
  it('is plain JSON without anything undefined: no number turns into null', async () => {
    const result = await run();
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('says what it was made from', async () => {
    const result = await run();
    expect(result.config.backtest).toEqual({
      train: 18,
      window: 'rolling',
      rebalance: 3,
      lag: 0,
      minHistory: 18,
      costs: 0.001,
      strict: false,
      forecastScores: false,
    });
    expect(result).toMatchObject({ engineVersion: engine.version, frequency: 'month', periodsPerYear: 12 });
    expect(result.dataHash).toMatch(/^[0-9a-f]{64}$/);
    expect(result.universe).toEqual(tickers);
  });

  it('charges the first purchase apart from the turnover of rebalances', async () => {
    for (const { windows, statistics, firstPurchaseCost, netReturns, grossReturns } of (await run())
      .strategies) {
      expect(windows[0].turnover).toBeCloseTo(0.5, 12);
      expect(firstPurchaseCost).toBeCloseTo(1 - 1 / 1.001, 12);
      expect(netReturns[0]).toBeCloseTo((1 + grossReturns[0]) / 1.001 - 1, 12);
      const rebalances = windows.slice(1).map(({ turnover }) => turnover);
      expect(statistics.turnover).toBeCloseTo(rebalances.reduce((a, b) => a + b, 0) / 3, 15);
    }
  });

  it('shows kernel and correlations of the last decision', async () => {
    const { snapshot } = await run();
    expect(snapshot.assets).toEqual(tickers);
    expect(snapshot.decision).toBe('2012-04-30');
    for (const matrix of [snapshot.kernel!, snapshot.sampleCorrelation, snapshot.systematicCorrelation!]) {
      expect(matrix).toHaveLength(36);
      tickers.forEach((_, i) => expect(matrix[7 * i]).toBeCloseTo(1, 12));
    }
  });

  it('fits no model where no strategy uses one', async () => {
    const result = await run(data, { strategies: [{ name: 'sample' }] });
    expect(result.decisions.every(({ fit }) => fit === null)).toBe(true);
    expect(result.snapshot.systematicCorrelation).toBeNull();
    expect(result.snapshot.kernel).not.toBeNull();
  });
});

describe('progress and abort', () => {
  it('tells of every window', async () => {
    const calls: [number, number][] = [];
    await backtest(engine, data, config, { onProgress: (done, total) => calls.push([done, total]) });
    expect(calls).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
  });

  it('stops at the next window with the reason of the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const calls: number[] = [];
    const onProgress = (done: number) => {
      calls.push(done);
      if (done === 2) controller.abort(reason);
    };
    await expect(backtest(engine, data, config, { onProgress, signal: controller.signal })).rejects.toBe(
      reason,
    );
    expect(calls).toEqual([1, 2]);
  });

  it('does not start when it was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('before'));
    await expect(backtest(engine, data, config, { signal })).rejects.toThrow('before');
  });
});

describe('errors', () => {
  it('of the configuration and the data reject before the first window', async () => {
    const calls: number[] = [];
    const failing = (changes: object) =>
      backtest(
        engine,
        data,
        { ...config, ...changes },
        {
          onProgress: (done) => calls.push(done),
        },
      );
    await expect(failing({ markt: 'SPY' })).rejects.toMatchObject({ code: 'unknown-key' });
    await expect(failing({ market: 'SPX' })).rejects.toMatchObject({ code: 'unknown-ticker' });
    await expect(failing({ backtest: { train: 30 } })).rejects.toMatchObject({ code: 'too-few-periods' });
    expect(calls).toEqual([]);
  });

  it('of a caller and bugs are not taken for a window that failed', async () => {
    const broken = { ...engine, fitPanel: () => void (undefined as unknown as { x: number }).x as never };
    await expect(backtest(broken, data, config)).rejects.toThrow(TypeError);
  });
});

it('a run says what cannot be: statistics of one period, a smallest weight of an asset that sat out', async () => {
  // GLD begins in the middle of the data
  const column = tickers.indexOf('GLD');
  const prices = data.prices.map((price, cell) =>
    cell % tickers.length === column && cell < data.prices.length / 2 ? NaN : price,
  );
  const result = await backtest(
    engine,
    { ...data, prices },
    {
      ...config,
      backtest: { train: 29 },
      strategies: [{ name: 'sample', minWeights: { GLD: 0.1 } }],
    },
  );
  expect(result.notes).toContain('1 holding period: too few for a volatility and a Sharpe ratio');
  const [net] = result.strategies[0].netReturns;
  expect(result.strategies[0].statistics).toMatchObject({
    annualReturn: expect.closeTo((1 + net) ** 12 - 1, 14) as number,
    annualVolatility: null,
    sharpe: null,
    maxDrawdown: expect.closeTo(Math.max(0, -net), 14) as number,
    turnover: null,
    bestPeriod: net,
    probabilisticSharpe: null,
  });
  expect(result.trials).toEqual({
    count: 0,
    sharpeVariance: null,
    expectedMaximumSharpe: null,
    deflatedSharpe: { sample: null },
  });
  expect(result.decisions[0].notes).toContain('sample: minWeights of GLD set aside, it sat out');
  expect((await backtest(engine, data, config)).notes).toEqual([]);
});

it('a run without a model strategy trains on two periods', async () => {
  const strategies = [{ name: 'sample' }, { name: 'ledoitWolf' }, { name: 'equalWeight' }];
  const result = await backtest(engine, data, {
    ...config,
    backtest: { train: 2, rebalance: 1 },
    strategies,
  });
  for (const { windows } of result.strategies)
    expect(new Set(windows.map(({ status }) => status))).toEqual(new Set(['ok']));
  expect(result.decisions.every(({ fit }) => fit === null)).toBe(true);
});

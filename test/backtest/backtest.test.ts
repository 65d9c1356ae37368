import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  type BacktestResult,
  type ReturnTable,
  assetFeatures,
  backtest,
  covariance,
  optimizeWeights,
  relationshipKernel,
  toReturns,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { changedPrices, columnsOf, simulatedPrices } from '../support/simulated-prices.js';

const tickers = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'VNQ'];
const data = simulatedPrices({ seed: 21, assets: tickers, months: 31 });
const config: BacktestConfig = {
  market: 'SPY',
  model: { minHeritability: 0 },
  backtest: { train: 18, rebalance: 3, costs: 0.001 },
};

/** Rows of a return table. */
function rowsOf(table: ReturnTable, from: number, through: number): ReturnTable {
  const width = table.assets.length;
  return {
    ...table,
    dates: table.dates.slice(from, through + 1),
    returns: table.returns.slice(from * width, (through + 1) * width),
  };
}

const strategyOf = (result: BacktestResult, name: string) => result.strategies.find((s) => s.name === name)!;

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
    expect(strategyOf(result, 'sample').windows[1].weights).toEqual(sample.weights);

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
    expect(result.decisions[1].fit).toMatchObject({ logLikelihood: fit.logLikelihood, converged: true });
    const systematic = optimizeWeights(
      engine,
      covariance(engine, 'systematic', { returns, fit, panel, model }),
    );
    expect(strategyOf(result, 'systematic').windows[1].weights).toEqual(systematic.weights);
  });

  it('gives the same bits twice', async () => {
    const [first, second] = [await backtest(engine, data, config), await backtest(engine, data, config)];
    expect(second).toEqual(first);
  });
});

const [[, engine]] = engines;
const run = (table = data, changes: Partial<BacktestConfig> = {}) =>
  backtest(engine, table, { ...config, ...changes });

describe('the result', () => {
  it('is plain JSON without anything undefined: no number turns into null', async () => {
    const result = await run();
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('says what it was made from', async () => {
    const result = await run();
    expect(result.config.backtest).toEqual({ train: 18, rebalance: 3, lag: 0, minHistory: 18, costs: 0.001 });
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

describe('strategies and windows', () => {
  it('do not depend on the other strategies', async () => {
    const all = await run();
    for (const strategy of all.strategies) {
      const own = all.config.strategies!.filter(({ name }) => name === strategy.name);
      expect((await run(data, { strategies: own })).strategies).toEqual([strategy]);
    }
  });

  it('do not depend on what comes later: a shorter run has the same decisions', async () => {
    const all = await run();
    const shorter = await run(data, { to: '2011-12-31' });
    expect(shorter.decisions).toEqual(all.decisions.slice(0, 2));
    shorter.strategies.forEach((strategy, s) => {
      expect(strategy.windows).toEqual(all.strategies[s].windows.slice(0, 2));
      expect(strategy.netReturns).toEqual(all.strategies[s].netReturns.slice(0, strategy.netReturns.length));
    });
  });

  it('fall back on Ledoit–Wolf where the heritability is too low, and say so', async () => {
    const result = await run(data, { model: { minHeritability: 1 } });
    const [systematic, , ledoitWolf] = result.strategies;
    systematic.windows.forEach((window, k) => {
      expect(window).toMatchObject({ status: 'fallback', used: 'ledoitWolf' });
      expect(window.reason).toMatch(/^systematic: heritability 0\.\d{3} is below 1$/);
      expect(window.weights).toEqual(ledoitWolf.windows[k].weights);
    });
  });

  it('ask no heritability of a model without kernels', async () => {
    const result = await run(data, { model: { random: ['time'], minHeritability: 0.5 } });
    expect(strategyOf(result, 'systematic').windows.every(({ status }) => status === 'ok')).toBe(true);
  });

  it('fall back where the model cannot be fitted, with what is wrong', async () => {
    // IWM is the market itself until after the first decision.
    const { assets, prices } = data;
    const market = (date: string) => prices[data.dates.indexOf(date) * assets.length];
    const twin = changedPrices(data, (price, date, asset) =>
      asset === 'IWM' && date <= '2011-07-31' ? market(date) : price,
    );
    const [first, ...others] = strategyOf(await run(twin), 'systematic').windows;
    expect([first.status, first.used]).toEqual(['fallback', 'ledoitWolf']);
    expect(first.reason).toMatch(/^systematic: the fit failed: IWM moves exactly with the market/);
    expect(others.every(({ status }) => status === 'ok')).toBe(true);
  });

  it('all fall back where the model can be fitted in none of them, and the run says so', async () => {
    // asset(K) beside the fixed effect asset has no information.
    const result = await run(data, { model: { random: ['asset(combined)'], minHeritability: 0 } });
    for (const window of strategyOf(result, 'systematic').windows) {
      expect(window).toMatchObject({ status: 'fallback', used: 'ledoitWolf' });
      expect(window.reason).toMatch(/^systematic: the fit failed: .*"asset\(combined\)"/);
    }
    expect(result.notes.join()).toMatch(
      /the model could be fitted in none of the 4 windows; in the first the fit failed: .*"asset\(combined\)"/,
    );
  });

  it('do not ask for a fit where no strategy uses the model', async () => {
    const strategies = [{ name: 'sample' }];
    const result = await run(data, { model: { random: ['asset(combined)'] }, strategies });
    expect(strategyOf(result, 'sample').windows.every(({ status }) => status === 'ok')).toBe(true);
  });
});

describe('objectives', () => {
  it('of every kind run side by side, long–short ones with their short positions', async () => {
    const { strategies } = await run(data, {
      strategies: [
        { name: 'sample' },
        { name: 'target', covariance: 'sample', targetReturn: -0.5 },
        { name: 'closed', covariance: 'sample', objective: 'unconstrainedMinimumVariance' },
        { name: 'longShort', covariance: 'sample', minWeights: -10, maxWeights: 10 },
        { name: 'model', targetReturn: -0.5, expectedReturns: 'model' },
      ],
    });
    const [sample, target, closed, longShort, model] = strategies;
    for (const { windows } of strategies) {
      for (const { status, weights } of windows) {
        expect(status).toBe('ok');
        expect(Object.values(weights).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      }
    }
    // a target that every portfolio reaches changes nothing
    target.windows.forEach(({ weights }, k) => {
      for (const ticker of tickers) expect(weights[ticker]).toBeCloseTo(sample.windows[k].weights[ticker], 9);
    });
    closed.windows.forEach(({ weights }, k) => {
      for (const ticker of tickers)
        expect(weights[ticker]).toBeCloseTo(longShort.windows[k].weights[ticker], 9);
    });
    expect(closed.windows.some(({ weights }) => Object.values(weights).some((weight) => weight < 0))).toBe(
      true,
    );
    expect(model.windows.every(({ weights }) => Object.values(weights).every((weight) => weight >= 0))).toBe(
      true,
    );
  });

  it('reach a target in the sample means of each window, the risk-free rate included', async () => {
    const riskFree = 0.03;
    const targetReturn = 0.08;
    const result = await run(data, {
      riskFree,
      strategies: [{ name: 'target', covariance: 'sample', targetReturn, minWeights: -10, maxWeights: 10 }],
    });
    const { returns } = toReturns(data);
    result.strategies[0].windows.forEach(({ status, weights }, k) => {
      expect(status).toBe('ok');
      let mean = 0;
      for (let t = 3 * k; t < 3 * k + 18; t++)
        tickers.forEach((ticker, i) => (mean += (weights[ticker] * returns[6 * t + i]) / 18));
      expect(mean).toBeGreaterThan(1.08 ** (1 / 12) - 1 - 1e-12);
    });
  });
});

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
  const [[, engine]] = engines;
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
  expect(result.notes).toContain('1 holding period: too few for statistics');
  expect(result.decisions[0].notes).toContain('sample: minWeights of GLD set aside, it sat out');
  expect((await backtest(engine, data, config)).notes).toEqual([]);
});

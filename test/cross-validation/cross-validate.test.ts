import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  type CrossValidationOptions,
  type PriceTable,
  backtest,
  combinatorialPurgedSplits,
  crossValidate,
  parseClassSource,
  parseMembership,
  performanceStatistics,
  toReturns,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { perturbed } from '../support/perturbation.js';
import { changedPrices, simulatedPrices } from '../support/simulated-prices.js';
import { rejected } from '../support/thrown.js';

const [[, engine]] = engines;
const assets = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD'];
/** 60 monthly returns, as a table of them: a period that changes changes no other. */
const returns = toReturns(simulatedPrices({ seed: 41, assets, months: 61 }));
const data: PriceTable = { assets, dates: returns.dates, prices: returns.returns };

const config: BacktestConfig = {
  input: 'returns',
  market: 'SPY',
  riskFree: 0.02,
  model: { minHeritability: 0 },
  backtest: { rebalance: 100, costs: 0 },
};
const folds = { folds: 5, testFolds: 2, purge: 1, embargo: 1 };
const run = (
  changes: Partial<BacktestConfig> = {},
  options: Partial<CrossValidationOptions> = {},
  table = data,
) => crossValidate(engine, table, { ...config, ...changes }, { ...folds, ...options });

const { splits, paths, folds: cut } = combinatorialPurgedSplits({ periods: 60, ...folds });
const original = run();

describe('a combinatorial cross-validation', () => {
  it('has the splits and paths of its folds, and says what they are', async () => {
    const result = await original;
    expect(result.paths).toEqual(paths);
    expect(result.periods).toEqual(data.dates);
    expect(result.folds[1]).toEqual({ start: data.dates[12], end: data.dates[23], periods: 12 });
    expect(result.splits.map(({ testFolds, trainPeriods }) => [testFolds, trainPeriods])).toEqual(
      splits.map(({ testFolds, train }) => [testFolds, train.length]),
    );
    for (const strategy of result.strategies) {
      expect(strategy.paths).toHaveLength(4);
      for (const { netReturns } of strategy.paths) expect(netReturns).toHaveLength(60);
    }
    for (const { choices } of result.splits)
      expect(choices.map(({ name, status }) => [name, status])).toEqual(
        ['systematic', 'sample', 'ledoitWolf', 'equalWeight'].map((name) => [name, 'ok']),
      );
    expect(result.notes).toContain(
      'kernel "risk": the characteristic trend counts training periods one after the other, without those between them',
    );
  });

  it('decides by the training periods alone: others change nothing, bit for bit', async () => {
    const { splits: before } = await original;
    for (const [s, { train }] of splits.entries()) {
      const trained = new Set(train.map((t) => data.dates[t]));
      const after = (
        await run(
          {},
          {},
          perturbed(data, (date) => !trained.has(date)),
        )
      ).splits[s];
      expect(after).toEqual(before[s]);
    }
  });

  it('decides by all of the training periods', async () => {
    const { splits: before } = await original;
    const [first] = splits;
    for (const t of [first.train[0], first.train[17], first.train.at(-1)!]) {
      const after = (
        await run(
          {},
          {},
          perturbed(data, (date) => date === data.dates[t]),
        )
      ).splits[0];
      // weights may stay at their bounds
      expect(after.fit!.logLikelihood).not.toBe(before[0].fit!.logLikelihood);
      for (const name of ['sample', 'ledoitWolf'])
        expect(after.conditionNumbers[name], name).not.toBe(before[0].conditionNumbers[name]);
    }
  });

  it('is the walk forward where training comes before what is tested', async () => {
    const half = await run({}, { folds: 2, testFolds: 1, purge: 0, embargo: 0 });
    const walk = await backtest({ ...engine }, data, { ...config, backtest: { train: 30, rebalance: 100 } });
    const tested = half.splits.findIndex(({ testFolds }) => testFolds[0] === 1);
    expect(half.splits[tested].choices.map(({ weights }) => weights)).toEqual(
      walk.strategies.map(({ windows }) => windows[0].weights),
    );
    half.strategies.forEach(({ paths: [path] }, s) =>
      walk.strategies[s].netReturns.forEach((value, t) =>
        expect(path.netReturns[30 + t]).toBeCloseTo(value, 14),
      ),
    );
  });

  it('holds each fold with the weights of the split that serves it, drifting from its beginning', async () => {
    const result = await original;
    const monthly = 1.02 ** (1 / 12) - 1;
    result.strategies.forEach(({ paths: own }, s) =>
      own.forEach(({ netReturns, grossReturns }, path) => {
        expect(netReturns).toEqual(grossReturns);
        cut.forEach(({ start, end }, fold) => {
          const weights = Object.values(result.splits[paths[path][fold]].choices[s].weights);
          let values = weights.slice();
          let cash = 1 - weights.reduce((sum, weight) => sum + weight, 0);
          let wealth = 1;
          for (let t = start; t < end; t++) {
            values = values.map((value, i) => value * (1 + data.prices[t * 5 + i]));
            cash *= 1 + monthly;
            const next = cash + values.reduce((sum, value) => sum + value, 0);
            expect(netReturns[t]).toBeCloseTo(next / wealth - 1, 12);
            wealth = next;
          }
        });
      }),
    );
  });

  it('has the statistics of each path and their distribution', async () => {
    const result = await original;
    for (const { paths: own, distribution, positiveSharpe } of result.strategies) {
      own.forEach(({ netReturns, grossReturns, statistics }) => {
        const expected = performanceStatistics({
          grossReturns: Float64Array.from(grossReturns),
          netReturns: Float64Array.from(netReturns),
          riskFree: new Float64Array(60).fill(1.02 ** (1 / 12) - 1),
          periodsPerYear: 12,
          turnovers: [],
          effectiveAssets: null,
          benchmark: null,
        });
        expect(statistics.sharpe).toBeCloseTo(expected.sharpe!, 10);
        expect(statistics.maxDrawdown).toBe(expected.maxDrawdown);
      });
      const ratios = own.map(({ statistics }) => statistics.sharpe!).sort((a, b) => a - b);
      const centre = ratios.reduce((sum, ratio) => sum + ratio, 0) / 4;
      const deviation = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - centre) ** 2, 0) / 3);
      expect(distribution.sharpe).toMatchObject({ count: 4, minimum: ratios[0], maximum: ratios[3] });
      expect(distribution.sharpe!.mean).toBeCloseTo(centre, 12);
      expect(distribution.sharpe!.standardDeviation).toBeCloseTo(deviation, 12);
      expect(distribution.sharpe!.median).toBeCloseTo((ratios[1] + ratios[2]) / 2, 12);
      expect(distribution.sharpe!.lowerQuartile).toBeCloseTo(ratios[0] + 0.75 * (ratios[1] - ratios[0]), 12);
      expect(distribution.beta).toBeNull();
      expect(positiveSharpe).toBe(ratios.filter((ratio) => ratio > 0).length / 4);
    }
    // the same weights on all paths
    const equal = result.strategies[3].distribution.sharpe!;
    expect(equal.maximum).toBe(equal.minimum);
    const own = result.strategies[0].distribution.sharpe!;
    expect(own.maximum).toBeGreaterThan(own.minimum);
  });

  it('brings weights back as often as the configuration rebalances, and charges for it', async () => {
    const [never, monthly, quarters] = [
      (await run()).strategies[3],
      (await run({ backtest: { rebalance: 1, costs: 0.001 } })).strategies[3],
      (await run({ backtest: { rebalance: 'quarter', costs: 0.001 } })).strategies[3],
    ];
    // back to 1/5 each in every month: the mean of the assets
    monthly.paths[0].grossReturns.forEach((value, t) => {
      const row = data.prices.subarray(5 * t, 5 * t + 5);
      expect(value).toBeCloseTo(row.reduce((sum, r) => sum + r, 0) / 5, 12);
    });
    expect(never.paths[0].grossReturns).not.toEqual(monthly.paths[0].grossReturns);
    monthly.paths[0].netReturns.forEach((value, t) =>
      expect(value).toBeLessThan(monthly.paths[0].grossReturns[t]),
    );
    // trades in the period after each quarter's end, and at the beginning of each fold
    const traded = quarters.paths[0].netReturns.flatMap((value, t) =>
      value < quarters.paths[0].grossReturns[t] - 1e-9 ? [t] : [],
    );
    const due = data.dates.flatMap((_, t) =>
      cut.some(({ start }) => start === t) ||
      ['03', '06', '09', '12'].includes(data.dates[t - 1]?.slice(5, 7))
        ? [t]
        : [],
    );
    expect(traded).toEqual(due);
  });

  it('measures against a benchmark, on the path of a strategy or over all periods', async () => {
    const ticker = await run({ benchmark: 'SPY', assets: ['IWM', 'EFA', 'AGG'] });
    expect(ticker.strategies[0].distribution.beta!.count).toBe(4);
    const strategy = await run({ benchmark: 'sample' });
    expect(strategy.strategies[1].distribution.beta).toMatchObject({ minimum: 1, maximum: 1 });
    expect(strategy.strategies[1].distribution.trackingError!.maximum).toBe(0);
  });

  it('keeps in cash, and says so, what has no return when it would be bought', async () => {
    const late = changedPrices(data, (value, date, asset) =>
      asset === 'GLD' && date < data.dates[24] ? NaN : value,
    );
    const result = await run({}, { testFolds: 2 }, late);
    const reasons = new Map(result.splits.map(({ testFolds, satOut }) => [testFolds.join(), satOut]));
    // trained on folds 2, 3 and 4 alone GLD takes part, and is not there in 0 and 1
    expect(reasons.get('0,1')).toEqual([]);
    expect(reasons.get('0,2')![0]).toMatchObject({ asset: 'GLD' });
    expect(result.notes).toContain(
      `GLD has no return in the period to ${data.dates[0]}, in which it would have been bought: its weight is kept in cash`,
    );
    const monthly = 1.02 ** (1 / 12) - 1;
    const first = data.prices.slice(0, 4).reduce((sum, value) => sum + value / 5, monthly / 5);
    const path = result.paths.findIndex((served) => result.splits[served[0]].testFolds.join() === '0,1');
    expect(result.strategies[3].paths[path].netReturns[0]).toBeCloseTo(first, 14);
  });

  it('is had with other covariances, objectives and models', async () => {
    const result = await run({
      market: 'average',
      model: { fixed: ['asset', 'asset:market', 'asset:month'], errors: { kind: 't' }, minHeritability: 0 },
      strategies: [
        { name: 'total' },
        { name: 'oas' },
        { name: 'nonlinear' },
        { name: 'pcaFactor', covariance: 'pcaFactor', factors: 1 },
        { name: 'riskParity', covariance: 'ledoitWolf' },
        { name: 'hierarchicalRiskParity', covariance: 'sample' },
      ],
    });
    for (const { choices } of result.splits)
      for (const { name, status, reason } of choices)
        expect([name, status, reason]).toEqual([name, 'ok', null]);
  });

  it('refuses what needs periods that follow one another, all of it at once', async () => {
    const dated = parseClassSource('date,ticker,class\n2009-01-31,SPY,a\n2009-01-31,AGG,b\n');
    const sources = {
      classes: dated,
      membership: parseMembership('ticker,from\nSPY,2000-01-01\nAGG,2000-01-01\n'),
    };
    const error = await rejected(
      run(
        {
          classes: { path: 'c.csv' },
          membership: 'm.csv',
          model: { fixed: ['asset', 'asset:market', 'trend', 'asset:volatility'] },
          strategies: [{ name: 'systematic' }, { name: 'exponential' }],
        },
        { sources },
      ),
    );
    expect(error).toMatchObject({ name: 'ConfigError', code: 'needs-order', details: { problems: 5 } });
    for (const what of [
      'covariate trend',
      'covariate volatility',
      'covariance exponential',
      'a membership',
      'classes with dates',
    ])
      expect(error.message).toContain(what);
    expect(await rejected(run({ model: { halfLife: 12 } }))).toMatchObject({
      code: 'needs-order',
      details: { path: 'model.halfLife' },
    });
    const view = { weights: { SPY: 1 }, return: 0.05, from: '2010-01-01' };
    for (const [given, path] of [
      [{ strategies: [{ name: 'sample', fallback: ['exponential'] }] }, 'strategies[0].fallback'],
      [
        { strategies: [{ name: 'a', riskAversion: 2, expectedReturns: { views: [view] } }] },
        'strategies[0].expectedReturns.views',
      ],
      [
        { selection: { grid: { 'backtest.train': [24, 36] } }, strategies: [{ name: 'sample' }] },
        'selection',
      ],
      [{ strategies: [{ name: 'posterior', halfLife: 'auto' }] }, 'strategies[0].halfLife'],
      [{ backtest: { capital: 1e6, costs: { impact: { volume: 1e6 } } } }, 'backtest.costs.impact'],
    ] as [Partial<BacktestConfig>, string][])
      expect(await rejected(run(given))).toMatchObject({ code: 'needs-order', details: { path } });
    const { splits: shown } = await run({ strategies: [{ name: 'posterior' }] });
    expect(shown[0].posteriors!.posterior.halfLives.correlations).toBeNull();
    // no strategy is made of the model
    await run({ model: { halfLife: 12 }, strategies: [{ name: 'sample' }] });
  });

  it('ends with the first split in which a strategy falls back, where it is strict', async () => {
    const given = { model: { minHeritability: 0.9999 } };
    expect((await run(given)).splits[0].choices[0]).toMatchObject({ status: 'fallback', used: 'ledoitWolf' });
    expect(await rejected(run({ ...given, backtest: { strict: true } }))).toMatchObject({
      code: 'strict',
      details: { strategy: 'systematic', testFolds: [0, 1] },
    });
  });

  it('says how far it is, and stops where it is told to', async () => {
    const progress: [number, number][] = [];
    const controller = new AbortController();
    const reason = new Error('enough');
    const stopped = run(
      {},
      {
        signal: controller.signal,
        onProgress(done, total) {
          progress.push([done, total]);
          if (done === 3) controller.abort(reason);
        },
      },
    );
    await expect(stopped).rejects.toBe(reason);
    expect(progress).toEqual([
      [1, 10],
      [2, 10],
      [3, 10],
    ]);
  });
});

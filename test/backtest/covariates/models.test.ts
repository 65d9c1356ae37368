import { describe, expect, it } from 'vitest';
import { type BacktestConfig, type BacktestSources, backtest, toReturns } from '../../../src/browser.js';
import { engines } from '../../support/engines.js';
import { changedPrices, simulatedPrices } from '../../support/simulated-prices.js';

const data = simulatedPrices({
  seed: 41,
  assets: ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'VNQ'],
  months: 34,
});
const [[, engine]] = engines;
const run = (
  model: BacktestConfig['model'],
  changes: Partial<BacktestConfig> = {},
  sources: BacktestSources = {},
) =>
  backtest(
    engine,
    data,
    {
      market: 'SPY',
      model: { minHeritability: 0, ...model },
      backtest: { train: 24, rebalance: 3 },
      strategies: [{ name: 'fitted' }],
      ...changes,
    },
    { sources },
  );

/** What became of each window of the only strategy. */
const statuses = ({ strategies: [{ windows }] }: Awaited<ReturnType<typeof run>>) =>
  windows.map(({ status, reason }) => reason ?? status);

describe('models with covariates in a backtest', () => {
  it('include the study’s simple one', async () => {
    const result = await run({
      fixed: ['1', 'market', 'regime'],
      random: ['asset(combined)'],
      scale: 'none',
    });
    expect(statuses(result)).toEqual(['ok', 'ok', 'ok']);
    for (const { fit, notes } of result.decisions) {
      expect(fit!.converged).toBe(true);
      expect(fit!.variances.map(({ label }) => label)).toEqual(['asset(combined)', 'residual']);
      expect(notes).toEqual([]);
    }
  });

  it('include the study’s full one', async () => {
    const result = await run({
      fixed: ['1', 'market', 'trend', 'regime'],
      random: ['asset(combined)', 'time', 'asset:time(combined)'],
      scale: 'none',
    });
    expect(statuses(result)).toEqual(['ok', 'ok', 'ok']);
    expect(result.decisions.map(({ fit }) => fit!.variances.length)).toEqual([4, 4, 4]);
  });

  it('may have months and volatilities; the first two periods of the data then leave the first fit', async () => {
    const result = await run({ fixed: ['asset', 'asset:market', 'volatility', 'month'] });
    expect(statuses(result)).toEqual(['ok', 'ok', 'ok']);
    expect(result.decisions.map(({ notes }) => notes)).toEqual([
      ['the market has no volatility yet in the first 2 of 24 periods: the model is fitted to the others'],
      [],
      [],
    ]);
    const { dates } = toReturns(data);
    expect(result.decisions[0].trainStart).toBe(dates[0]);
  });

  it('do without a covariate in windows where it does not change, and say so', async () => {
    // a policy rate that first moves in the month of the second decision
    const moves = '2012-05-01';
    const level = simulatedPrices({ seed: 42, assets: ['RATE'], months: 34 });
    const rate = changedPrices(level, (_, date) => (date < moves ? 0.25 : 0.5));
    const result = await run(
      { fixed: ['asset', 'asset:market', 'asset:rate'] },
      { covariates: { rate: { path: 'rate.csv', column: 'RATE' } } },
      { covariates: { rate } },
    );
    const without = await run({ fixed: ['asset', 'asset:market'] });
    expect(result.decisions.map(({ decision }) => decision)).toEqual([
      '2012-01-31',
      '2012-04-30',
      '2012-07-31',
    ]);
    const note = 'the model does without asset:rate: rate is 0.25 in every period';
    expect(result.decisions.map(({ notes }) => notes)).toEqual([[note], [note], []]);
    expect(statuses(result)).toEqual(['ok', 'ok', 'ok']);
    const weights = (of: typeof result) => of.strategies[0].windows.map((window) => window.weights);
    expect(weights(result).slice(0, 2)).toEqual(weights(without).slice(0, 2));
    expect(weights(result)[2]).not.toEqual(weights(without)[2]);
  });

  it('see log returns where the configuration says so, while portfolios are held at simple ones', async () => {
    const strategies = [{ name: 'total' }];
    const log = await run({}, { returns: 'log', strategies });
    const simple = await run({}, { strategies });
    const [logWindows, simpleWindows] = [log, simple].map(({ strategies: [{ windows }] }) => windows);
    logWindows.forEach((window, k) => expect(window.weights).not.toEqual(simpleWindows[k].weights));
    const table = toReturns(data);
    const row = table.dates.indexOf(logWindows[0].decision) + 1;
    const first = table.assets.reduce(
      (sum, asset, i) => sum + logWindows[0].weights[asset] * table.returns[row * 6 + i],
      0,
    );
    expect(log.strategies[0].grossReturns[0]).toBeCloseTo(first, 15);
  });
});

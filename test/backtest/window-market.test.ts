import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  type PriceTable,
  backtest,
  fitModel,
  fitResult,
  mixedModelPortfolio,
  toReturns,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { randomSource } from '../support/random.js';
import { changedPrices, columnsOf, simulatedPrices } from '../support/simulated-prices.js';

const [[, engine]] = engines;
const tickers = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'VNQ'];
const data = simulatedPrices({ seed: 21, assets: tickers, months: 31 });
const own = columnsOf(data, ['SPY']);
const file = { path: 'spy.csv', column: 'SPY' };
const config: BacktestConfig = {
  market: file,
  model: { minHeritability: 0 },
  strategies: [{ name: 'systematic' }, { name: 'fitted' }, { name: 'total' }],
  backtest: { train: 18, rebalance: 3 },
};
const run = (changes: Partial<BacktestConfig>, market?: PriceTable, prices = data) =>
  backtest(engine, prices, { ...config, ...changes }, { sources: market && { market } });
const note =
  'SPY is the market SPY of spy.csv in this window: it is no part of the panel, and enters with a loading of 1 and no residual';

/** Prices that follow returns by month, from the day before the first. */
function pricesOf(returns: Float64Array, column: string): PriceTable {
  const { dates } = toReturns(data);
  let price = 100;
  return {
    assets: [column],
    dates: ['2010-01-31', ...dates],
    prices: Float64Array.of(100, ...returns.map((r) => (price *= 1 + r))),
  };
}

describe('a market in a file that is one of the assets', () => {
  it('is that asset: every result is that of its ticker, bit for bit, and a note says so', async () => {
    const [asFile, asTicker] = [await run({}, own), await run({ market: 'SPY' })];
    expect(asFile.strategies).toEqual(asTicker.strategies);
    expect(asFile.strategies[0].windows.map(({ status }) => status)).toEqual(Array(4).fill('ok'));
    expect(asFile.decisions).toEqual(
      asTicker.decisions.map((decision) => ({ ...decision, notes: [note, ...decision.notes] })),
    );
    expect(asFile.snapshot).toEqual(asTicker.snapshot);
  });

  it('is that asset in log returns in excess of a rate too, and with prices of six digits', async () => {
    const changes = { returns: 'log' as const, riskFree: 0.03 };
    const rounded = changedPrices(own, (price) => Number(price.toPrecision(6)));
    const [asFile, asTicker] = [await run(changes, rounded), await run({ ...changes, market: 'SPY' })];
    expect(asFile.strategies).toEqual(asTicker.strategies);
    expect(asFile.decisions.map(({ notes }) => notes[0])).toEqual(Array(4).fill(note));
  });

  it('is not an asset that merely tracks it', async () => {
    const { normal } = randomSource(3);
    const tracked = changedPrices(own, (price) => price * (1 + 0.001 * normal()));
    const { decisions } = await run({}, tracked);
    expect(decisions.flatMap(({ notes }) => notes)).toEqual([]);
    const { panel } = fitModel(engine, data, config, { sources: { market: tracked } });
    expect(panel.assets).toEqual(tickers);
  });

  it('is looked for in each window: one asset may be the market in the first alone', async () => {
    const base = data.dates.indexOf('2011-07-31');
    const moved = changedPrices(own, (price, date) =>
      date <= '2011-07-31'
        ? price
        : data.prices[6 * base] * (data.prices[6 * data.dates.indexOf(date) + 2] / data.prices[6 * base + 2]),
    );
    const { decisions, strategies } = await run({}, moved);
    expect(decisions.map(({ notes }) => notes)).toEqual([[note], [], [], []]);
    expect(strategies[0].windows.map(({ status }) => status)).toEqual(Array(4).fill('ok'));
  });

  it('is left out with a short history too, beside the file’s own returns', async () => {
    const late = changedPrices(data, (price, date, asset) =>
      asset === 'SPY' && date < '2011-02-28' ? NaN : price,
    );
    const short = { ...config, backtest: { train: 18, rebalance: 3, minHistory: 6 } };
    const { decisions, strategies } = await backtest(engine, late, short, { sources: { market: own } });
    const [systematic, , total] = strategies;
    const k = decisions.findIndex(({ notes }) => notes.includes(note));
    expect(decisions[k].satOut).toEqual([]);
    expect(decisions[k].notes.join()).toContain('SPY 8');
    for (const { windows } of [systematic, total]) expect(windows[k].status).toBe('ok');
  });

  it('is left out of a model fitted once, and of a portfolio for now', () => {
    const fitted = fitModel(engine, data, config, { sources: { market: own } });
    expect(fitted.marketAsset).toBe('SPY');
    expect(fitted.panel.assets).toEqual(tickers.slice(1));
    expect(fitted.notes).toEqual([note]);
    expect(fitResult(fitted).data).toMatchObject({ market: 'SPY of spy.csv', marketIsAsset: true });
    const options = { lookback: 24, minHeritability: 0 };
    const now = mixedModelPortfolio(engine, data, { ...options, market: file, sources: { market: own } });
    const { notes, ...asTicker } = mixedModelPortfolio(engine, data, { ...options, market: 'SPY' });
    expect(now).toEqual({ ...asTicker, notes: [note, ...notes] });
  });
});

describe('an asset that is a straight line of the market in a file', () => {
  const { returns, dates } = toReturns(data);
  const market = Float64Array.from(dates, (_, t) => returns[6 * t]);
  // LEV earns 0.001 + 2·m in every month
  const lever = pricesOf(
    market.map((m) => 0.001 + 2 * m),
    'LEV',
  );
  const monthly = {
    assets: ['LEV', ...tickers.slice(1)],
    dates: lever.dates,
    prices: Float64Array.from(
      lever.dates.flatMap((date, t) => [
        lever.prices[t],
        ...data.prices.subarray(6 * data.dates.indexOf(date) + 1, 6 * data.dates.indexOf(date) + 6),
      ]),
    ),
  };
  const fitted = fitModel(engine, monthly, config, { sources: { market: own } });

  it('has its slope as loading, no residual and the line’s expected return', () => {
    expect(fitted.notes).toEqual([
      'LEV is a straight line of the market SPY of spy.csv in this window: it is no part of the panel, and enters with ' +
        'a loading of 2 and no residual',
    ]);
    expect(fitted.panel.assets).toEqual(tickers.slice(1));
    expect(fitted.panel.lines!.LEV.slope).toBeCloseTo(2, 12);
    expect(fitted.panel.lines!.LEV.intercept).toBeCloseTo(0.001, 13);
    const { systematic, idiosyncratic, sample } = fitted.covariances;
    expect(systematic!.values[0]).toBeCloseTo(sample!.values[0], 14);
    expect(idiosyncratic!.values[0]).toBe(0);
    // covariance with IWM: 2·β·var(m)
    const beta = fitted.fit.fixedEffects.find(({ label }) => label === 'asset:market[IWM]')!.estimate;
    expect(systematic!.values[1]).toBeCloseTo((beta * sample!.values[0]) / 2, 14);
  });

  it('is held with the return that the model expects of it', async () => {
    const strategies = [{ name: 'target', targetReturn: 0.2, expectedReturns: 'model' as const }];
    const short = { ...config, strategies: [{ ...strategies[0], minWeights: -1 }] };
    const sample = { ...short, strategies: [{ ...short.strategies[0], expectedReturns: 'sample' as const }] };
    const sources = { market: own };
    const [model, means] = [
      await backtest(engine, monthly, short, { sources }),
      await backtest(engine, monthly, sample, { sources }),
    ];
    // with an intercept per asset the model expects the mean of the window
    const [first] = model.strategies[0].windows;
    expect(first.status).toBe('ok');
    for (const [asset, weight] of Object.entries(first.weights))
      expect(weight).toBeCloseTo(means.strategies[0].windows[0].weights[asset], 8);
  });
});

describe('a market in a file that is the average of the assets', () => {
  const { returns, dates } = toReturns(data);
  const mean = Float64Array.from(
    dates,
    (_, t) => returns.subarray(6 * t, 6 * t + 6).reduce((a, b) => a + b) / 6,
  );
  const average = pricesOf(mean, 'AVG');
  const named = { path: 'avg.csv', column: 'AVG' };

  it('is fitted on contrasts as "average" is, with the same weights, and a note says so', async () => {
    const [asFile, asAverage] = [await run({ market: named }, average), await run({ market: 'average' })];
    const said = 'the market AVG of avg.csv is the average of the 6 assets of this window';
    for (const [k, { notes, fit }] of asFile.decisions.entries()) {
      expect(notes).toEqual([said, ...asAverage.decisions[k].notes]);
      expect(fit).toEqual(asAverage.decisions[k].fit);
    }
    expect(asFile.strategies).toEqual(asAverage.strategies);
    expect(asFile.strategies[0].windows.map(({ status }) => status)).toEqual(Array(4).fill('ok'));
  });

  it('is a market like others where an asset that it averages sits out', async () => {
    const late = changedPrices(data, (price, date, asset) =>
      asset === 'VNQ' && date < '2010-06-30' ? NaN : price,
    );
    const { decisions, strategies } = await run({ market: named }, average, late);
    expect(decisions[0].satOut.map(({ asset }) => asset)).toEqual(['VNQ']);
    expect(decisions[0].notes).toEqual([]);
    expect(strategies[0].windows[0].status).toBe('ok');
    expect(decisions[3].notes[0]).toContain('is the average of the 6 assets');
  });

  it('is refused where an effect is common to all assets, as before', async () => {
    const model = { fixed: ['asset', 'market'], minHeritability: 0 };
    const { strategies } = await run({ market: named, model }, average);
    expect(strategies[0].windows[0]).toMatchObject({ status: 'fallback', used: 'ledoitWolf' });
    expect(strategies[0].windows[0].reason).toContain('add up to zero in every period');
  });
});

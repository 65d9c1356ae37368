import { describe, expect, it } from 'vitest';
import { averageMarket } from '../../src/backtest/average-market.js';
import {
  type BacktestConfig,
  assetFeatures,
  backtest,
  covariance,
  optimizeWeights,
  relationshipKernel,
  toReturns,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { changedPrices, simulatedPrices } from '../support/simulated-prices.js';
import { returnTable } from '../support/tables.js';

const [[, engine]] = engines;
const tickers = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'VNQ'];
const data = simulatedPrices({ seed: 21, assets: tickers, months: 25 });
const config: BacktestConfig = {
  market: 'average',
  model: { minHeritability: 0 },
  backtest: { train: 18, rebalance: 3 },
};

describe('the average market of a window', () => {
  const table = returnTable([
    [NaN, NaN, 9],
    [1, NaN, 9],
    [2, 4, 9],
    [3, 6, 9],
    [5, 8, 9],
  ]);

  it('is the mean of who takes part, up to the decision, and before the window of who was there', () => {
    expect(Array.from(averageMarket(table, [0, 1], 3))).toEqual([NaN, 1, 3, 4.5]);
  });
});

describe('a backtest with the average as the market', () => {
  it('takes the steps that an embedder would take by hand', async () => {
    const result = await backtest(engine, data, config);
    const all = toReturns(data);
    const returns = { ...all, dates: all.dates.slice(0, 18), returns: all.returns.slice(0, 18 * 6) };
    const market = Float64Array.from(
      returns.dates,
      (_, t) => returns.returns.slice(6 * t, 6 * t + 6).reduce((a, b) => a + b, 0) / 6,
    );
    const panel = { ...returns, periods: returns.dates, covariates: { market } };
    const model = {
      fixed: ['asset', 'asset:market'],
      random: ['time', 'asset:time(combined)'],
      kernels: { combined: relationshipKernel(assetFeatures(returns, market)) },
      scale: 'residual' as const,
      contrasts: 'average' as const,
    };
    const fit = engine.fitPanel(panel, model);
    expect(result.decisions[0].fit).toMatchObject({ logLikelihood: fit.logLikelihood, converged: true });
    expect(result.decisions[0].fit?.variances.map(({ label }) => label)).toEqual([
      'asset:time(combined)',
      'residual',
    ]);
    expect(result.decisions[0].notes).toContainEqual(expect.stringContaining('"time" is left out'));
    const { weights } = optimizeWeights(
      engine,
      covariance(engine, 'systematic', { returns, fit, panel, model }),
    );
    const [systematic] = result.strategies;
    expect(systematic.windows[0].weights).toEqual(weights);
    expect(systematic.windows.every(({ status }) => status === 'ok')).toBe(true);
    expect(Object.keys(systematic.windows[0].weights)).toEqual(tickers);
  });

  it('averages the assets that take part in each window: one that enters later changes nothing before', async () => {
    const from = data.dates[4 * 3];
    const late = changedPrices(data, (price, date, asset) => (asset === 'VNQ' && date < from ? NaN : price));
    const five = { ...config, assets: tickers.slice(0, 5), strategies: [{ name: 'total' }] };
    const [without] = (await backtest(engine, data, five)).strategies;
    const result = await backtest(engine, late, { ...five, assets: tickers });
    const [entering] = result.strategies;
    expect(result.decisions.map(({ satOut }) => satOut.length)).toEqual([1, 0]);
    expect(entering.windows[0].weights).toEqual({ ...without.windows[0].weights, VNQ: 0 });
    expect(entering.windows.map(({ status }) => status)).toEqual(['ok', 'ok']);
  });

  it('needs no contrasts where the model does not name the market', async () => {
    const fixed = ['asset'];
    const result = await backtest(engine, data, { ...config, model: { fixed, minHeritability: 0 } });
    expect(result.decisions[0].fit?.variances.map(({ label }) => label)).toEqual([
      'time',
      'asset:time(combined)',
      'residual',
    ]);
    expect(result.strategies[0].windows[0].status).toBe('ok');
  });
});

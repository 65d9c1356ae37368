import { describe, expect, it } from 'vitest';
import { covariance, optimizeWeights, type StrategyConfig, toReturns } from '../../src/browser.js';
import { expectWeights } from '../support/close.js';
import { changedPrices } from '../support/simulated-prices.js';
import { data, engine, run, strategyOf, tickers } from '../support/six-assets.js';
import { column } from '../support/tables.js';

const strategies: StrategyConfig[] = [
  { name: 'nonlinear' },
  { name: 'nonlinear2020' },
  { name: 'constantCorrelation' },
  { name: 'singleFactor' },
  { name: 'exponential' },
  { name: 'pcaFactor' },
  { name: 'ledoitWolf' },
  { name: 'short memory', covariance: 'exponential', halfLife: 6 },
  { name: 'two factors', covariance: 'pcaFactor', factors: 2, standardise: true },
  { name: 'standardised', covariance: 'ledoitWolf', standardise: true },
  { name: 'nonlinear, standardised', covariance: 'nonlinear', standardise: true },
];

const months = toReturns(data);
const train = 18;

/** Returns of a training window that ends with this decision. */
function window(decision: string) {
  const end = months.dates.indexOf(decision) + 1;
  return {
    ...months,
    dates: months.dates.slice(end - train, end),
    returns: months.returns.slice((end - train) * tickers.length, end * tickers.length),
  };
}

describe('strategies of covariances from returns alone', () => {
  it('hold what these covariances say of each window, the market of singleFactor being the configured one', async () => {
    const result = await run(data, { strategies, backtest: { train, rebalance: 6 } });
    for (const { name, covariance: estimator = name, ...options } of strategies) {
      for (const { decision, status, weights } of strategyOf(result, name).windows) {
        const returns = window(decision);
        const market = estimator === 'singleFactor' ? column(returns, tickers[0]) : undefined;
        const estimate = covariance(engine, estimator as 'sample', { ...options, returns, market });
        expect(status).toBe('ok');
        expectWeights(weights, optimizeWeights(engine, estimate).weights, 1e-9);
      }
    }
    const weightsOf = (name: string) => strategyOf(result, name).windows[0].weights;
    expect(weightsOf('standardised')).not.toEqual(weightsOf('ledoitWolf'));
    expect(weightsOf('short memory')).not.toEqual(weightsOf('exponential'));
  });

  it('have their condition numbers by name and options, and every default in the configuration', async () => {
    const result = await run(data, { strategies, backtest: { train, rebalance: 6 } });
    expect(Object.keys(result.decisions[0].conditionNumbers)).toEqual([
      'nonlinear',
      'nonlinear2020',
      'constantCorrelation',
      'singleFactor',
      'exponential (half-life 9)',
      'pcaFactor',
      'ledoitWolf',
      'exponential (half-life 6)',
      'pcaFactor (standardised, 2 factors)',
      'ledoitWolf (standardised)',
      'nonlinear (standardised)',
    ]);
    expect(result.config.strategies![4]).toMatchObject({ covariance: 'exponential', halfLife: 9 });
  });

  it('fall back with the reason where the window is too short, or has fewer components', async () => {
    const short = [
      { name: 'nonlinear', standardise: true },
      { name: 'pcaFactor', factors: 7 },
      { name: 'exponential', halfLife: 0.3 },
      { name: 'ledoitWolf' },
    ];
    const result = await run(data, { strategies: short, backtest: { train: 12, rebalance: 6 } });
    const reasons = [
      /^nonlinear \(standardised\): 12 periods of returns when nonlinear needs at least 13$/,
      /^pcaFactor \(7 factors\): 7 factors when 6 assets in 12 periods have at most 6 principal components$/,
      /^exponential \(half-life 0.3\): with a half-life of 0.3 the 12 periods/,
    ];
    reasons.forEach((reason, s) => {
      result.strategies[s].windows.forEach((own, k) => {
        expect(own).toMatchObject({ status: 'fallback', used: 'ledoitWolf' });
        expect(own.reason).toMatch(reason);
        expect(own.weights).toEqual(result.strategies[3].windows[k].weights);
      });
    });
  });

  it('do not see what comes after a decision', async () => {
    const options = { strategies, backtest: { train, rebalance: 6 } };
    const before = await run(data, options);
    const { decision } = before.decisions[0];
    const later = changedPrices(data, (price, date) =>
      date > decision ? price * (1 + Number(date.slice(-2)) / 100) : price,
    );
    const after = await run(later, options);
    expect(after.decisions[0]).toEqual(before.decisions[0]);
    after.strategies.forEach(({ windows }, s) => {
      expect(windows[0].weights).toEqual(before.strategies[s].windows[0].weights);
      expect(windows[1].weights).not.toEqual(before.strategies[s].windows[1].weights);
    });
  });

  it('are those of the average market where the market is the average', async () => {
    const options = { strategies: [{ name: 'singleFactor' }], backtest: { train, rebalance: 6 } };
    const {
      strategies: [{ windows }],
    } = await run(data, { ...options, market: 'average' });
    for (const { decision, weights } of windows) {
      const estimate = covariance(engine, 'singleFactor', { returns: window(decision) });
      expectWeights(weights, optimizeWeights(engine, estimate).weights, 1e-9);
    }
  });
});

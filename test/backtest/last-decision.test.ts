import { describe, expect, it } from 'vitest';
import { type BacktestConfig, backtest, covariance, fitModel } from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { changedPrices, simulatedPrices } from '../support/simulated-prices.js';

const [[, engine]] = engines;
const tickers = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'VNQ'];
const data = simulatedPrices({ seed: 21, assets: tickers, months: 31 });
const config: BacktestConfig = {
  market: 'SPY',
  model: { minHeritability: 0 },
  backtest: { train: 18, rebalance: 3 },
};
const run = async (changes: Partial<BacktestConfig> = {}, prices = data) => {
  const result = await backtest(engine, prices, { ...config, ...changes });
  return { ...result, last: result.lastDecision! };
};
const named = (...names: string[]) => ({ strategies: names.map((name) => ({ name })) });

/** √(w'Σw), by plain sums. */
function volatility(values: Float64Array, weights: number[]): number {
  const N = weights.length;
  let sum = 0;
  for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) sum += weights[i] * values[i * N + j] * weights[j];
  return Math.sqrt(sum);
}

describe('the portfolios of the last decision', () => {
  it('hold the weights of the last windows, with the differences from sample', async () => {
    const { last, strategies, decisions } = await run();
    expect(last.decision).toBe(decisions.at(-1)!.decision);
    expect(last.base).toBe('sample');
    expect(last.weights.map(({ asset }) => asset)).toEqual(tickers);
    const [systematic, sample] = strategies.map(({ windows }) => windows.at(-1)!.weights);
    for (const { asset, weights, differences } of last.weights) {
      expect(Object.keys(weights)).toEqual(['systematic', 'sample', 'ledoitWolf', 'equalWeight']);
      expect(Object.keys(differences)).toEqual(['systematic', 'ledoitWolf', 'equalWeight']);
      expect(weights.systematic).toBe(systematic[asset]);
      expect(differences.systematic).toBe(systematic[asset] - sample[asset]);
    }
  });

  it('are as volatile as the total covariance of the same window says', async () => {
    const { last, strategies } = await run();
    expect(last).toMatchObject({ covariance: 'total', reason: null });
    const { covariances } = fitModel(engine, data, { ...config, to: last.decision }, { train: 18 });
    const base = last.risk.find(({ portfolio }) => portfolio === 'sample')!.volatility;
    expect(last.risk.map(({ portfolio }) => portfolio)).toEqual(strategies.map(({ name }) => name));
    last.risk.forEach((row, s) => {
      const weights = Object.values(strategies[s].windows.at(-1)!.weights);
      expect(row.volatility).toBeCloseTo(volatility(covariances.total!.values, weights), 14);
      expect(row.annualVolatility).toBeCloseTo(Math.sqrt(12) * row.volatility, 15);
      expect(row.reduction).toBeCloseTo(1 - row.volatility / base, 14);
    });
    expect(last.risk[1].reduction).toBe(0);
  });

  it('have the parts of the model and the classes as shares of their variance', async () => {
    const classes = { equity: ['SPY', 'IWM', 'EFA', 'VNQ'], bond: ['AGG'], property: ['VNQ'] };
    const { last, strategies } = await run({ classes });
    const { covariances } = fitModel(engine, data, { ...config, classes, to: last.decision }, { train: 18 });
    const values = covariances.total!.values;
    expect(Object.keys(last.shares!)).toEqual(strategies.map(({ name }) => name));
    strategies.forEach(({ name, windows }) => {
      const weights = Object.values(windows.at(-1)!.weights);
      const { assets, classes: byClass, components } = last.shares![name];
      for (const shares of [assets, byClass!, components!])
        expect(Object.values(shares).reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
      const variance = volatility(values, weights) ** 2;
      const own = weights[3] * weights.reduce((sum, weight, j) => sum + values[3 * 6 + j] * weight, 0);
      expect(assets.AGG).toBeCloseTo(own / variance, 12);
      expect(Object.keys(byClass!).sort()).toEqual(['bond', 'equity', 'equity+property', 'unclassified']);
      expect(byClass!.bond).toBe(assets.AGG);
      expect(Object.keys(components!)).toEqual(['covariates', 'time', 'asset:time(combined)', 'residual']);
      expect(Object.values(components!).every((share) => share >= 0)).toBe(true);
    });
    const plain = await run(named('sample', 'ledoitWolf'));
    expect(plain.last.shares!.sample).toMatchObject({ classes: null, components: null });
  });

  it('are measured by Ledoit–Wolf where no strategy uses the model, which is not fitted for it', async () => {
    const { last, decisions } = await run({
      ...named('sample', 'ledoitWolf'),
      model: { random: ['asset(combined)'] },
    });
    expect(last).toMatchObject({ covariance: 'ledoitWolf', reason: 'total: no strategy uses the model' });
    expect(decisions.map(({ fit }) => fit)).toEqual(decisions.map(() => null));
    const { returns } = fitModel(engine, data, { ...config, to: last.decision }, { train: 18 });
    const { values } = covariance(engine, 'ledoitWolf', { returns });
    const weights = last.weights.map((row) => row.weights.sample);
    expect(last.risk[0].volatility).toBeCloseTo(volatility(values, weights), 14);
  });

  it('are measured by Ledoit–Wolf, with the reason, where the model cannot be fitted', async () => {
    const { last } = await run({ model: { random: ['asset(combined)'], minHeritability: 0 } });
    expect(last.covariance).toBe('ledoitWolf');
    expect(last.reason).toMatch(/^total: the fit failed: .*no information/);
  });

  it('are compared with none where there is no sample strategy', async () => {
    const { last } = await run(named('systematic', 'equalWeight'));
    expect(last.base).toBeNull();
    for (const { differences } of last.weights) expect(differences).toEqual({});
    for (const { reduction, volatility } of last.risk) {
      expect(reduction).toBeNull();
      expect(volatility).toBeGreaterThan(0);
    }
  });

  it('have no risk where nothing is held', async () => {
    const gone = changedPrices(data, (price, date) => (date > '2010-09-30' ? 50 : price));
    const { last } = await run({}, gone);
    expect(last).toMatchObject({ covariance: null, reason: 'no strategy holds an asset', risk: [] });
    for (const { weights } of last.weights) expect(Object.values(weights)).toEqual([0, 0, 0, 0]);
  });

  it('give an asset that sat out the weight 0', async () => {
    const late = changedPrices(data, (price, date, asset) =>
      asset === 'VNQ' && date > '2012-01-31' ? NaN : price,
    );
    const { last } = await run({}, late);
    expect(Object.values(last.weights[5].weights)).toEqual([0, 0, 0, 0]);
    expect(last.risk).toHaveLength(4);
  });

  it('have no risk, and the reason, where the covariance lacks an asset of a short history', async () => {
    const late = changedPrices(data, (price, date, asset) =>
      asset === 'VNQ' && date < '2011-05-31' ? NaN : price,
    );
    const backtest = { train: 18, rebalance: 3, minHistory: 6 };
    const short = await run({ ...named('sample', 'equalWeight'), backtest }, late);
    expect(short.strategies[1].windows.at(-1)!.weights.VNQ).toBeCloseTo(1 / 6, 15);
    expect(short.last).toMatchObject({ covariance: null, risk: [] });
    expect(short.last.reason).toMatch(
      /ledoitWolf: the weight of VNQ is .*, and the covariance does not have the asset/,
    );
    const modelled = await run({ ...named('systematic', 'sample', 'equalWeight'), backtest }, late);
    expect(modelled.last).toMatchObject({ covariance: 'total', reason: null });
    expect(modelled.last.risk).toHaveLength(3);
  });
});

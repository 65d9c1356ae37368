import { beforeAll, describe, expect, it } from 'vitest';
import { fitPanel, minimumVariance, rollingBacktest, strategies } from '../../bench/baseline/index.js';
import { simulatedCovariance, simulatedPanel } from '../../bench/problems.mjs';
import { backtest, createEngine, type Engine, simulatePrices } from '../../src/index.js';

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});

const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((gap, value, k) => Math.max(gap, Math.abs(value - b[k])), 0);
};

describe('the TypeScript baseline of the benchmarks', () => {
  it.each([
    { assets: 10, train: 36, rebalance: 1, windows: 150 },
    { assets: 7, train: 24, rebalance: 3, windows: 40 },
    { assets: 30, train: 60, rebalance: 2, windows: 12 },
  ])(
    'decides as the engine does: $assets assets × $train periods, every $rebalance',
    async ({ assets, train, rebalance, windows }) => {
      const { prices } = simulatePrices({ seed: 5, assets, periods: train + windows * rebalance });
      const market = prices.assets[0];
      const minHeritability = 0.1;
      const ours = await backtest(engine, prices, {
        market,
        frequency: 'day',
        backtest: { train, rebalance },
        model: { minHeritability },
      });
      const theirs = rollingBacktest(prices, { market, train, rebalance, minHeritability });
      expect(theirs.windows).toHaveLength(windows);
      expect(ours.decisions).toHaveLength(windows);
      theirs.windows.forEach(({ fit, weights }, w) => {
        const variances = ours.decisions[w].fit!.variances.map(({ estimate }) => estimate);
        const total = variances.reduce((sum, variance) => sum + variance, 0);
        expect(largestGap(fit.variances, variances) / total).toBeLessThan(1e-8);
        for (const { name, windows: own } of ours.strategies) {
          const gap = largestGap(weights[name as (typeof strategies)[number]], Object.values(own[w].weights));
          expect(gap).toBeLessThan(1e-8);
        }
      });
      expect(ours.strategies.map(({ name }) => name)).toEqual([...strategies]);
      for (const { name, netReturns } of ours.strategies) {
        const own = theirs.netReturns[name as (typeof strategies)[number]];
        expect(largestGap(own, netReturns)).toBeLessThan(1e-10);
      }
    },
  );

  it('falls back where the heritability is too low, as the engine does', async () => {
    const variances = { time: 0.2, assetTime: 0.05, residual: 0.75 };
    const { prices } = simulatePrices({ seed: 6, periods: 30 + 40, variances });
    const ours = await backtest(engine, prices, {
      market: 'SPY',
      frequency: 'day',
      backtest: { train: 30, rebalance: 1 },
    });
    const theirs = rollingBacktest(prices, { market: 'SPY', train: 30, rebalance: 1, minHeritability: 0.1 });
    const [{ windows }] = ours.strategies;
    expect(windows.filter(({ status }) => status === 'fallback').length).toBeGreaterThan(5);
    expect(windows.filter(({ status }) => status === 'ok').length).toBeGreaterThan(5);
    windows.forEach((window, w) => {
      const gap = largestGap(theirs.windows[w].weights.systematic, Object.values(window.weights));
      expect(gap).toBeLessThan(1e-8);
    });
  });

  it('fits a panel to the variances of the engine', () => {
    const { panel, model } = simulatedPanel(20, 60);
    const ours = engine.fitPanel(panel, model).variances.map(({ estimate }) => estimate);
    const { variances } = fitPanel(panel.returns, panel.covariates.market, model.kernels.K.values);
    const total = ours.reduce((sum, variance) => sum + variance, 0);
    expect(largestGap(variances, ours) / total).toBeLessThan(1e-8);
  });

  it('solves for the weights of the engine', () => {
    const n = 25;
    const P = simulatedCovariance(n);
    const one = Float64Array.of(1);
    const { x } = engine.solveQP({
      n,
      P,
      A: new Float64Array(n).fill(1),
      l: one,
      u: one,
      lower: new Float64Array(n),
    });
    expect(largestGap(minimumVariance(n)(P), x)).toBeLessThan(1e-9);
  });
});

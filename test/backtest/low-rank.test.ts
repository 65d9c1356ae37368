import { expect, test } from 'vitest';
import { backtest, createEngine, simulatePrices } from '../../src/browser.js';

test('a backtest whose kernel has a rank as large as the universe chooses the weights of the full kernel', async () => {
  const engine = await createEngine();
  const { prices } = simulatePrices({ seed: 3 });
  const config = (rank?: number) => ({
    frequency: 'month' as const,
    market: 'SPY',
    kernels: { mine: { kind: 'gaussian' as const, ...(rank !== undefined && { rank }) } },
    model: { random: ['time', 'asset:time(mine)'], minHeritability: 0 },
    backtest: { train: 36, rebalance: 12 },
    strategies: [{ name: 'total', covariance: 'total' as const }],
  });
  const low = await backtest(engine, prices, config(100));
  const full = await backtest(engine, prices, config());
  expect(low.decisions.some(({ fit }) => fit?.path === 'lowRank')).toBe(true);
  low.strategies[0].windows.forEach((window, at) => {
    const other = full.strategies[0].windows[at];
    expect([window.status, window.reason]).toEqual([other.status, other.reason]);
    for (const [asset, weight] of Object.entries(window.weights)) {
      expect(Math.abs(weight - other.weights[asset])).toBeLessThan(1e-6);
    }
  });
});

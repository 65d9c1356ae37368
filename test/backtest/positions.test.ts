import { describe, expect, it } from 'vitest';
import { optimizeWeights, type ResolvedStrategy, type StrategyConfig } from '../../src/browser.js';
import type { Deciding } from '../../src/backtest/decide.js';
import { limitsOf } from '../../src/backtest/limits.js';
import type { TrainingWindow } from '../../src/backtest/window.js';
import { data, engine, run, strategyOf } from '../support/six-assets.js';

const meanVariance = { covariance: 'sample', objective: 'meanVariance', riskAversion: 30 } as const;
const rebalances = ({ windows }: { windows: { turnover: number }[] }): number =>
  windows.slice(1).reduce((sum, { turnover }) => sum + turnover, 0);

describe('costs and limits on positions in a backtest', () => {
  it('trade less the more a decision counts trading, from what is held of the last one', async () => {
    const costs = [0, 0.002, 0.02];
    const strategies: StrategyConfig[] = [
      { name: 'plain', ...meanVariance },
      ...costs.map((cost, k) => ({ name: `cost ${k}`, ...meanVariance, transactionCosts: cost })),
    ];
    const result = await run(data, { strategies });
    const [plain, none, some, much] = result.strategies;
    plain.windows.forEach(({ weights }, k) => {
      for (const [asset, weight] of Object.entries(weights))
        expect(none.windows[k].weights[asset]).toBeCloseTo(weight, 9);
    });
    expect(rebalances(some)).toBeLessThan(rebalances(none));
    expect(rebalances(much)).toBeLessThan(rebalances(some));
    for (const { windows } of result.strategies)
      expect(windows.every(({ status }) => status === 'ok')).toBe(true);
    // a cost that is the same of all assets does not matter to the first purchase
    for (const [asset, weight] of Object.entries(plain.windows[0].weights))
      expect(much.windows[0].weights[asset]).toBeCloseTo(weight, 9);
  });

  it('keep a least position and a number of positions, and do not leave them to the engine’s windows', async () => {
    const limits = { minPosition: 0.25, cardinality: 3 };
    const strategies: StrategyConfig[] = [
      { name: 'free', covariance: 'ledoitWolf', objective: 'minimumVariance' },
      { name: 'limited', covariance: 'ledoitWolf', objective: 'minimumVariance', ...limits },
    ];
    const result = await run(data, { strategies });
    let changed = 0;
    strategyOf(result, 'limited').windows.forEach(({ weights, status }, k) => {
      const held = Object.values(weights).filter((weight) => weight !== 0);
      expect(status).toBe('ok');
      expect(held.length).toBeLessThanOrEqual(3);
      expect(Math.min(...held)).toBeGreaterThanOrEqual(0.25 - 1e-12);
      const free = Object.values(strategyOf(result, 'free').windows[k].weights);
      if (free.filter((weight) => weight !== 0).length > 3) changed++;
    });
    expect(changed).toBeGreaterThan(0);
  });

  it('are options a period of the assets that take part', () => {
    const window = {
      rebalance: 4,
      spread: (weight: (asset: string, position: number) => number) =>
        Float64Array.of(weight('A', 0), 0, weight('C', 2)),
      universe: ['A', 'B', 'C'],
    } as Partial<TrainingWindow> as TrainingWindow;
    const strategy: ResolvedStrategy = {
      ...{ name: 'mine', fallback: [], minPosition: { A: 0.1, B: 0.2 }, cardinality: 2 },
      ...{ objective: 'meanVariance', transactionCosts: { A: 0.02, B: 0.04 } },
    };
    const held = Float64Array.of(0.5, 0.3, 0.2);
    const optionsOf = (of: ResolvedStrategy, previous: () => Float64Array | null) =>
      limitsOf(of, { window, previous, functions: {}, note: () => {} } as unknown as Deciding, ['A', 'C']);
    expect(optionsOf(strategy, () => held)).toEqual({
      value: {
        minPosition: { A: 0.1, C: 0 },
        cardinality: 2,
        ...{ previousWeights: { A: 0.5, C: 0.2 }, transactionCosts: { A: 0.005, C: 0 } },
      },
    });
    expect(optionsOf(strategy, () => null)).toMatchObject({ value: { previousWeights: {} } });
    // a strategy without costs does not ask what is held
    const free = { ...strategy, transactionCosts: undefined };
    optionsOf(free, () => expect.unreachable());
  });

  it('are refused where the objective has none, and for tickers that are not there', async () => {
    const refused = async (strategy: Partial<StrategyConfig>): Promise<string> =>
      run(data, { strategies: [{ name: 'mine', covariance: 'sample', ...strategy }] }).then(
        () => 'nothing was thrown',
        (error: Error) => error.message,
      );
    expect(await refused({ transactionCosts: 0.001 })).toMatch(
      /transactionCosts is not used by the objective/,
    );
    expect(await refused({ objective: 'riskParity', cardinality: 2 })).toMatch(/cardinality is not used/);
    expect(await refused({ minPosition: { ZZZ: 0.1 } })).toMatch(/minPosition: ZZZ is not in the universe/);
    expect(await refused({ cardinality: 0 })).toMatch(/cardinality/);
    expect(await refused({ minPosition: -1 })).toMatch(/minPosition/);
  });

  it('are an optimum of the same options for the portfolio alone', () => {
    const covariance = {
      ...{ name: 'sample' as const, assets: ['A', 'B'], conditionNumber: null },
      values: Float64Array.of(0.04, 0, 0, 0.04),
    };
    // λ·0.04(w_A − w_B) = μ_A − μ_B − 2c on the way to A from B alone
    const { weights } = optimizeWeights(engine, covariance, {
      ...{ objective: 'meanVariance', riskAversion: 1, expectedReturns: { A: 0.02, B: 0.01 } },
      ...{ previousWeights: { B: 1 }, transactionCosts: 0.004 },
    });
    expect(weights.A - weights.B).toBeCloseTo((0.01 - 0.008) / 0.04, 10);
  });
});

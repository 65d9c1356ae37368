import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backtest,
  type BacktestConfig,
  type BacktestResult,
  type StrategyConfig,
  type StrategyResult,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { simulatedPrices } from '../support/simulated-prices.js';

/*
 * What a strategy does depends on no other strategy of the run, nor on their order. Where the engine does the windows of all
 * of them, or the host those of all, that holds in every bit; a strategy that only the host knows brings the others to the host
 * too, whose sums are in another order.
 */

const [[, engine]] = engines;
const data = simulatedPrices({ seed: 61, assets: ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'TLT'], months: 100 });

const byEngine: StrategyConfig[] = [
  { name: 'systematic' },
  { name: 'total', maxWeights: 0.4 },
  { name: 'sample' },
  { name: 'ledoitWolf', minWeights: 0.05 },
  { name: 'equalWeight' },
];
const byHost: StrategyConfig[] = [
  { name: 'oas' },
  { name: 'nonlinear', fallback: ['cash'] },
  { name: 'riskParity' },
  { name: 'target', targetReturn: 0.09, covariance: 'sample' },
  {
    name: 'views',
    riskAversion: 3,
    expectedReturns: { views: [{ weights: { GLD: 1, TLT: -1 }, return: 0.04 }] },
  },
  { name: 'never', covariance: 'sample', targetReturn: 5, fallback: ['previousWeights', 'equalWeight'] },
];

const run = (strategies: StrategyConfig[]): Promise<BacktestResult> => {
  const config: BacktestConfig = {
    market: 'SPY',
    model: { minHeritability: 0 },
    backtest: { train: 24, rebalance: 2, costs: 0.001 },
    strategies,
  };
  return backtest(engine, data, config);
};

/** All of a strategy's numbers. */
const numbersOf = ({ statistics, windows, grossReturns, netReturns }: StrategyResult): unknown => ({
  statistics,
  windows,
  grossReturns,
  netReturns,
});

const ownOf = (all: readonly StrategyConfig[]) =>
  Promise.all(all.map(async (strategy) => (await run([strategy])).strategies[0]));

describe('a strategy', () => {
  const lists = (all: StrategyConfig[]) => fc.shuffledSubarray(all, { minLength: 1 });

  it('of the engine does the same beside any others of it, to the bit', async () => {
    const alone = await ownOf(byEngine);
    await fc.assert(
      fc.asyncProperty(lists(byEngine), async (strategies) => {
        for (const result of (await run(strategies)).strategies) {
          const own = alone.find(({ name }) => name === result.name)!;
          expect(numbersOf(result)).toEqual(numbersOf(own));
        }
      }),
      { numRuns: 12 },
    );
  });

  it('of the host does the same beside any others of it, to the bit', async () => {
    const alone = await ownOf(byHost);
    expect(alone.map(({ windows }) => windows[0].status)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'fallback']);
    await fc.assert(
      fc.asyncProperty(lists(byHost), async (strategies) => {
        for (const result of (await run(strategies)).strategies) {
          const own = alone.find(({ name }) => name === result.name)!;
          expect(numbersOf(result)).toEqual(numbersOf(own));
        }
      }),
      { numRuns: 8 },
    );
  });

  it('does the same whoever does the windows, within rounding', async () => {
    const [alone, beside] = [await run(byEngine), await run([...byHost, ...byEngine])];
    for (const { name, windows, netReturns } of alone.strategies) {
      const other = beside.strategies.find((strategy) => strategy.name === name)!;
      netReturns.forEach((value, t) => expect(other.netReturns[t]).toBeCloseTo(value, 9));
      windows.forEach(({ weights }, k) => {
        for (const [asset, weight] of Object.entries(weights))
          expect(other.windows[k].weights[asset]).toBeCloseTo(weight, 8);
      });
    }
  });
});

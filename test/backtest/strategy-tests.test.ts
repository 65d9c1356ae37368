import { describe, expect, it } from 'vitest';
import { sharpeDifferenceTest, type StrategyConfig, varianceDifferenceTest } from '../../src/browser.js';
import { testBase } from '../../src/backtest/strategy-tests.js';
import { data, engine, run, strategyOf } from '../support/six-assets.js';
import { simulatedPrices } from '../support/simulated-prices.js';

const prices = simulatedPrices({ seed: 23, assets: data.assets, months: 80 });
const riskFree = 0.012;

describe('the tests of a run', () => {
  it('are against the benchmark that is a strategy, else sample, else the first', () => {
    expect(testBase(['a', 'sample', 'b'], 'b')).toBe('b');
    expect(testBase(['a', 'sample', 'b'], 'SPY')).toBe('sample');
    expect(testBase(['a', 'b'])).toBe('a');
    expect(testBase(['sample'])).toBeNull();
    expect(testBase([])).toBeNull();
  });

  it('are those of the net returns, with the seed of the configuration', async () => {
    const result = await run(prices, { seed: 5, riskFree, benchmark: 'equalWeight' });
    const { sharpe, logVariance } = result.comparisons!;
    expect(sharpe).toMatchObject({ base: 'equalWeight', periods: 61, blockLength: 4, seed: 5 });
    expect(sharpe.tests.map(({ name }) => name)).toEqual(['systematic', 'sample', 'ledoitWolf']);
    const base = strategyOf(result, 'equalWeight').netReturns;
    for (const [k, { name }] of sharpe.tests.entries()) {
      const { netReturns } = strategyOf(result, name);
      const rates = netReturns.map(() => (1 + riskFree) ** (1 / 12) - 1);
      const alone = sharpeDifferenceTest(engine, netReturns, base, { riskFree: rates, seed: 5 });
      expect(sharpe.tests[k].difference).toBeCloseTo(alone.difference!, 10);
      expect(sharpe.tests[k].pValue).toBeCloseTo(alone.pValue!, 10);
      const variance = varianceDifferenceTest(engine, netReturns, base, { seed: 5 });
      expect(logVariance.tests[k]).toMatchObject({
        difference: variance.difference,
        pValue: variance.pValue,
      });
    }
    expect(JSON.parse(JSON.stringify(result))).toMatchObject({ comparisons: result.comparisons });
  });

  it('do not change with the order of the strategies or another one, but for what is adjusted', async () => {
    const strategies = [{ name: 'sample' }, { name: 'ledoitWolf' }, { name: 'equalWeight' }];
    const own = async (changed: StrategyConfig[]) => {
      const { comparisons } = await run(prices, { strategies: changed });
      return [comparisons!.sharpe, comparisons!.logVariance].map(({ tests }) =>
        Object.fromEntries(tests.map(({ name, pValue, interval }) => [name, { pValue, interval }])),
      );
    };
    const all = await own(strategies);
    expect(await own(strategies.toReversed())).toEqual(all);
    const more = await own([{ name: 'capped', covariance: 'sample', maxWeights: 0.3 }, ...strategies]);
    more.forEach((tests, k) => expect(tests).toMatchObject(all[k]));
  });

  it('give a reason where a run is too short, and are not there for one strategy', async () => {
    const short = await run();
    expect(short.comparisons!.sharpe.tests.map(({ reason, pValue }) => [reason, pValue])).toEqual(
      Array.from({ length: 3 }, () => ['12 periods when 30 are needed', null]),
    );
    expect((await run(data, { strategies: [{ name: 'sample' }] })).comparisons).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { backtest, type BacktestConfig, type PriceTable } from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { randomSource } from '../support/random.js';
import { simulatedDates } from '../support/simulated-prices.js';

const [[, engine]] = engines;
const assets = ['A', 'B', 'C', 'D', 'E', 'F'];
const months = 132;

/** Monthly prices of assets that are all alike: independent returns of one mean and one variance. */
function alike(seed: number): PriceTable {
  const { normal } = randomSource(seed);
  const dates = simulatedDates(months).filter((_, t) => t % 4 === 3);
  const prices = new Float64Array(months * 6).fill(100);
  for (let cell = 6; cell < prices.length; cell++)
    prices[cell] = prices[cell - 6] * (1.005 + 0.04 * normal());
  return { assets, dates, prices };
}

/** A candidate an asset, which holds half of it and the rest alike: none is better than another but by luck. */
const config: BacktestConfig = {
  market: 'A',
  backtest: { train: 12, rebalance: 3 },
  strategies: [{ name: 'sample' }],
  selection: {
    candidates: Object.fromEntries(
      assets.map((asset) => [
        asset,
        { strategies: [{ name: 'sample', minWeights: { [asset]: 0.5 }, covariance: 'sample' }] },
      ]),
    ),
    minimumHistory: 12,
  },
};

describe('selection where nothing differs but by luck', () => {
  it('is no better than the average candidate, while the best in hindsight seems to be', async () => {
    const [gains, hindsight]: number[][] = [[], []];
    for (let seed = 1; seed <= 60; seed++) {
      const { strategies, selection } = await backtest(engine, alike(seed), config);
      const ratios = selection!.candidates.map(({ statistics }) => statistics.sharpe!);
      const average = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
      gains.push(strategies.at(-1)!.statistics.sharpe! - average);
      hindsight.push(Math.max(...ratios) - average);
    }
    const error = (x: number[]) => {
      const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
      const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (x.length - 1);
      return { mean, standardError: Math.sqrt(variance / x.length) };
    };
    const [gain, best] = [error(gains), error(hindsight)];
    expect(Math.abs(gain.mean)).toBeLessThan(2.5 * gain.standardError);
    expect(gain.standardError).toBeLessThan(0.05);
    expect(best.mean).toBeGreaterThan(0.2);
    const shown = ({ mean, standardError }: typeof gain) => [mean.toFixed(2), standardError.toFixed(2)];
    // as docs/selection.md has them
    expect([shown(best), shown(gain)]).toEqual([
      ['0.30', '0.02'],
      ['-0.04', '0.03'],
    ]);
  });

  it('finds a candidate that is better', async () => {
    let right = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const table = alike(seed);
      // A gains 2.5 % a month more than the others
      const prices = table.prices.map((price, cell) =>
        cell % 6 === 0 ? price * 1.025 ** Math.floor(cell / 6) : price,
      );
      const { selection } = await backtest(engine, { ...table, prices }, config);
      const late = selection!.decisions.slice(-10);
      right += late.filter(({ candidate }) => candidate === 'A').length;
    }
    expect(right).toBeGreaterThan(90);
  });
});

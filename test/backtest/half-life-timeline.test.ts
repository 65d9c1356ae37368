import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { type BacktestConfig, decideNow, type PriceTable } from '../../src/browser.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { halfLifeTimeline } from '../../src/backtest/half-life-timeline.js';
import { backtestInputs } from '../../src/backtest/inputs.js';
import { denseBlockScores } from '../support/dense-half-lives.js';
import { perturbed } from '../support/perturbation.js';
import { changedPrices } from '../support/simulated-prices.js';
import { config, data, engine, run } from '../support/six-assets.js';

const label = 'posterior (half-life auto)';
const strategies: BacktestConfig['strategies'] = [
  { name: 'auto', covariance: 'posterior', halfLife: 'auto' },
];
const timelineOf = (changes: Partial<BacktestConfig> = {}, prices: PriceTable = data) => {
  const resolved = resolveConfig({ ...config, strategies, ...changes });
  return halfLifeTimeline(backtestInputs(prices, resolved, {}), resolved);
};

/** Scores of every block by their definition: the assets but the market, seen throughout window and block. */
function denseScores(changes: Partial<BacktestConfig>, prices: PriceTable, T: number, b: number) {
  const { excess } = backtestInputs(prices, resolveConfig({ ...config, strategies, ...changes }), {});
  const N = excess.assets.length;
  const market = excess.assets.indexOf('SPY');
  const at = (t: number, i: number): number => excess.returns[t * N + i];
  const candidates = [null, T, T / 2, T / 4, T / 8];
  const sums = { loadings: candidates.map(() => 0), volatilities: candidates.map(() => 0) };
  const after: (typeof sums & { end: number; blocks: number })[] = [];
  let blocks = 0;
  for (let u = 0; u + b <= excess.dates.length; u += b) {
    const from = Math.max(0, u - T);
    if (u - from < T / 2) continue;
    const all = Array.from({ length: u + b - from }, (_, k) => from + k);
    const assets = excess.assets.flatMap((_, i) =>
      i === market || all.some((t) => Number.isNaN(at(t, i))) ? [] : [i],
    );
    const part = (periods: number[]) => ({
      X: new Matrix(periods.map((t) => [1, at(t, market)])),
      Y: new Matrix(periods.map((t) => assets.map((i) => at(t, i)))),
    });
    const best = candidates[sums.loadings.indexOf(Math.max(...sums.loadings))];
    const scores = denseBlockScores(
      part(all.slice(0, u - from)),
      part(all.slice(u - from)),
      [1],
      candidates,
      best,
    );
    blocks++;
    for (const name of ['loadings', 'volatilities'] as const)
      sums[name] = sums[name].map((value, k) => value + scores[name][k]);
    after.push({ ...sums, end: u + b - 1, blocks });
  }
  return after;
}

describe('the scores of half-lives of a run', () => {
  it.each([
    ['complete prices', {}, data, 18, 3],
    ['windows longer than what comes before', { backtest: { train: 24, rebalance: 2 } }, data, 24, 2],
    [
      'an asset that is listed late and one with a gap',
      {},
      changedPrices(data, (price, date, asset) =>
        (asset === 'GLD' && date < data.dates[9]) || (asset === 'EFA' && date === data.dates[27])
          ? NaN
          : price,
      ),
      18,
      3,
    ],
  ] as [string, Partial<BacktestConfig>, PriceTable, number, number][])(
    'are those of the blocks that have ended: %s',
    (_, changes, prices, T, b) => {
      const timeline = timelineOf(changes, prices);
      const expected = denseScores(changes, prices, T, b);
      expect(expected.length).toBeGreaterThan(4);
      for (const { end, blocks, ...sums } of expected) {
        const scores = timeline.at(end);
        expect(scores.blocks).toBe(blocks);
        for (const name of ['loadings', 'volatilities'] as const)
          scores[name].forEach(({ score }, k) => expect(score!).toBeCloseTo(sums[name][k], 8));
        expect(timeline.at(end + b - 1)).toBe(scores); // the next block has not ended
      }
    },
  );

  it('do not depend on which decision asks first', () => {
    const [forwards, backwards] = [timelineOf(), timelineOf()];
    const periods = Array.from({ length: 29 }, (_, t) => t);
    const last = periods.map((t) => forwards.at(t));
    for (const t of [...periods].reverse()) expect(backwards.at(t)).toEqual(last[t]);
  });

  it('say nothing of what comes after a decision', async () => {
    for (const changes of [{}, { market: 'average' }] as Partial<BacktestConfig>[]) {
      const own = { strategies, ...changes, backtest: { train: 12, rebalance: 2 } };
      const result = await run(data, own);
      const dates = result.decisions.map(({ decision }) => decision);
      expect(dates.length).toBeGreaterThan(6);
      for (const w of [0, 3, dates.length - 2]) {
        const other = await run(perturbed(data, (date) => date > dates[w]), own); // prettier-ignore
        expect(other.decisions.slice(0, w + 1)).toEqual(result.decisions.slice(0, w + 1));
        expect(other.strategies[0].windows.slice(0, w + 1).map(({ weights }) => weights)).toEqual(
          result.strategies[0].windows.slice(0, w + 1).map(({ weights }) => weights),
        );
        expect(other.decisions[w + 1].posteriors![label].halfLifeScores).not.toEqual(
          result.decisions[w + 1].posteriors![label].halfLifeScores,
        );
      }
    }
  });

  it('are those that a decision of now sees', async () => {
    const result = await run(data, { strategies });
    const { decision, weights } = result.strategies[0].windows[2];
    const end = data.dates.findIndex((date) => date > decision);
    const N = data.assets.length;
    const until = { ...data, dates: data.dates.slice(0, end), prices: data.prices.slice(0, end * N) };
    const now = decideNow(engine, until, { ...config, strategies });
    expect(now.strategies[0].weights).toEqual(weights);
  });

  it('are what each decision chooses by', async () => {
    const { decisions } = await run(data, { strategies });
    for (const { posteriors } of decisions) {
      const { halfLives, halfLifeScores } = posteriors![label];
      for (const name of ['loadings', 'volatilities'] as const) {
        const scores = halfLifeScores![name];
        const most = Math.max(...scores.map(({ score }) => score!));
        expect(scores.find(({ score }) => score === most)!.halfLife).toBe(halfLives[name]);
      }
      expect(halfLives.correlations).toBeNull();
    }
  });

  it('leave the loadings of a model alone that are not each asset’s own', async () => {
    const { decisions } = await run(data, {
      strategies,
      model: { ...config.model, fixed: ['asset', 'market'] },
    });
    for (const { posteriors } of decisions) {
      expect(posteriors![label].halfLives.loadings).toBeNull();
      expect(posteriors![label].halfLifeScores!.loadings).toHaveLength(1);
      expect(posteriors![label].halfLifeScores!.volatilities).toHaveLength(5);
    }
  });
});

import { Matrix, determinant, inverse } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { runForecastScores } from '../../src/backtest/forecast-scores.js';
import { backtestInputs } from '../../src/backtest/inputs.js';
import { ForecastTally } from '../../src/backtest/forecast-tally.js';
import {
  backtest,
  covariance,
  forecastScores,
  type PriceTable,
  resolveConfig,
  riskFreeReturns,
  toReturns,
} from '../../src/browser.js';
import { config, data, engine, run, tickers } from '../support/six-assets.js';
import { randomMatrix } from '../support/random.js';
import { changedPrices } from '../support/simulated-prices.js';

const N = tickers.length;
const months = toReturns(data);
const rows = (from: number, to: number): number[][] =>
  Array.from({ length: to - from }, (_, k) =>
    Array.from(months.returns.subarray((from + k) * N, (from + k + 1) * N)),
  );

const deviation = (values: number[]): number => {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
};

describe('scores of covariance forecasts', () => {
  it('are those of dense matrices, decision by decision', () => {
    const strategies = [{ name: 'nonlinear' }, { name: 'pcaFactor', standardise: true }];
    const scores = forecastScores(engine, data, { ...config, strategies });
    expect(scores.map(({ covariance: label }) => label)).toEqual(['nonlinear', 'pcaFactor (standardised)']);
    for (const [s, options] of [{}, { standardise: true }].entries()) {
      const name = (['nonlinear', 'pcaFactor'] as const)[s];
      const [equal, least, returnsOfLeast, losses, distances]: number[][] = [[], [], [], [], []];
      const weights: number[][] = [];
      for (let decision = 18; decision < 30; decision += 3) {
        const window = rows(decision - 18, decision);
        const returns = {
          ...months,
          dates: months.dates.slice(decision - 18, decision),
          returns: Float64Array.from(window.flat()),
        };
        const { values } = covariance(engine, name, { returns, ...options });
        const S = Matrix.from1DArray(N, N, Array.from(values));
        const P = inverse(S);
        const one = Matrix.ones(N, 1);
        const w = P.mmul(one).div(P.sum());
        weights.push(w.to1DArray());
        for (const row of rows(decision, Math.min(decision + 3, 30))) {
          const r = Matrix.columnVector(row);
          const d = r.transpose().mmul(P).mmul(r).get(0, 0);
          equal.push(r.mean() / (Math.sqrt(S.sum()) / N));
          returnsOfLeast.push(w.dot(r));
          least.push(w.dot(r) / Math.sqrt(w.transpose().mmul(S).mmul(w).get(0, 0)));
          losses.push((Math.log(determinant(S)) + d) / N);
          distances.push(d);
        }
      }
      const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
      const score = scores[s];
      expect(score).toMatchObject({ strategies: [name], periods: 12, decisions: 4, skipped: [] });
      expect(score.bias.equalWeight).toBeCloseTo(deviation(equal), 10);
      expect(score.bias.minimumVariance).toBeCloseTo(deviation(least), 10);
      expect(score.qlike).toBeCloseTo(mean(losses), 10);
      expect(score.mahalanobis.mean).toBeCloseTo(mean(distances) / N, 10);
      // qchisq(0.95, 6) of R
      expect(score.mahalanobis.coverage).toBe(mean(distances.map((d) => Number(d <= 12.591587243743977))));
      expect(score.minimumVarianceVolatility).toBeCloseTo(Math.sqrt(12) * deviation(returnsOfLeast), 12);
      const turnovers = weights
        .slice(1)
        .map((now, k) => now.reduce((sum, w, i) => sum + Math.abs(w - weights[k][i]), 0) / 2);
      expect(score.minimumVarianceTurnover).toBeCloseTo(mean(turnovers), 10);
    }
  });

  it('are near 1 and 95 % where the covariance is the true one, and off where risk is twice as large', () => {
    const [T, assets] = [1200, ['M', 'A', 'B', 'C', 'D']];
    const noise = randomMatrix(5, T, 5);
    const table = (last: number): PriceTable => ({
      assets,
      dates: Array.from({ length: T }, (_, t) =>
        new Date(Date.UTC(1900, t + 1, 0)).toISOString().slice(0, 10),
      ),
      prices: Float64Array.from(noise, (value, k) => (k >= 600 * 5 ? last : 1) * 0.02 * value),
    });
    const setting = {
      input: 'returns' as const,
      market: 'M',
      backtest: { train: 600, rebalance: 600 },
      strategies: [{ name: 'sample' }],
      incompletePeriod: 'keep' as const,
    };
    const [calm] = forecastScores(engine, table(1), setting);
    expect(calm).toMatchObject({ periods: 600, decisions: 1, minimumVarianceTurnover: null });
    for (const value of [calm.bias.equalWeight, calm.bias.minimumVariance, calm.mahalanobis.mean])
      expect(Math.abs(value! - 1)).toBeLessThan(0.08);
    expect(Math.abs(calm.mahalanobis.coverage! - 0.95)).toBeLessThan(0.025);
    const [wild] = forecastScores(engine, table(2), setting);
    expect(wild.bias.minimumVariance).toBeCloseTo(2 * calm.bias.minimumVariance!, 10);
    expect(wild.mahalanobis.mean).toBeCloseTo(4 * calm.mahalanobis.mean!, 10);
    expect(wild.mahalanobis.coverage).toBeLessThan(0.5);
    expect(wild.qlike).toBeGreaterThan(calm.qlike!);
  });

  it('put the strategies of one covariance together, leave equal weights out and score models too', () => {
    const strategies = [
      { name: 'systematic' },
      { name: 'sample' },
      { name: 'capped', covariance: 'sample' as const, maxWeights: 0.3 },
      { name: 'total' },
      { name: 'equalWeight' },
    ];
    const scores = forecastScores(engine, data, { ...config, strategies });
    expect(scores.map(({ covariance: label, strategies: names }) => [label, names])).toEqual([
      ['systematic', ['systematic']],
      ['sample', ['sample', 'capped']],
      ['total', ['total']],
    ]);
    expect(scores[2]).toMatchObject({ periods: 12, decisions: 4, skipped: [] });
  });

  it('say what was not scored, and why', () => {
    const short = {
      ...config,
      backtest: { train: 5, rebalance: 6 },
      strategies: [{ name: 'sample' }, { name: 'nonlinear' }],
    };
    const [sample, nonlinear] = forecastScores(engine, data, short);
    expect(sample).toMatchObject({ periods: 0, decisions: 0, qlike: null, minimumVarianceVolatility: null });
    expect(sample.bias).toEqual({ equalWeight: null, minimumVariance: null });
    expect(sample.skipped).toHaveLength(5);
    expect(sample.skipped[0].reason).toBe('the covariance of 6 assets is singular');
    expect(nonlinear.skipped[0].reason).toMatch(/needs at least 13/);

    const gone = changedPrices(data, (price, date, asset) =>
      asset === 'GLD' && date > '2012-01-15' ? NaN : price,
    );
    const [score] = forecastScores(engine, gone, { ...config, strategies: [{ name: 'ledoitWolf' }] });
    const missing = score.skipped.filter(({ period }) => period !== undefined);
    expect(missing.length).toBeGreaterThan(0);
    expect(missing[0]).toMatchObject({ reason: 'GLD has no return' });
    expect(score.periods + missing.length).toBe(12);
  });

  it('are of returns in excess of the risk-free rate', () => {
    const strategies = [{ name: 'ledoitWolf' }];
    const [plain] = forecastScores(engine, data, { ...config, strategies });
    const [excess] = forecastScores(engine, data, { ...config, strategies, riskFree: 0.5 });
    const rate = riskFreeReturns(0.5, months)[0];
    expect(rate).toBeGreaterThan(0.03);
    // a constant rate changes no covariance and moves every return
    expect(excess.minimumVarianceVolatility).toBeCloseTo(plain.minimumVarianceVolatility!, 10);
    expect(excess.mahalanobis.mean).not.toBeCloseTo(plain.mahalanobis.mean!, 1);
  });

  it('use the decisions of the backtest', async () => {
    const result = await run();
    const scores = forecastScores(engine, data, config);
    const decisions = result.decisions.map(({ decision }) => decision);
    for (const { covariance: label, decisions: scored, skipped, periods } of scores) {
      expect(scored + skipped.length).toBe(decisions.length);
      expect(periods).toBe(3 * scored);
      const singular = result.decisions.filter(({ conditionNumbers }) => conditionNumbers[label] === null);
      expect(skipped.map(({ decision }) => decision)).toEqual(singular.map(({ decision }) => decision));
    }
    expect(scores[1]).toMatchObject({ covariance: 'sample', decisions: 4, periods: 12 });
  });

  it('count the weight of an asset that comes or goes as traded', () => {
    const tally = new ForecastTally();
    const unit = Float64Array.of(1, 0, 0, 1);
    // half each of A and B, then half each of B and C: half of it is sold, half bought
    tally.add(tally.decide(engine, unit, ['A', 'B']), Float64Array.of(0.1, 0.2));
    const second = tally.decide(engine, unit, ['B', 'C']);
    tally.add(second, Float64Array.of(0.1, 0.3));
    tally.add(second, Float64Array.of(0.2, 0.1));
    expect(tally.scores(12)).toMatchObject({ decisions: 2, periods: 3, minimumVarianceTurnover: 0.5 });
  });

  it('are part of a run that asks for them, and stop with it', async () => {
    expect(await run()).not.toHaveProperty('forecastScores');
    const asking = { ...config, backtest: { ...config.backtest, forecastScores: true } };
    const result = await run(data, asking);
    expect(result.forecastScores).toEqual(forecastScores(engine, data, config));
    const resolved = resolveConfig(config);
    const inputs = backtestInputs(data, resolved, {});
    const stopped = runForecastScores(engine, inputs, resolved, {
      signal: AbortSignal.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
  });

  it('tell of each window, and stop after one', () => {
    const controller = new AbortController();
    const told: [number, number][] = [];
    const scored = (until: number) =>
      forecastScores(engine, data, config, {
        signal: controller.signal,
        onProgress(done, total) {
          told.push([done, total]);
          if (done === until) controller.abort(new Error('enough'));
        },
      });
    expect(scored(5)).toEqual(forecastScores(engine, data, config));
    expect(told.splice(0)).toEqual([1, 2, 3, 4].map((done) => [done, 4]));
    expect(() => scored(2)).toThrow('enough');
    expect(told.splice(0)).toEqual([1, 2].map((done) => [done, 4]));
    expect(() => scored(2)).toThrow('enough');
    expect(told).toEqual([]);
  });

  it.each([
    ['a walk forward', {}, 2],
    ['a selection of two', { selection: { grid: { 'backtest.train': [12, 18] } } }, 4],
  ])('are one more walk over the windows in the progress of %s', async (_, more, walks) => {
    const told: [number, number][] = [];
    await backtest(
      engine,
      data,
      { ...config, ...more, backtest: { ...config.backtest, forecastScores: true } },
      { onProgress: (done, total) => told.push([done, total]) },
    );
    const total = walks * 4;
    expect(told).toEqual(Array.from({ length: total }, (_, k) => [k + 1, total]));
  });
});

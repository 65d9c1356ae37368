import { describe, expect, it } from 'vitest';
import {
  covariance,
  covarianceDraws,
  createEngine,
  fitModel,
  optimizeWeights,
  posteriorWeights,
  samplePosterior,
  simulatePrices,
} from '../../src/browser.js';
import { fitPosterior } from '../../src/fit/bayes.js';
import { quantile } from '../../src/numeric/quantile.js';
import { thrown } from '../support/thrown.js';

const engine = await createEngine();
const { prices, classes } = simulatePrices({ seed: 1 });
const modelFit = fitModel(engine, prices, { market: 'SPY', frequency: 'month', classes });

it('gives the weights of a refitted draw, and of the mean covariance', async () => {
  const { panel, model, returns } = modelFit;
  const posterior = await samplePosterior(engine, panel, model, { warmup: 1000 });
  const matrix = { assets: returns.assets, dates: returns.dates, returns: returns.returns };
  const found = posteriorWeights(engine, matrix, panel, model, posterior);
  expect(found.draws).toBe(4000);
  const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);
  expect(total(Object.values(found.meanWeights))).toBeCloseTo(1, 10);

  const draw = 1234;
  const fixedVariances = Object.fromEntries(
    Object.entries(posterior.variances).map(([label, values]) => [label, values[draw]]),
  );
  const fixed = { ...model, fixedVariances };
  const sigma = covariance(engine, 'total', {
    ...{ returns: matrix, panel, model: fixed },
    fit: engine.fitPanel(panel, fixed),
  });
  const single = { ...posterior, chains: 1, draws: 4 };
  const only = Object.fromEntries(
    Object.entries(posterior.variances).map(([label, v]) => [label, new Float64Array(4).fill(v[draw])]),
  );
  const own = posteriorWeights(engine, matrix, panel, model, { ...single, variances: only });
  const { weights } = optimizeWeights(engine, sigma);
  own.weights.forEach(({ name, mean }) => expect(mean).toBeCloseTo(weights[name], 8));
  expect(found.meanCovariance.values.every(Number.isFinite)).toBe(true);
}, 30_000);

describe('portfolios that average over the posterior', () => {
  const { panel, model, returns } = modelFit;

  it('are the mean of the weights of every draw, and the weights of the mean of their covariances', async () => {
    const posterior = await samplePosterior(engine, panel, model, { chains: 2, draws: 40, warmup: 200 });
    const portfolio = { maxWeights: 0.4 };
    const draws = covarianceDraws(engine, returns, panel, model, posterior);
    const single = [0, 1].flatMap((chain) =>
      Array.from(
        { length: 20 },
        (_, d) => optimizeWeights(engine, draws.at(chain, 2 * d), portfolio).weights,
      ),
    );
    const found = posteriorWeights(engine, returns, panel, model, posterior, { thin: 2, portfolio });
    expect([found.asked, found.draws]).toEqual([40, 40]);
    let deviating = 0;
    for (const row of found.weights) {
      const own = Float64Array.from(single, (weights) => weights[row.name]);
      expect(row.mean).toBeCloseTo(own.reduce((sum, w) => sum + w, 0) / 40, 8);
      expect(row.q95).toBeCloseTo(quantile(own, 0.95), 7);
      expect(row.probabilityHeld).toBeCloseTo(own.filter((w) => w > 1e-3).length / 40, 12);
      expect(found.meanWeights[row.name]).toBe(row.mean);
      expect(row.mean).toBeLessThan(0.4 + 1e-9);
      deviating += Math.abs(row.mean - found.ofMeanCovariance.weights[row.name]);
    }
    expect(deviating).toBeGreaterThan(1e-4);
    // every second draw: the mean of those that weights were found for
    const mean = new Float64Array(draws.mean.values.length);
    for (const chain of [0, 1])
      for (let d = 0; d < 20; d++)
        draws.at(chain, 2 * d).values.forEach((value, cell) => (mean[cell] += value / 40));
    found.meanCovariance.values.forEach((value, cell) => expect(value / mean[cell]).toBeCloseTo(1, 10));
    const ofMean = optimizeWeights(engine, found.meanCovariance, portfolio);
    expect(found.ofMeanCovariance.weights).toEqual(ofMean.weights);
    expect(found.meanCovariance.conditionNumber).toBeGreaterThan(1);
  });

  it('count draws that have no weights, and are refused where none has', async () => {
    const posterior = await samplePosterior(engine, panel, model, { chains: 2, draws: 40, warmup: 200 });
    const plain = posteriorWeights(engine, returns, panel, model, posterior);
    const { values, assets } = plain.meanCovariance;
    const w = assets.map((asset) => plain.ofMeanCovariance.weights[asset]);
    const variance = w.reduce(
      (sum, a, i) => sum + w.reduce((own, b, j) => own + a * b * values[i * assets.length + j], 0),
      0,
    );
    const expectedReturns = Object.fromEntries(assets.map((asset, i) => [asset, 0.001 * i]));
    const at = (targetVolatility: number) =>
      posteriorWeights(engine, returns, panel, model, posterior, {
        portfolio: { objective: 'targetVolatility', targetVolatility, expectedReturns },
      });
    const some = at(Math.sqrt(variance));
    expect(some.draws).toBeGreaterThan(0);
    expect(some.draws).toBeLessThan(80);
    expect(some.notes.find(({ code }) => code === 'failed-draws')!.message).toContain(
      `${80 - some.draws} of 80 draws have no optimal weights`,
    );
    for (const { rHat, mean } of some.weights) {
      expect(rHat).toBeNaN();
      expect(mean).toBeGreaterThan(-1e-9);
    }
    expect(thrown(() => at(1e-6))).toMatchObject({ code: 'no-weights' });
  });

  it('are in what a fit has of its posterior', async () => {
    const { weights, ofMeanCovariance, summary, notes } = await fitPosterior(engine, modelFit);
    expect(weights.map(({ name }) => name)).toEqual(returns.assets);
    expect(weights.reduce((sum, { mean }) => sum + mean, 0)).toBeCloseTo(1, 9);
    expect(Object.values(ofMeanCovariance).reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 9);
    expect(summary.at(-1)!.name).toBe('heritability');
    expect(notes.map(({ code }) => code)).toEqual(['plug-in-scales', 'plug-in-loadings']);
    const other = await fitPosterior(engine, { ...modelFit, config: { ...modelFit.config, seed: 7 } });
    expect(other.seed).toBe(7);
    expect(other.summary[0].mean).not.toBe(summary[0].mean);
  }, 30_000);
});

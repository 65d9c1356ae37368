import { expect, it } from 'vitest';
import {
  covariance,
  createEngine,
  fitModel,
  optimizeWeights,
  posteriorWeights,
  samplePosterior,
  simulatePrices,
} from '../../src/browser.js';

it('gives the weights of a refitted draw, and of the mean covariance', async () => {
  const engine = await createEngine();
  const { prices, classes } = simulatePrices({ seed: 1 });
  const { panel, model, returns } = fitModel(engine, prices, { market: 'SPY', frequency: 'month', classes });
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

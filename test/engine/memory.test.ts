import { describe, expect, it } from 'vitest';
import { engines } from '../support/engines.js';
import { randomMixedModel } from '../support/random-mixed.js';
import { randomMatrix } from '../support/random.js';
import { columnsOf, simulatedPrices } from '../support/simulated-prices.js';
import { covariance, createEngine, toReturns } from '../../src/browser.js';

const data = simulatedPrices({ seed: 41, assets: ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'VNQ'], months: 25 });

describe.each(engines)('results of the %s engine', (_, engine) => {
  const returns = toReturns(data);
  const N = returns.assets.length;
  const { values } = covariance(engine, 'ledoitWolf', { returns });
  const market = Float64Array.from(returns.dates, (_, t) => returns.returns[t * N]);
  const others = columnsOf({ ...data, dates: returns.dates, prices: returns.returns }, data.assets.slice(1));
  const kernel = Float64Array.from({ length: 25 }, (_, k) => 1 / (1 + Math.abs((k % 5) - Math.floor(k / 5))));
  const panel = {
    assets: others.assets,
    periods: returns.dates,
    returns: others.prices,
    covariates: { market },
  };
  const model = {
    fixed: ['asset', 'asset:market'],
    random: ['time', 'asset:time(K)'],
    kernels: { K: { labels: others.assets, values: kernel } },
    scale: 'residual' as const,
  };

  const calls: [string, () => unknown][] = [
    ['cholesky', () => engine.cholesky(values, N)],
    ['symmetricEigen', () => engine.symmetricEigen(values, N)],
    ['multiply', () => engine.multiply(values, values, N, N, N)],
    [
      'solveQP',
      () =>
        engine.solveQP({
          n: N,
          P: values,
          A: new Float64Array(N).fill(1),
          l: Float64Array.of(1),
          u: Float64Array.of(1),
          lower: new Float64Array(N),
          upper: new Float64Array(N).fill(0.4),
        }),
    ],
    ['fitPanel', () => engine.fitPanel(panel, model)],
    ...(['henderson', 'dense'] as const).flatMap((path, k): [string, () => unknown][] => {
      const own = randomMixedModel([21, 23][k], { correlated: true, groups: true, regular: true });
      const fit = engine.fitMixedModel(own);
      expect(fit.path).toBe(path);
      return [
        [`fitMixedModel, ${path}`, () => engine.fitMixedModel(own)],
        [`mixedLikelihood, ${path}`, () => engine.mixedLikelihood(own, [1, 0.5, 1, 2, 0.2])],
        [`mixedPredictionErrors, ${path}`, () => engine.mixedPredictionErrors(own, fit)],
      ];
    }),
    ['predictionErrors', () => engine.predictionErrors(panel, model, engine.fitPanel(panel, model))],
  ];

  it.each(calls)('have the same bits whatever the memory held before: %s', (_, call) => {
    const first = call();
    for (let seed = 0; seed < 5; seed++) {
      // Leaves random numbers behind where the next call finds its workspace.
      const numbers = randomMatrix(seed, 80, 80);
      engine.multiply(numbers, numbers, 80, 80, 80);
      expect(call()).toEqual(first);
    }
  });
});

describe('memory of an engine', () => {
  it('is what its largest call took, and none once it is disposed of', async () => {
    const engine = await createEngine();
    const before = engine.memoryBytes();
    const n = 700;
    const identity = Float64Array.from({ length: n * n }, (_, c) => Number(c % (n + 1) === 0));
    engine.cholesky(identity, n);
    const after = engine.memoryBytes();
    expect(after).toBeGreaterThanOrEqual(before + 8 * n * n - 2 ** 20);
    engine.cholesky(identity, n);
    expect(engine.memoryBytes()).toBe(after);
    engine.dispose();
    expect(engine.memoryBytes()).toBe(0);
  });
});

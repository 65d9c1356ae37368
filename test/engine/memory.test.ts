import { describe, expect, it } from 'vitest';
import { engines } from '../support/engines.js';
import { randomMatrix } from '../support/random.js';
import { columnsOf, simulatedPrices } from '../support/simulated-prices.js';
import { covariance, toReturns } from '../../src/browser.js';

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

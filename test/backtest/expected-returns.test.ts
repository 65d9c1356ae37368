import { describe, it } from 'vitest';
import { modelMeans, sampleMeans } from '../../src/backtest/expected-returns.js';
import { relationshipKernel } from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { column, randomReturns, returnTable } from '../support/tables.js';

const [[, engine]] = engines;

describe('expected returns of a window', () => {
  it('from the sample are means over its periods', () => {
    expectClose(
      sampleMeans(
        returnTable([
          [0.01, 0.02],
          [0.03, -0.06],
        ]),
      ),
      [0.02, -0.02],
      1e-15,
    );
  });

  const returns = randomReturns(91, 48, 6);
  const market = column(returns, 'A');
  const assets = returns.assets.slice(1);
  const panel = {
    assets,
    periods: returns.dates,
    returns: Float64Array.from(
      returns.dates.flatMap((_, t) => assets.map((_, i) => returns.returns[6 * t + 1 + i])),
    ),
    covariates: { market },
  };
  const features = { assets, names: ['x'], values: Float64Array.of(-2, -1, 0, 1, 2), dropped: [] };
  const kernels = { K: relationshipKernel(features) };

  it.each(['none', 'residual'] as const)(
    'from a model with an intercept per asset are the sample means, scale %s',
    (scale) => {
      const model = { fixed: ['asset', 'asset:market'], random: ['time', 'asset:time(K)'], kernels, scale };
      const fit = engine.fitPanel(panel, model);
      expectClose(modelMeans(returns, { fit, panel, model }), sampleMeans(returns), 1e-12);
    },
  );

  it('from a model with persistent effects are fixed effects and BLUPs at the mean of the covariates', () => {
    const model = { fixed: ['1', 'market'], random: ['asset(K)', 'asset:market(K)', 'time'], kernels };
    const fit = engine.fitPanel(panel, model);
    const mean = market.reduce((a, b) => a + b, 0) / market.length;
    const [intercept, slope] = fit.fixedEffects.map(({ estimate }) => estimate);
    const expected = assets.map(
      (_, i) =>
        intercept +
        fit.randomEffects['asset(K)'][i] +
        (slope + fit.randomEffects['asset:market(K)'][i]) * mean,
    );
    // the market itself has its mean
    expectClose(modelMeans(returns, { fit, panel, model }), [mean, ...expected], 1e-13);
  });
});

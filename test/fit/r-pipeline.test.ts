import { describe, expect, it } from 'vitest';
import {
  assetCharacteristics,
  assetFeatures,
  type BacktestConfig,
  fitModel,
  relationshipKernel,
  toReturns,
} from '../../src/browser.js';
import { quantile } from '../../src/numeric/quantile.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { rMarket, rPipeline, rPrices } from '../support/r-pipeline.js';

/** What R's 15 printed digits leave of quantities of the order of a return. */
const digits = 1e-13;
const ofReturns = 1e-2;

const prices = rPrices();
const [marketAsset, ...panelAssets] = prices.assets;
const identity = {
  labels: prices.assets,
  values: Float64Array.from({ length: 36 }, (_, cell) => Number(cell % 7 === 0)),
};

/** The simple model of the study with independent effects, y ~ market + regime + (1 | asset) in lme4. */
const config: BacktestConfig = {
  market: marketAsset,
  kernels: { independent: { path: 'identity.csv' } },
  model: { fixed: ['1', 'market', 'regime'], random: ['asset(independent)'], scale: 'none' },
};
const sources = { kernels: { independent: identity } };

describe('from the daily prices that R had', () => {
  it.each(['simple', 'log'] as const)('come the monthly %s returns of quantmod’s periodReturn', (returns) => {
    const table = toReturns(prices, { frequency: 'month', returns });
    expect(table.dates).toEqual(rPipeline.returns.dates);
    expectClose(table.returns, rPipeline.returns[returns].flat(), digits, ofReturns);
  });

  it('come the characteristics of each asset, skewness and kurtosis those of moments and e1071', () => {
    const { names, rows } = rPipeline.characteristics;
    const { assets, values } = assetCharacteristics(toReturns(prices), rMarket(), names);
    expect(assets).toEqual(prices.assets);
    expect(names).toHaveLength(8);
    names.forEach((_, k) => {
      const column = rows.map((row) => row[k]);
      const size = Math.max(...column.map(Math.abs));
      expectClose(
        values.filter((_, cell) => cell % 8 === k),
        column,
        digits,
        size,
      );
    });
  });

  it('come the features of R’s scale and the kernel exp(−d / median(d))', () => {
    const features = assetFeatures(toReturns(prices), rMarket());
    expect(features.names).toEqual(rPipeline.characteristics.names);
    expectClose(features.values, rPipeline.characteristics.features.flat(), 1e-12);
    expectClose(relationshipKernel(features).values, rPipeline.kernel.flat(), 1e-12);
  });
});

describe.each(engines)('the simple model of these months on the %s engine', (_, engine) => {
  const fitted = () => fitModel(engine, prices, config, { sources });

  it('has all months, the first two, which have no volatility, with the regime Normal', () => {
    const { panel, notes } = fitted();
    expect(panel.assets).toEqual(panelAssets);
    expect(panel.periods).toEqual(rPipeline.returns.dates);
    expect((panel.covariates.regime as string[]).slice(0, 2)).toEqual(['Normal', 'Normal']);
    expect(notes).toEqual([]);
  });

  it('has the regimes of zoo’s rollapply and R’s quartiles of type 7', () => {
    const fixed = ['1', 'regime', 'volatility', 'trend', 'month'];
    const { panel, notes } = fitModel(
      engine,
      prices,
      { ...config, model: { ...config.model, fixed } },
      { sources },
    );
    const { volatility, quartiles, regime, month } = rPipeline.covariates;
    expect(volatility.slice(0, 2)).toEqual([null, null]);
    const rolling = panel.covariates.volatility as Float64Array;
    expectClose(rolling, volatility.slice(2) as number[], digits, ofReturns);
    expectClose([quantile(rolling, 0.25), quantile(rolling, 0.75)], quartiles, digits, ofReturns);
    expect(panel.covariates.month).toEqual(month.slice(2));
    expect(panel.covariates.regime).toEqual(regime.slice(2));
    expect(fitted().panel.covariates.regime).toEqual(regime);
    // a term that names the volatility leaves out the months without one, as na.omit does
    expect(notes).toEqual([
      'the market has no volatility yet in the first 2 of 24 periods: the model is fitted to the others',
    ]);
  });

  it('has the trend in years around the middle of the window', () => {
    const fixed = ['1', 'market', 'trend'];
    const { panel } = fitModel(engine, prices, { ...config, model: { ...config.model, fixed } }, { sources });
    expectClose(panel.covariates.trend as Float64Array, rPipeline.covariates.trend, digits);
  });

  it('has the estimates, standard errors, variances, effects and likelihood of lme4', () => {
    const { lmer } = rPipeline;
    const { fit } = fitted();
    expect(fit.converged).toBe(true);
    expect(fit.fixedEffects.map(({ label }) => label)).toEqual([
      '1',
      'market',
      'regime[Low]',
      'regime[Normal]',
    ]);
    fit.fixedEffects.forEach(({ estimate, standardError }, k) => {
      const [expected, expectedError] = lmer.fixed[k];
      expect(Math.abs(estimate - expected)).toBeLessThan(1e-9 * expectedError);
      expectClose([standardError], [expectedError], 1e-7, 0);
    });
    // lme4 stops where its likelihood is flat to 1e-12
    expectClose(
      fit.variances.map(({ estimate }) => estimate),
      lmer.variances,
      1e-6,
      0,
    );
    expectClose(fit.randomEffects['asset(independent)'], lmer.ranef, 1e-7, 0.01);
    expectClose([fit.logLikelihood], [lmer.logLik], 1e-11);
  });
});

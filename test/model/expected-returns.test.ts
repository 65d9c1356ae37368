import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  expectedReturns,
  type ExpectedReturnsOptions,
  type FixedEffect,
  type Panel,
  type PanelFit,
  type PanelModel,
} from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { decayingKernel, equicorrelatedPanel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { returnTable } from '../support/tables.js';
import { thrown } from '../support/thrown.js';
import { someOrigin } from '../support/some-origin.js';

/** Market of mean 1, factor of mean 3, Low in one of four periods, High in two. */
const market = Float64Array.of(1, -1, 4, 0);
const panel: Panel = {
  assets: ['A', 'B'],
  periods: ['1', '2', '3', '4'],
  returns: Float64Array.of(1, 2, 0, -1, 2, 3, -3, 0),
  covariates: {
    market,
    factor: Float64Array.of(2, 3, 3, 4),
    regime: ['Low', 'High', 'Normal', 'High'],
  },
};
const model: PanelModel = {
  fixed: ['asset', 'factor', 'asset:market', 'regime'],
  random: ['time', 'asset:factor(K)', 'asset:time(K)', 'asset(K)'],
  kernels: { K: decayingKernel(['A', 'B'], 0.5) },
};

function effect(label: string, estimate: number): FixedEffect {
  return { label, estimate, standardError: 1, tValue: estimate };
}

/** Treatment coding against High. */
const fit: PanelFit = {
  variances: [],
  fixedEffects: [
    effect('asset[A]', 0.1),
    effect('asset[B]', 0.2),
    effect('factor', 0.5),
    effect('asset:market[A]', 1),
    effect('asset:market[B]', 2),
    effect('regime[Low]', 8),
    effect('regime[Normal]', 16),
  ],
  dropped: [],
  randomEffects: {
    time: Float64Array.of(100, 200, 300, 400),
    'asset:factor(K)': Float64Array.of(0.01, -0.02),
    'asset:time(K)': new Float64Array(8).fill(1000),
    'asset(K)': Float64Array.of(0.003, 0.004),
  },
  fitted: new Float64Array(8),
  residuals: new Float64Array(8),
  logLikelihood: 0,
  origin: someOrigin,
  heritability: { estimate: 0.3, standardError: null },
  converged: true,
  iterations: 3,
  kktResidual: 0,
  path: 'spectral',
  scales: Float64Array.of(1, 1),
  notes: [],
};

const values = (options?: ExpectedReturnsOptions) => expectedReturns(fit, panel, model, options).values;

describe('expected returns of a fitted model', () => {
  it('are the fixed and persistent effects at the means, factors at their shares', () => {
    const result = expectedReturns(fit, panel, model);
    expect(result.assets).toEqual(['A', 'B']);
    // regime: 8/4 + 16/4
    expectClose(result.values, [0.1 + 1.5 + 1 + 6 + 0.03 + 0.003, 0.2 + 1.5 + 2 + 6 - 0.06 + 0.004], 1e-15);
  });

  it('follow the covariates where they are stated, numbers, levels and shares', () => {
    expectClose(
      values({ at: { market: -2, factor: 0, regime: 'Normal' } }),
      [0.1 - 2 + 16 + 0.003, 0.2 - 4 + 16 + 0.004],
      1e-15,
    );
    const high = values({ at: { regime: 'High' } });
    const mixed = values({ at: { regime: { Low: 0.5, High: 0.5 } } });
    expectClose(
      mixed,
      high.map((value) => value + 4),
      1e-15,
    );
  });

  it('of an asset that is the market are the mean of it, or what is stated', () => {
    const returns = returnTable(
      [0, 1, 2, 3].map((t) => [panel.returns[2 * t + 1], market[t], panel.returns[2 * t]]),
      ['B', 'SPY', 'A'],
    );
    const [a, b] = values();
    expect(expectedReturns(fit, panel, model, { returns })).toEqual({
      assets: ['B', 'SPY', 'A'],
      values: Float64Array.of(b, 1, a),
    });
    expect(values({ returns, at: { market: 0.25 } })[1]).toBe(0.25);
    const other = { ...returns, returns: returns.returns.with(4, 7) };
    expect(thrown(() => values({ returns: other }))).toMatchObject({
      code: 'not-in-model',
      details: { asset: 'SPY' },
    });
  });

  it.each([
    [{ momentum: 1 }, 'unknown-covariate', 'at.momentum'],
    [{ market: NaN }, 'bad-value', 'at.market'],
    [{ market: 'High' }, 'bad-value', 'at.market'],
    [{ regime: 1 }, 'bad-value', 'at.regime'],
    [{ regime: 'Bull' }, 'unknown-level', 'at.regime'],
    [{ regime: { Low: 0.5, High: 0.4 } }, 'bad-value', 'at.regime'],
    [{ regime: { Low: 1.5, High: -0.5 } }, 'bad-value', 'at.regime'],
  ])('refuse a value that a covariate cannot have: %j', (at, code, path) => {
    const error = thrown(() => values({ at }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code, details: { path } });
  });

  it('refuse a fit of another model', () => {
    const code = (other: Partial<PanelFit>) =>
      thrown(() => expectedReturns({ ...fit, ...other }, panel, model)).code;
    expect(code({ fixedEffects: fit.fixedEffects.slice(1) })).toBe('fit-mismatch');
    expect(code({ fixedEffects: fit.fixedEffects.slice(0, -1) })).toBe('fit-mismatch');
    expect(code({ randomEffects: {} })).toBe('fit-mismatch');
  });
});

describe.each(engines)('expected returns of a fit, %s build', (_, engine) => {
  const simulated = equicorrelatedPanel(9, 5, 20, 0.3);
  const kernels = { K: decayingKernel(simulated.assets, 0.5) };
  const means = simulated.assets.map(
    (__, i) => simulated.returns.filter((___, cell) => cell % 5 === i).reduce((a, b) => a + b, 0) / 20,
  );

  it('with an intercept per asset are the mean returns', () => {
    for (const fixed of [
      ['asset', 'asset:market'],
      ['asset', 'market', 'regime'],
      ['asset', 'asset:regime', 'asset:trend'],
    ]) {
      const own: PanelModel = { fixed, random: ['time', 'asset:time(K)'], kernels, scale: 'residual' };
      const fitted = engine.fitPanel(simulated, own);
      expectClose(expectedReturns(fitted, simulated, own).values, means, 1e-14);
    }
  });

  it('with random intercepts are fitted values without what is within a period', () => {
    const own: PanelModel = {
      fixed: ['1', 'market'],
      random: ['asset(K)', 'asset:market(K)', 'time', 'asset:time(K)'],
      kernels,
    };
    const fitted = engine.fitPanel(simulated, own);
    const values = expectedReturns(fitted, simulated, own).values;
    const { time } = fitted.randomEffects;
    simulated.assets.forEach((__, i) => {
      let sum = 0;
      for (let t = 0; t < 20; t++)
        sum += fitted.fitted[t * 5 + i] - time[t] - fitted.randomEffects['asset:time(K)'][t * 5 + i];
      expect(values[i]).toBeCloseTo(sum / 20, 15);
    });
  });

  it('beside the average of the assets are their means too, whose mean is the market’s', () => {
    const average = Float64Array.from(
      simulated.periods,
      (__, t) => simulated.returns.slice(5 * t, 5 * t + 5).reduce((a, b) => a + b, 0) / 5,
    );
    const own: PanelModel = {
      fixed: ['asset', 'asset:market'],
      random: ['time', 'asset:time(K)'],
      kernels,
      scale: 'residual',
      contrasts: 'average',
    };
    const averaged = { ...simulated, covariates: { market: average } };
    const fitted = engine.fitPanel(averaged, own);
    expectClose(expectedReturns(fitted, averaged, own).values, means, 1e-14);
    const { values } = expectedReturns(fitted, averaged, own, { at: { market: 0.02 } });
    expect(values.reduce((a, b) => a + b, 0) / 5).toBeCloseTo(0.02, 14);
  });
});

import { describe, expect, it } from 'vitest';
import {
  covariance,
  type CovarianceName,
  type FixedEffect,
  type Panel,
  type PanelFit,
  type PanelModel,
  type ReturnTable,
} from '../../src/browser.js';
import { systematicComponents } from '../../src/covariance/systematic.js';
import { matchUniverse } from '../../src/covariance/universe.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { permuted, reordered, returnTable } from '../support/tables.js';
import { thrown } from '../support/thrown.js';
import { someOrigin } from '../support/some-origin.js';

/** In percent: market variance 10/3, factor variance 8/3, covariance 2. */
const market = Float64Array.of(1, -1, 2, -2);
const factor = Float64Array.of(2, 0, 0, -2).map((value) => value + 5);

const panel: Panel = {
  assets: ['A', 'B'],
  periods: ['1', '2', '3', '4'],
  returns: Float64Array.of(1, 2, 0, -1, 2, 3, -3, 0),
  covariates: {
    market,
    factor,
    trend: Float64Array.of(0, 1, 2, 3),
    volatility: Float64Array.of(2, 5, 3, 4),
    regime: ['Low', 'High', 'Low', 'High'],
  },
  conditioning: ['volatility'],
};
const returns: ReturnTable = returnTable(
  Array.from({ length: 4 }, (_, t) => [panel.returns[2 * t], panel.returns[2 * t + 1], market[t]]),
  ['A', 'B', 'SPY'],
);

/** Kernel rows in another order than the assets. */
const K = { labels: ['B', 'A'], values: Float64Array.of(4, 0.5, 0.5, 2) };

const model: PanelModel = {
  fixed: ['asset', 'factor', 'asset:market', 'regime', 'trend', 'volatility'],
  random: ['asset:factor( K )', 'time', 'asset:time(K)', 'asset(K)', 'asset:trend(K)'],
  kernels: { K },
  scale: 'residual',
};

function effect(label: string, estimate: number): FixedEffect {
  return { label, estimate, standardError: 1, tValue: estimate };
}

const fit: PanelFit = {
  variances: [7, 0.3, 0.2, 11, 13, 0.9].map((estimate, k) => ({
    label: [...model.random, 'residual'][k],
    estimate,
    standardError: null,
    atBoundary: false,
  })),
  fixedEffects: [
    effect('asset[A]', 0.1),
    effect('asset[B]', 0.2),
    effect('factor', 0.5),
    effect('asset:market[A]', 1),
    effect('asset:market[B]', 2),
    effect('regime[Low]', 3),
    effect('trend', 4),
    effect('volatility', 5),
  ],
  dropped: [],
  randomEffects: {
    'asset:factor( K )': Float64Array.of(0.1, -0.3),
    time: Float64Array.of(1, 2, 3, 4),
    'asset:time(K)': new Float64Array(8),
    'asset(K)': Float64Array.of(5, 6),
    'asset:trend(K)': Float64Array.of(7, 8),
  },
  fitted: Float64Array.of(1, 1, 1, -1, 2, 2, -4, 2),
  residuals: new Float64Array(8),
  logLikelihood: 0,
  origin: someOrigin,
  heritability: { estimate: 0.3, standardError: null },
  converged: true,
  iterations: 3,
  kktResidual: 0,
  path: 'spectral',
  scales: Float64Array.of(2, 0.5),
  notes: [],
};

/** B on market and factor: A (1, 0.6), B (2, 0.2), SPY (1, 0). */
const fromCovariates = [
  10 / 3 + 2 * 0.6 * 2 + 0.36 * (8 / 3),
  20 / 3 + (0.2 + 1.2) * 2 + 0.12 * (8 / 3),
  10 / 3 + 0.6 * 2,
  40 / 3 + 2 * 0.4 * 2 + 0.04 * (8 / 3),
  20 / 3 + 0.2 * 2,
  10 / 3,
];
/** σ_time² s_i s_j + σ_K² s_i s_j K_ij with scales 2 and 0.5. */
const withinPeriod = [4 * (0.3 + 0.2 * 2), 1 * (0.3 + 0.2 * 0.5), 0, 0.25 * (0.3 + 0.2 * 4), 0, 0];

/** A symmetric 3×3 matrix from its upper triangle, row by row. */
function full([aa, ab, ac, bb, bc, cc]: number[]): number[] {
  return [aa, ab, ac, ab, bb, bc, ac, bc, cc];
}

describe.each(engines)('covariances of a fitted model, %s build', (_, engine) => {
  const estimate = (name: CovarianceName, change: object = {}): Float64Array =>
    covariance(engine, name, { returns, fit, panel, model, ...change }).values;

  it('systematic is BΣB′ over the random covariates, and D(σ²11′ + σ²K)D within periods', () => {
    expectClose(
      estimate('systematic'),
      full(fromCovariates.map((value, k) => value + withinPeriod[k])),
      1e-14,
    );
  });

  it('idiosyncratic is σ²D², 0 for the market', () => {
    expectClose(estimate('idiosyncratic'), [0.9 * 4, 0, 0, 0, 0.9 * 0.25, 0, 0, 0, 0], 1e-15);
    expect(covariance(engine, 'idiosyncratic', { returns, fit, panel, model }).conditionNumber).toBeNull();
  });

  it('total is the sum of both', () => {
    const own = estimate('idiosyncratic');
    expect(estimate('total')).toEqual(estimate('systematic').map((value, k) => value + own[k]));
  });

  it('the market keeps its sample variance in the total', () => {
    const sample = estimate('sample');
    expectClose([estimate('total')[8]], [sample[8]], 1e-14);
  });

  it('fitted is the sample covariance of the fitted values, the market’s being its returns', () => {
    const rows = Array.from({ length: 4 }, (__, t) => [fit.fitted[2 * t], fit.fitted[2 * t + 1], market[t]]);
    expect(estimate('fitted')).toEqual(estimate('sample', { returns: returnTable(rows) }));
  });

  it('follow the assets of the returns, in number and order', () => {
    const all = estimate('total');
    expectClose(
      estimate('total', { returns: reordered(returns, [2, 1, 0]) }),
      permuted(all, [2, 1, 0]),
      1e-14,
    );
    expectClose(estimate('total', { returns: reordered(returns, [1]) }), [all[4]], 1e-14);
  });

  it('are exactly symmetric and positive semi-definite', () => {
    for (const name of ['systematic', 'total', 'fitted'] as const) {
      const values = estimate(name);
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < i; j++) expect(values[i * 3 + j]).toBe(values[j * 3 + i]);
      expect(engine.symmetricEigen(values, 3).values[0]).toBeGreaterThan(-1e-14);
    }
  });

  it('systematic has components that add up to it, the market in the first alone', () => {
    const components = systematicComponents(matchUniverse(returns, panel), panel, model, fit);
    expect(components.map(({ label }) => label)).toEqual(['covariates', 'time', 'asset:time(K)']);
    const sum = components[0].values.map(
      (value, k) => value + components[1].values[k] + components[2].values[k],
    );
    expectClose(sum, estimate('systematic'), 1e-15);
    expectClose(components[0].values, full(fromCovariates), 1e-14);
    expect([components[1].values[8], components[2].values[2]]).toEqual([0, 0]);
  });

  it('give the market its variance where no term names it', () => {
    const plain: PanelModel = { fixed: ['asset'], random: ['time'], kernels: {} };
    const timeOnly: PanelFit = {
      ...fit,
      variances: [0.3, 0.9].map((value, k) => ({
        ...fit.variances[k],
        label: ['time', 'residual'][k],
        estimate: value,
      })),
    };
    expectClose(
      estimate('systematic', { model: plain, fit: timeOnly }),
      [1.2, 0.3, 0, 0.3, 0.075, 0, 0, 0, 10 / 3],
      1e-14,
    );
  });

  it('refuse an asset that is neither in the panel nor a covariate, by name', () => {
    const other = { ...returns, returns: returns.returns.map((r, cell) => (cell === 5 ? r + 1e-12 : r)) };
    expect(thrown(() => estimate('total', { returns: other }))).toMatchObject({
      code: 'not-in-model',
      details: { asset: 'SPY' },
    });
  });

  it('refuse a fit of another model or panel', () => {
    const code = (change: object): string => thrown(() => estimate('total', change)).code;
    expect(code({ model: { ...model, random: ['time'] } })).toBe('fit-mismatch');
    expect(code({ model: { ...model, fixed: ['asset:factor'] } })).toBe('fit-mismatch');
    expect(code({ fit: { ...fit, randomEffects: {} } })).toBe('fit-mismatch');
    expect(code({ fit: { ...fit, scales: Float64Array.of(1) } })).toBe('fit-mismatch');
    expect(code({ model: { ...model, fixed: ['asset:momentum'] } })).toBe('unknown-covariate');
    expect(code({ model: { ...model, kernels: {} } })).toBe('unknown-kernel');
    expect(code({ model: { ...model, kernels: { K: { ...K, labels: ['B', 'C'] } } } })).toBe('kernel-label');
    expect(code({ returns: returnTable([[1], [2]]) })).toBe('different-periods');
    expect(thrown(() => estimate('fitted', { fit: { ...fit, fitted: new Float64Array(3) } })).code).toBe(
      'fit-mismatch',
    );
  });

  it('refuse fitted values with a missing cell, by asset and period', () => {
    const fitted = fit.fitted.map((value, cell) => (cell === 5 ? NaN : value));
    expect(thrown(() => estimate('fitted', { fit: { ...fit, fitted } }))).toMatchObject({
      code: 'missing-return',
      details: { asset: 'B', period: '2020-01-03' },
    });
  });

  it('refuse a random covariate with a missing value', () => {
    const gap = { ...panel, covariates: { ...panel.covariates, factor: Float64Array.of(1, NaN, 2, 3) } };
    expect(thrown(() => estimate('systematic', { panel: gap }))).toMatchObject({
      code: 'missing-covariate',
      details: { covariate: 'factor' },
    });
  });
});

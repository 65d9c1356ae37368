import { Matrix, inverse } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import type { EffectCovariance, Panel, PanelFit, PanelModel } from '../../src/browser.js';
import { averagePanel, contrastModel, six } from '../support/average-panels.js';
import { helmert } from '../support/dense-contrasts.js';
import { denseFixedCovariance } from '../support/dense-reml.js';
import { decayingKernel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { randomPanel } from '../support/random-panels.js';
import { thrown } from '../support/thrown.js';
import { model, panel, ragged } from './support.js';

const cases = Array.from({ length: 44 }, (_, k) => {
  const drawn = randomPanel(k + 801, {
    kernels: k % 3 === 0 ? 'several' : 'one',
    scale: k % 2 === 0 ? 'residual' : 'none',
    missing: k % 4 < 2 ? 0 : 0.25,
    ...(k < 36 ? {} : { groups: (['assets', 'periods', 'both', 'each'] as const)[k % 4], cells: 90 }),
  });
  const own: PanelModel = k % 5 === 0 ? { ...drawn.model, method: 'ML' } : drawn.model;
  return [drawn.description, drawn.panel, own] as const;
});

const weights = Float64Array.from(panel.periods, (_, t) => 0.5 + ((7 * t) % 5));
const others: [string, Panel, PanelModel][] = [
  ['period weights', panel, { ...model, periodWeights: weights }],
  ['period weights and missing cells', ragged, { ...model, periodWeights: weights }],
  ['a half-life', panel, { ...model, halfLife: 9, periodWeights: weights }],
  ['a half-life by ML', panel, { ...model, halfLife: 9, method: 'ML' }],
  ['t errors', panel, { ...model, errors: { kind: 't', degreesOfFreedom: 4 } }],
  ['t errors and missing cells', ragged, { ...model, errors: { kind: 't', degreesOfFreedom: 4 } }],
  ['contrasts', six, contrastModel],
  ['contrasts by ML', six, { ...contrastModel, method: 'ML' }],
  ['contrasts and a half-life', six, { ...contrastModel, halfLife: 11 }],
  [
    'contrasts beside random slopes',
    averagePanel(4, 8, 14),
    {
      ...contrastModel,
      random: ['asset:trend(K)', 'asset:time(K)'],
      kernels: { K: decayingKernel(averagePanel(4, 8, 14).assets, 0.6) },
    },
  ],
];

const estimatesOf = (fit: PanelFit): number[] => fit.variances.map(({ estimate }) => estimate);

/** Of the same labels, estimates and standard errors as the fit has; symmetric. */
function expectErrorsOf({ fixedEffects }: PanelFit, { labels, estimates, values }: EffectCovariance): void {
  const p = fixedEffects.length;
  expect(labels).toEqual(fixedEffects.map(({ label }) => label));
  expect(Array.from(estimates)).toEqual(fixedEffects.map(({ estimate }) => estimate));
  expect(values).toHaveLength(p * p);
  fixedEffects.forEach(({ label, standardError }, k) => {
    expectClose(label, [Math.sqrt(values[k * p + k])], [standardError], 1e-8 * standardError);
    for (let l = 0; l < k; l++) {
      const size = standardError * fixedEffects[l].standardError;
      expectClose('symmetry', [values[k * p + l]], [values[l * p + k]], 1e-10 * size);
    }
  });
}

/** Every element relative to the two standard errors. */
function expectMatrix({ values }: EffectCovariance, expected: ArrayLike<number>): void {
  expect(values).toHaveLength(expected.length);
  const p = Math.sqrt(expected.length);
  const error = (k: number): number => Math.sqrt(expected[k * p + k]);
  for (let k = 0; k < p; k++) {
    for (let l = 0; l < p; l++) {
      const at = k * p + l;
      expectClose(`(${k}, ${l})`, [values[at]], [expected[at]], 1e-8 * error(k) * error(l));
    }
  }
}

describe.each(engines)('covariance of the fixed effects, %s engine', (_, engine) => {
  it.each(cases)('is that of the dense model: %s', (__, own, drawn) => {
    const fit = engine.fitPanel(own, drawn);
    const effects = engine.fixedEffectsCovariance(own, drawn, fit);
    expectErrorsOf(fit, effects);
    expectMatrix(effects, denseFixedCovariance(own, drawn, estimatesOf(fit)));
  });

  it('covers all paths and both methods', () => {
    const seen = new Set(cases.map(([, own, drawn]) => engine.fitPanel(own, drawn).path));
    expect([...seen].sort()).toEqual(['collapsed', 'patterns', 'spectral']);
  });

  it.each(others)('has the standard errors of a fit with %s', (__, own, drawn) => {
    const fit = engine.fitPanel(own, drawn);
    expectErrorsOf(fit, engine.fixedEffectsCovariance(own, drawn, fit));
  });

  it('with period weights is that of the dense model', () => {
    const own: PanelModel = { ...model, periodWeights: weights };
    for (const data of [panel, ragged]) {
      const fit = engine.fitPanel(data, own);
      const effects = engine.fixedEffectsCovariance(data, own, fit);
      expectMatrix(effects, denseFixedCovariance(data, own, estimatesOf(fit)));
    }
  });

  it('with t errors is that of their last weights', () => {
    const own: PanelModel = { ...model, errors: { kind: 't', degreesOfFreedom: 4 } };
    const fit = engine.fitPanel(panel, own);
    const plain: PanelModel = { ...model, periodWeights: fit.errors!.weights };
    const effects = engine.fixedEffectsCovariance(panel, own, fit);
    expectMatrix(effects, denseFixedCovariance(panel, plain, estimatesOf(fit)));
  });

  it('with a half-life is that of weighted least squares on rows that are not precise', () => {
    const own: PanelModel = { ...model, halfLife: 9, scale: 'none' };
    const fit = engine.fitPanel(panel, own);
    const [T, n] = [panel.periods.length, panel.assets.length];
    const C = new Matrix(panel.periods.map((__, t) => [1, (panel.covariates.market as Float64Array)[t]]));
    const D = Matrix.diag(panel.periods.map((__, t) => 2 ** (-(T - 1 - t) / 9)));
    const A = inverse(C.transpose().mmul(D).mmul(C)).mmul(C.transpose()).mmul(D);
    const K = Matrix.from1DArray(n, n, Array.from(model.kernels.K.values));
    const [time, related, residual] = estimatesOf(fit);
    const Omega = Matrix.add(Matrix.ones(n, n).mul(time), Matrix.mul(K, related)).add(
      Matrix.eye(n).mul(residual),
    );
    const expected = A.mmul(A.transpose()).kroneckerProduct(Omega);
    expectMatrix(engine.fixedEffectsCovariance(panel, own, fit), expected.to1DArray());
  });

  it.each([1, 3])('with contrasts is that of any others, on the assets: scale %s', (factor) => {
    const own: PanelModel = { ...contrastModel, scale: factor === 1 ? 'none' : 'residual' };
    const fit = engine.fitPanel(six, own);
    const n = six.assets.length;
    const s = Matrix.columnVector(Array.from(fit.scales));
    const D = Matrix.diag(Array.from(fit.scales));
    // H orthonormal with H's = 0: Helmert's contrasts of s, from those of ones by a reflection
    const ones = Matrix.columnVector(new Array<number>(n).fill(1 / Math.sqrt(n)));
    const unit = Matrix.mul(s, 1 / Math.sqrt(s.dot(s)));
    const v = Matrix.sub(ones, unit);
    const length = v.dot(v);
    const reflector =
      length < 1e-20 ? Matrix.eye(n) : Matrix.eye(n).sub(v.mmul(v.transpose()).mul(2 / length));
    const H = reflector.mmul(helmert(n));
    const K = Matrix.from1DArray(n, n, Array.from(contrastModel.kernels.K.values));
    const [related, residual] = estimatesOf(fit);
    const Omega = Matrix.mul(K, related).add(Matrix.eye(n).mul(residual));
    const back = D.mmul(H);
    const block = back.mmul(H.transpose().mmul(Omega).mmul(H)).mmul(back.transpose());
    const C = new Matrix(six.periods.map((__, t) => [1, (six.covariates.market as Float64Array)[t]]));
    const expected = inverse(C.transpose().mmul(C)).kroneckerProduct(block);
    expectMatrix(engine.fixedEffectsCovariance(six, own, fit), expected.to1DArray());
  });

  it('is empty without fixed effects', () => {
    const own: PanelModel = { ...model, fixed: [], scale: 'none' };
    const effects = engine.fixedEffectsCovariance(panel, own, engine.fitPanel(panel, own));
    expect(effects).toEqual({
      labels: [],
      estimates: new Float64Array(0),
      values: new Float64Array(0),
    });
  });

  it('is refused for a fit of another model', () => {
    const fit = engine.fitPanel(panel, model);
    const changes: [Partial<PanelModel>, string][] = [
      [{ method: 'ML' }, 'another method'],
      [{ fixed: ['asset'] }, 'other fixed effects'],
      [{ periodWeights: weights }, 'other period weights'],
    ];
    for (const [change, what] of changes) {
      const error = thrown(() => engine.fixedEffectsCovariance(panel, { ...model, ...change }, fit));
      expect(error).toMatchObject({ name: 'ModelError', code: 'fit-mismatch' });
      expect(error.message).toContain(what);
    }
  });
});

import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { coreOf } from '../../../src/engine/core.js';
import { type Panel, type PanelModel, residualPosterior } from '../../../src/browser.js';
import { cutPanel, scoreBlock } from '../../../src/covariance/stacking/candidate.js';
import { logDensity } from '../../../src/covariance/stacking/predictive.js';
import { logDeterminant } from '../../support/dense-posterior.js';
import { lanczosLogGamma } from '../../support/dense-student.js';
import { engines } from '../../support/engines.js';
import { kernelPanel } from '../../support/stacked-panels.js';

const [[, engine]] = engines;
const core = coreOf(engine)!;

/**
 * log N of the observed cells of one period given all cells of the periods before, effects flat: by kriging over the
 * stacked cells, their covariance I ⊗ C.
 */
function kriged(panel: Panel, columns: Float64Array[], C: Matrix, past: number, t: number): number {
  const N = panel.assets.length;
  const W = new Matrix(columns.map((own) => [...own])).transpose();
  const before = W.subMatrix(0, past - 1, 0, W.columns - 1);
  const X = before.kroneckerProduct(Matrix.eye(N));
  const y = Matrix.columnVector(Array.from(panel.returns.subarray(0, past * N)));
  const V = Matrix.eye(past).kroneckerProduct(C);
  const precision = inverse(V);
  const information = inverse(X.transpose().mmul(precision).mmul(X));
  const B = information.mmul(X.transpose()).mmul(precision).mmul(y);
  const x0 = W.subMatrix(t, t, 0, W.columns - 1).kroneckerProduct(Matrix.eye(N));
  const mean = x0.mmul(B).to1DArray();
  const spread = Matrix.add(C, x0.mmul(information).mmul(x0.transpose()));
  const seen = Array.from({ length: N }, (_, i) => i).filter((i) => !Number.isNaN(panel.returns[t * N + i]));
  const own = spread.selection(seen, seen);
  const e = Matrix.columnVector(seen.map((i) => panel.returns[t * N + i] - mean[i]));
  const square = e.transpose().mmul(inverse(own)).mmul(e).get(0, 0);
  return -0.5 * (seen.length * Math.log(2 * Math.PI) + logDeterminant(own) + square);
}

/**
 * log t_df of one period given all cells of the periods before with the weights w, effects flat: of the mean of least squares
 * by stacked cells, whose errors have the covariance diag(1/w) ⊗ Ω, and of the covariance of its prediction errors,
 * Ω·df/(df − 2) of the period and what the effects add.
 */
function weighted(
  panel: Panel,
  columns: Float64Array[],
  Omega: Matrix,
  w: Float64Array,
  t: number,
  df: number,
): number {
  // prettier-ignore
  const [N, past] = [panel.assets.length, w.length];
  const W = new Matrix(columns.map((own) => [...own])).transpose();
  const X = W.subMatrix(0, past - 1, 0, W.columns - 1).kroneckerProduct(Matrix.eye(N));
  const precision = inverse(Matrix.diag(Array.from(w, (own) => 1 / own)).kroneckerProduct(Omega));
  const information = inverse(X.transpose().mmul(precision).mmul(X));
  const y = Matrix.columnVector(Array.from(panel.returns.subarray(0, past * N)));
  const x0 = W.subMatrix(t, t, 0, W.columns - 1).kroneckerProduct(Matrix.eye(N));
  const mean = x0.mmul(information.mmul(X.transpose()).mmul(precision).mmul(y)).to1DArray();
  const ofErrors = Matrix.mul(Omega, df / (df - 2));
  const scale = Matrix.mul(Matrix.add(ofErrors, x0.mmul(information).mmul(x0.transpose())), (df - 2) / df);
  const e = Matrix.columnVector(mean.map((value, i) => panel.returns[t * N + i] - value));
  const square = e.transpose().mmul(inverse(scale)).mmul(e).get(0, 0);
  return (
    lanczosLogGamma((df + N) / 2) -
    lanczosLogGamma(df / 2) -
    0.5 * (N * Math.log(df * Math.PI) + logDeterminant(scale) + (df + N) * Math.log(1 + square / df))
  );
}

describe('predictive densities of a block', () => {
  const { panel, kernels } = kernelPanel({ seed: 5, assets: 4, periods: 40, kernelVariance: 1 });
  const model: PanelModel = {
    fixed: ['asset', 'asset:market'],
    random: ['time', 'asset:time(K)'],
    kernels,
    scale: 'residual',
  };
  const all = [0, 1, 2, 3];
  const block = { from: 26, to: 33, fitted: all, scored: all };
  const columns = [new Float64Array(40).fill(1), panel.covariates.market as Float64Array];

  it('are those of kriging at the fitted covariance, cell by cell', () => {
    const past = cutPanel(panel, block.from, all);
    const fit = engine.fitPanel(past, model);
    const [time, kernel, residual] = fit.variances.map(({ estimate }) => estimate);
    const C = Matrix.zeros(4, 4);
    for (const i of all)
      for (const j of all)
        C.set(i, j, fit.scales[i] * fit.scales[j] * (time + kernel * kernels.K.values[i * 4 + j] + (i === j ? residual : 0))); // prettier-ignore
    const found = scoreBlock(engine, core, { name: 'a', model }, panel, block, undefined);
    expect(found).toHaveLength(7);
    found.forEach((value, k) =>
      expect(Math.abs(value - kriged(panel, columns, C, 26, 26 + k))).toBeLessThan(1e-8),
    );
  });

  it('are of the posterior covariance where that is the candidate’s', () => {
    const past = cutPanel(panel, block.from, all);
    const { values } = residualPosterior(engine, past, model, engine.fitPanel(past, model));
    const C = new Matrix(all.map((i) => Array.from(values.subarray(i * 4, i * 4 + 4))));
    const candidate = { name: 'a', model, covariance: 'posterior' as const };
    const found = scoreBlock(engine, core, candidate, panel, block, undefined);
    found.forEach((value, k) =>
      expect(Math.abs(value - kriged(panel, columns, C, 26, 26 + k))).toBeLessThan(1e-8),
    );
  });

  it.each([undefined, 'posterior'] as const)('of t errors are t densities, %s', (kind) => {
    const tails: PanelModel = { ...model, errors: { kind: 't', degreesOfFreedom: 5 } };
    const past = cutPanel(panel, block.from, all);
    const fit = engine.fitPanel(past, tails);
    const [time, kernel, residual] = fit.variances.map(({ estimate }) => estimate);
    // of the posterior its own covariance, which has the factor 5/3 in it
    const { values } = residualPosterior(engine, past, tails, fit);
    const Omega = new Matrix(
      all.map((i) =>
        all.map(
          (j) =>
          kind === 'posterior'
            ? 0.6 * values[i * 4 + j]
            : fit.scales[i] * fit.scales[j] * (time + kernel * kernels.K.values[i * 4 + j] + (i === j ? residual : 0)), // prettier-ignore
        ),
      ),
    );
    const candidate = { name: 'a', model: tails, ...(kind && { covariance: kind }) };
    const found = scoreBlock(engine, core, candidate, panel, block, undefined);
    found.forEach((value, k) =>
      expect(Math.abs(value - weighted(panel, columns, Omega, fit.errors!.weights, 26 + k, 5))).toBeLessThan(
        1e-8,
      ),
    );
  });

  it('are marginal where cells of the block are missing, and 0 of a period without any', () => {
    const holed: Panel = { ...panel, returns: panel.returns.slice() };
    holed.returns[27 * 4 + 1] = NaN;
    holed.returns.fill(NaN, 30 * 4, 31 * 4);
    const whole = scoreBlock(engine, core, { name: 'a', model }, panel, block, undefined);
    const found = scoreBlock(engine, core, { name: 'a', model }, holed, block, undefined);
    const past = cutPanel(panel, block.from, all);
    const fit = engine.fitPanel(past, model);
    const [time, kernel, residual] = fit.variances.map(({ estimate }) => estimate);
    const C = Matrix.zeros(4, 4);
    for (const i of all)
      for (const j of all)
        C.set(i, j, fit.scales[i] * fit.scales[j] * (time + kernel * kernels.K.values[i * 4 + j] + (i === j ? residual : 0))); // prettier-ignore
    expect(Math.abs(found[1] - kriged(holed, columns, C, 26, 27))).toBeLessThan(1e-8);
    expect(found[4]).toBe(0);
    [0, 2, 3, 5, 6].forEach((k) => expect(Math.abs(found[k] - whole[k])).toBeLessThan(1e-9));
  });

  it('see nothing of the periods in and behind the block but what they are asked for', () => {
    const changed: Panel = { ...panel, returns: panel.returns.slice() };
    for (let cell = 27 * 4; cell < changed.returns.length; cell++) changed.returns[cell] *= 1.5;
    const whole = scoreBlock(engine, core, { name: 'a', model }, panel, block, undefined);
    const found = scoreBlock(engine, core, { name: 'a', model }, changed, block, undefined);
    expect(found[0]).toBe(whole[0]);
    for (let k = 1; k < 7; k++) expect(found[k]).not.toBe(whole[k]);
  });
});

describe('a t density of a given covariance', () => {
  it.each([2.5, 5, 40])('has mass 1 and that covariance: %d degrees of freedom, two dimensions', (df) => {
    // radius r = e^u; ∫ 2πr p dr = 1, E r² = 2 for the covariance I
    let [mass, square] = [0, 0];
    const step = 0.002;
    for (let u = -14; u < 30; u += step) {
      const r = Math.exp(u);
      const p = Math.exp(logDensity(r * r, 0, 2, df)) * 2 * Math.PI * r * r * step;
      mass += p;
      square += p * r * r;
    }
    expect(Math.abs(mass - 1)).toBeLessThan(1e-5);
    expect(Math.abs(square - 2)).toBeLessThan(df < 3 ? 1e-3 : 1e-4);
  });

  it('tends to the normal one', () => {
    for (const square of [0.1, 3, 20])
      expect(Math.abs(logDensity(square, 1.5, 4, 1e9) - logDensity(square, 1.5, 4, null))).toBeLessThan(1e-5);
  });
});

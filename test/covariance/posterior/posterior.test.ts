import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  covariance,
  type Engine,
  type Panel,
  type PanelFit,
  type PanelModel,
  residualPosterior,
} from '../../../src/browser.js';
import { contrastModel, six as average } from '../../support/average-panels.js';
import { expectClose } from '../../support/close.js';
import { denseContrastModel } from '../../support/dense-contrasts.js';
import { denseModel } from '../../support/dense-model.js';
import { beyondColumns, denseEvidence, denseGaussian } from '../../support/dense-posterior.js';
import { engines } from '../../support/engines.js';
import { randomPanel } from '../../support/random-panels.js';
import { randomSource } from '../../support/random.js';
import { thrown } from '../../support/thrown.js';

const matrixOf = (values: ArrayLike<number>, rows: number): Matrix =>
  Matrix.from1DArray(rows, values.length / rows, Array.from(values));

/** Every period covariate of the model's fixed and persistent terms, times √w_t. */
function columnsOf(panel: Panel, model: PanelModel, weights: readonly number[]): Matrix {
  const T = panel.periods.length;
  const columns = [...model.fixed, ...model.random].flatMap((term): number[][] => {
    const [, perAsset, name] = /^(asset)?:?([^()]*)/.exec(term.replace(/\(.*\)/, ''))!;
    if (name === 'time') return [];
    if (term === '1' || (perAsset && name === '')) return [new Array<number>(T).fill(1)];
    const values = panel.covariates[name];
    if (values instanceof Float64Array) return [Array.from(values)];
    return [...new Set(values)].sort().slice(1).map((level) => values.map((own) => (own === level ? 1 : 0))); // prettier-ignore
  });
  return new Matrix(panel.periods.map((_, t) => columns.map((own) => Math.sqrt(weights[t]) * own[t])));
}

/** Ω of the fit within a period whose weight is 1, by the definition of the terms. */
function omegaOf(panel: Panel, model: PanelModel, fit: PanelFit): Matrix {
  const complete = { ...panel, returns: panel.returns.map((value) => (Number.isNaN(value) ? 0.01 : value)) };
  const N = panel.assets.length;
  const { terms } = denseModel(complete, { ...model, scale: 'none', periodWeights: undefined });
  const Omega = Matrix.zeros(N, N);
  terms.forEach(({ label, V }, k) => {
    const isWithin = label === 'time' || label.startsWith('asset:time') || label.startsWith('residual');
    if (isWithin) Omega.add(V.subMatrix(0, N - 1, 0, N - 1).mul(fit.variances[k].estimate));
  });
  const D = Matrix.diag(Array.from(fit.scales));
  return D.mmul(Omega).mmul(D);
}

const ones = ({ periods }: Panel): number[] => periods.map(() => 1);

function weightedRows(panel: Panel, weights: readonly number[]): Matrix {
  const N = panel.assets.length;
  return matrixOf(
    panel.returns.map((value, cell) => Math.sqrt(weights[Math.floor(cell / N)]) * value),
    panel.periods.length,
  );
}

/** Checks a posterior of complete rows against the definition: S, ν, evidence, its maximum, the mean. */
function expectPosterior(
  engine: Engine,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
  { weights = ones(panel), inflation = 1 } = {},
): void {
  const N = panel.assets.length;
  const C = columnsOf(panel, model, weights);
  const Q = beyondColumns(C);
  const Y = weightedRows(panel, weights);
  const S = Y.transpose().mmul(Q).mmul(Y);
  const Omega = omegaOf(panel, model, fit);
  const degrees = Math.round(Q.trace());
  const { values, evidence } = residualPosterior(engine, panel, model, fit);
  const k = evidence.k ?? Infinity;
  expect(evidence.degreesOfFreedom).toBe(degrees);
  const gaussian = denseGaussian(Omega, S, degrees);
  if (k === Infinity) {
    expect(evidence.priorWeight).toBe(1);
    expect(evidence.logEvidence).toBeCloseTo(gaussian, 6);
    for (const other of [1, 10, 1e3, 1e4]) {
      expect(denseEvidence(Omega, S, degrees, other)).toBeLessThan(gaussian + 1e-6);
    }
    expectClose(values, Omega.mul(inflation).to1DArray(), 1e-9, 1e-4);
    return;
  }
  expect(evidence.priorWeight).toBeCloseTo(k / (k + degrees), 12);
  const own = denseEvidence(Omega, S, degrees, k);
  expect(evidence.logEvidence).toBeCloseTo(own, 5);
  expect(evidence.evidenceGain).toBeCloseTo(own - gaussian, 5);
  for (const factor of [1.03, 1 / 1.03]) {
    expect(denseEvidence(Omega, S, degrees, k * factor)).toBeLessThan(own + 1e-6);
  }
  const mean = Matrix.mul(Omega, k).add(S).mul(inflation / (k + degrees)); // prettier-ignore
  expectClose(values, mean.to1DArray(), 1e-9, 1e-6);
  expect(values).toHaveLength(N * N);
}

const eigenvaluesOf = (A: Matrix): number[] =>
  new EigenvalueDecomposition(A, { assumeSymmetric: true }).realEigenvalues.sort((a, b) => a - b);

/** Random panels: some fits leave no residual variance. */
const drawn = ([['one', 'residual'], ['several', 'none']] as const).flatMap(([kernels, scale]) =>
  Array.from({ length: 14 }, (_, seed) => randomPanel(seed + 1, { kernels, scale })),
); // prettier-ignore

describe.each(engines)('the posterior residual covariance on the %s engine', (build, engine) => {
  const panels = build === 'release' ? drawn : drawn.slice(0, 3);

  it.each(panels.map((own) => [own.description, own] as const))(
    'follows its formulas with fixed effects of all kinds and persistent effects: %s',
    (_, { panel, model }) => {
      const fit = engine.fitPanel(panel, model);
      const eigenvalues = eigenvaluesOf(omegaOf(panel, model, fit));
      if (eigenvalues[0] < 1e-12 * eigenvalues[eigenvalues.length - 1]) {
        expect(thrown(() => residualPosterior(engine, panel, model, fit)).code).toBe('singular-prior');
        return;
      }
      expectPosterior(engine, panel, model, fit);
    },
  );
});

const [[, engine]] = engines;

describe('the posterior residual covariance', () => {
  const { panel, model } = drawn.find(({ model: own }) => own.random.includes('time'))!;

  it('takes rows times the root of their weights', () => {
    const { uniform } = randomSource(3);
    const periodWeights = Float64Array.from(panel.periods, () => 0.3 + 2 * uniform());
    const weighted = { ...model, periodWeights };
    const fit = engine.fitPanel(panel, weighted);
    expectPosterior(engine, panel, weighted, fit, { weights: Array.from(periodWeights) });
  });

  it('takes the weights of t errors, and the variance of a t variable', () => {
    const tails: PanelModel = { ...model, errors: { kind: 't', degreesOfFreedom: 5 } };
    const fit = engine.fitPanel(panel, tails);
    expectPosterior(engine, panel, tails, fit, {
      weights: Array.from(fit.errors!.weights),
      inflation: 5 / 3,
    });
    expect(residualPosterior(engine, panel, tails, fit).notes).toEqual([
      'the prior’s weight is that given the period weights of the t errors',
    ]);
  });

  it.each(['assets', 'each'] as const)('takes residual groups by %s', (groups) => {
    for (const seed of [1, 2, 3]) {
      const grouped = randomPanel(seed, { kernels: 'one', scale: 'residual', groups });
      const fit = engine.fitPanel(grouped.panel, grouped.model);
      if (fit.variances.some(({ label, atBoundary }) => label.startsWith('residual') && atBoundary)) continue;
      expectPosterior(engine, grouped.panel, grouped.model, fit);
    }
  });

  it('refuses residual variances that differ between periods', () => {
    const grouped = randomPanel(1, { kernels: 'one', scale: 'residual', groups: 'periods' });
    const fit = engine.fitPanel(grouped.panel, grouped.model);
    const error = thrown(() => residualPosterior(engine, grouped.panel, grouped.model, fit));
    expect(error.code).toBe('posterior-model');
    expect(error.message).toContain('regime');
  });

  it('needs no kernel, and no random term', () => {
    for (const random of [['time'], []]) {
      const plain: PanelModel = { fixed: ['asset'], random, kernels: {}, scale: 'residual' };
      expectPosterior(engine, panel, plain, engine.fitPanel(panel, plain));
    }
  });

  it.each([
    ['as they are fitted', undefined],
    ['given', { 'asset:time(K)': 0.02, residual: 2 }],
  ])('has the directions beside the average where it is the market, at variances %s', (_, fixedVariances) => {
    const model = { ...contrastModel, fixedVariances };
    const fit = engine.fitPanel(average, model);
    const [N, T] = [average.assets.length, average.periods.length];
    const { terms, H } = denseContrastModel(average, model);
    const Omega = Matrix.zeros(N, N);
    terms.forEach(({ onAssets }, k) => Omega.add(Matrix.mul(onAssets, fit.variances[k].estimate)));
    const Y = matrixOf(average.returns, T);
    const S = Y.transpose()
      .mmul(beyondColumns(columnsOf(average, model, ones(average))))
      .mmul(Y);
    const { values, evidence } = residualPosterior(engine, average, model, fit);
    const contrast = (A: Matrix): Matrix => H.transpose().mmul(A).mmul(H);
    const at = (k: number): number => denseEvidence(contrast(Omega), contrast(S), T - 2, k);
    expect(evidence.degreesOfFreedom).toBe(T - 2);
    const gaussian = denseGaussian(contrast(Omega), contrast(S), T - 2);
    expect(evidence.logEvidence - evidence.evidenceGain).toBeCloseTo(gaussian, 6);
    const { k } = evidence;
    expect(k === null).toBe(fixedVariances === undefined);
    if (k !== null) {
      expect(evidence.logEvidence).toBeCloseTo(at(k), 6);
      for (const factor of [1.03, 1 / 1.03]) expect(at(k * factor)).toBeLessThan(at(k));
    }
    const weight = evidence.priorWeight;
    const mean = Matrix.mul(Omega, weight).add(Matrix.mul(S, (1 - weight) / (T - 2)));
    expectClose(values, mean.to1DArray(), 1e-9, 1e-6);
    for (let i = 0; i < N; i++) {
      const sum = values.subarray(i * N, (i + 1) * N).reduce((a, b) => a + b, 0);
      expect(Math.abs(sum)).toBeLessThan(1e-12 * N);
    }
  });

  it('goes with the unit of the returns and the order of the assets', () => {
    const N = panel.assets.length;
    const scaled: PanelModel = { ...model, scale: 'residual' };
    const of = (own: Panel) => residualPosterior(engine, own, scaled, engine.fitPanel(own, scaled), 'auto');
    const plain = of(panel);
    const inPercent = of({ ...panel, returns: panel.returns.map((value) => 100 * value) });
    const order = panel.assets.map((_, i) => (i + 1) % N);
    const turned = of({
      ...panel,
      assets: order.map((i) => panel.assets[i]),
      returns: panel.returns.map((_, c) => panel.returns[c - (c % N) + order[c % N]]),
    });
    expectClose(
      inPercent.values.map((value) => value / 1e4),
      plain.values,
      1e-6,
      1e-4,
    );
    expectClose(
      turned.values,
      plain.values.map((_, c) => plain.values[order[Math.floor(c / N)] * N + order[c % N]]),
      1e-6,
      1e-4,
    );
    for (const { evidence } of [inPercent, turned]) {
      expect(evidence.priorWeight).toBeCloseTo(plain.evidence.priorWeight, 4);
      expect(evidence.evidenceGain).toBeCloseTo(plain.evidence.evidenceGain, 5);
      expect(evidence.halfLives).toEqual(plain.evidence.halfLives);
    }
    const cells = plain.evidence.degreesOfFreedom * N;
    expect(inPercent.evidence.logEvidence).toBeCloseTo(plain.evidence.logEvidence - cells * Math.log(100), 4);
  });

  it('is the covariance "posterior" beside the loadings, where the market has its own part alone', () => {
    const market = panel.covariates.market as Float64Array;
    const N = panel.assets.length;
    const withSlopes: PanelModel = {
      ...model,
      fixed: ['asset', 'asset:market'],
      random: ['time'],
      kernels: {},
    };
    const fit = engine.fitPanel(panel, withSlopes);
    const returns = {
      assets: ['SPY', ...panel.assets],
      dates: panel.periods,
      returns: Float64Array.from(
        panel.periods.flatMap((_, t) => [market[t], ...panel.returns.subarray(t * N, (t + 1) * N)]),
      ),
    };
    const input = { returns, panel, model: withSlopes, fit };
    const own = covariance(engine, 'posterior', input);
    const total = covariance(engine, 'total', input);
    const systematic = covariance(engine, 'systematic', input);
    const residual = residualPosterior(engine, panel, withSlopes, fit);
    const Omega = omegaOf(panel, withSlopes, fit);
    for (let i = 0; i <= N; i++)
      for (let j = 0; j <= N; j++) {
        const cell = i * (N + 1) + j;
        if (i === 0 || j === 0) expect(own.values[cell]).toBeCloseTo(systematic.values[cell], 14);
        else {
          const loading = total.values[cell] - Omega.get(i - 1, j - 1);
          expect(own.values[cell]).toBeCloseTo(loading + residual.values[(i - 1) * N + j - 1], 12);
        }
      }
    expect(own.posterior).toEqual(residual.evidence);
    expect(own.conditionNumber).toBeGreaterThan(1);
  });

  it('needs the engine itself', () => {
    const fit = engine.fitPanel(panel, model);
    expect(thrown(() => residualPosterior({ ...engine }, panel, model, fit)).code).toBe('wrapped-engine');
  });

  it('refuses a model whose residual variance is 0', () => {
    const fit = engine.fitPanel(panel, model);
    const variances = fit.variances.map((own) => ({ ...own, estimate: own.label === 'time' ? 1 : 0 }));
    expect(thrown(() => residualPosterior(engine, panel, model, { ...fit, variances })).code).toBe(
      'singular-prior',
    );
  });
});

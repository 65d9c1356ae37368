import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { completePart, expectedCrossProducts } from '../../../src/covariance/posterior/missing.js';
import { coreOf } from '../../../src/engine/core.js';
import { type Panel, type PanelModel, residualPosterior } from '../../../src/browser.js';
import { orthonormalBasis } from '../../../src/model/basis.js';
import { expectClose } from '../../support/close.js';
import { beyondColumns, denseEvidence, denseExpected } from '../../support/dense-posterior.js';
import { engines } from '../../support/engines.js';
import { randomMatrix, randomSource } from '../../support/random.js';
import { randomPanel } from '../../support/random-panels.js';
import { thrown } from '../../support/thrown.js';

const matrixOf = (values: ArrayLike<number>, rows: number): Matrix =>
  Matrix.from1DArray(rows, values.length / rows, Array.from(values));

/** Rows of N assets with effects on 1 and x, and what is missing of them. */
function rowsOf(seed: number, T: number, N: number, isMissing: (t: number, i: number) => boolean) {
  const noise = randomMatrix(seed, T, N + 1);
  const x = Float64Array.from({ length: T }, (_, t) => noise[t * (N + 1)]);
  const returns = Float64Array.from({ length: T * N }, (_, cell) => {
    const [t, i] = [Math.floor(cell / N), cell % N];
    return isMissing(t, i)
      ? NaN
      : 0.2 * i + (1 + i) * x[t] + noise[t * (N + 1) + 1 + i] + noise[t * (N + 1) + 1];
  });
  const panel: Panel = {
    assets: Array.from({ length: N }, (_, i) => `A${i}`),
    periods: Array.from({ length: T }, (_, t) => `${t}`),
    returns,
    covariates: { x },
  };
  const columns = [
    { label: '1', values: new Float64Array(T).fill(1) },
    { label: 'x', values: x },
  ];
  const C = new Matrix(Array.from(x, (value) => [1, value]));
  const B = matrixOf(randomMatrix(seed + 77, N, N), N);
  const Omega = B.mmul(B.transpose())
    .div(N)
    .add(Matrix.eye(N, N, 0.6));
  return { panel, basis: orthonormalBasis(columns), C, Omega };
}

const scattered = (share: number, seed: number) => {
  const { uniform } = randomSource(seed);
  const drawn = Array.from({ length: 200 }, () => uniform() < share);
  return (t: number, i: number): boolean => drawn[t * 7 + i];
};

describe.each(engines)('expected cross-products on the %s engine', (_, engine) => {
  const core = coreOf(engine)!;
  const expected = ({ panel, basis, Omega }: ReturnType<typeof rowsOf>): Float64Array =>
    expectedCrossProducts(core, panel, panel.returns, Float64Array.from(Omega.to1DArray()), basis);

  it.each([
    ['scattered cells', 9, 4, scattered(0.25, 1)],
    ['a late listing', 10, 3, (t: number, i: number) => i === 1 && t < 6],
    ['a period without returns', 8, 3, (t: number, i: number) => t === 3 || (i === 0 && t === 5)],
    ['an asset without returns', 8, 3, (_: number, i: number) => i === 2],
    ['an asset with one return', 8, 3, (t: number, i: number) => i === 2 && t !== 4],
    ['an asset with as many returns as effects', 8, 4, (t: number, i: number) => i === 0 && t > 1],
  ] as const)('are those of universal kriging over all stacked cells: %s', (__, T, N, isMissing) => {
    const rows = rowsOf(T + N, T, N, isMissing);
    const dense = denseExpected(matrixOf(rows.panel.returns, T), rows.C, rows.Omega);
    expectClose(expected(rows), dense.to1DArray(), 1e-7);
  });

  it('are the cross-products themselves without missing cells', () => {
    const rows = rowsOf(3, 9, 4, () => false);
    const Y = matrixOf(rows.panel.returns, 9);
    const S = Y.transpose().mmul(beyondColumns(rows.C)).mmul(Y);
    expectClose(expected(rows), S.to1DArray(), 1e-10);
  });

  it('are νΩ where everything is missing', () => {
    const rows = rowsOf(4, 7, 3, () => true);
    expectClose(expected(rows), Matrix.mul(rows.Omega, 5).to1DArray(), 1e-10);
  });

  it('are νΩ on average over returns that the model makes, whatever is missing', () => {
    const isMissing = scattered(0.3, 5);
    const base = rowsOf(5, 7, 3, isMissing);
    const L = engine.cholesky(Float64Array.from(base.Omega.to1DArray()), 3);
    const { normal } = randomSource(6);
    const sum = new Float64Array(9);
    const draws = 1500;
    for (let d = 0; d < draws; d++) {
      const returns = base.panel.returns.slice();
      for (let t = 0; t < 7; t++) {
        const e = [normal(), normal(), normal()];
        for (let i = 0; i < 3; i++) {
          if (isMissing(t, i)) continue;
          returns[t * 3 + i] = 4 - i + (2 * i - 1) * (base.panel.covariates.x as Float64Array)[t];
          for (let j = 0; j <= i; j++) returns[t * 3 + i] += L[i * 3 + j] * e[j];
        }
      }
      const S = expected({ ...base, panel: { ...base.panel, returns } });
      S.forEach((value, cell) => (sum[cell] += value / draws));
    }
    expectClose(sum, Matrix.mul(base.Omega, 5).to1DArray(), 0.06, 3);
  });
});

describe('completePart', () => {
  it('is of the assets or of the periods with all returns, whichever has more', () => {
    expect(completePart(rowsOf(1, 10, 4, (t, i) => i === 1 && t < 8).panel, 2)).toEqual({
      assets: [0, 2, 3],
      periods: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    });
    expect(completePart(rowsOf(1, 10, 4, (t) => t === 2).panel, 2)!.periods).toEqual([
      0, 1, 3, 4, 5, 6, 7, 8, 9,
    ]);
    expect(completePart(rowsOf(1, 10, 4, (t, i) => (t + i) % 3 === 0).panel, 2)).toBeNull();
  });
});

const [[, engine]] = engines;

describe('the posterior of a panel with missing cells', () => {
  const model: PanelModel = { fixed: ['asset', 'asset:x'], random: ['time'], kernels: {}, scale: 'residual' };

  it('weighs the model by the evidence of the largest complete part', () => {
    const { panel, C } = rowsOf(12, 30, 5, (t, i) => i === 1 && t < 11);
    const fit = engine.fitPanel(panel, model);
    const { values, evidence, notes } = residualPosterior(engine, panel, model, fit);
    const D = Matrix.diag(Array.from(fit.scales));
    const [time, residual] = fit.variances.map(({ estimate }) => estimate);
    const Omega = D.mmul(
      Matrix.ones(5, 5)
        .mul(time)
        .add(Matrix.eye(5, 5, residual)),
    ).mmul(D);
    const [k, nu] = [evidence.k!, 28];
    const S = denseExpected(matrixOf(panel.returns, 30), C, Omega);
    expectClose(values, Matrix.mul(Omega, k).add(S).div(k + nu).to1DArray(), 1e-8, 0.1); // prettier-ignore
    expect(evidence.degreesOfFreedom).toBe(nu);
    expect(evidence.priorWeight).toBeCloseTo(k / (k + nu), 12);
    const part = [0, 2, 3, 4];
    const all = Array.from({ length: 30 }, (_, t) => t);
    const Y = matrixOf(panel.returns, 30).selection(all, part);
    const ofPart = Y.transpose().mmul(beyondColumns(C)).mmul(Y);
    const at = (value: number): number => denseEvidence(Omega.selection(part, part), ofPart, nu, value);
    expect(evidence.logEvidence).toBeCloseTo(at(k), 6);
    for (const factor of [1.03, 1 / 1.03]) expect(at(k * factor)).toBeLessThan(at(k));
    expect(notes).toEqual([
      'missing returns are expected from the others under the model; its weight is by the evidence of the 4 assets without any',
    ]);
  });

  it('takes complete periods where these have more cells', () => {
    const { panel } = rowsOf(13, 30, 5, (t) => t === 4 || t === 5);
    const { evidence, notes } = residualPosterior(engine, panel, model, engine.fitPanel(panel, model));
    expect(notes[0]).toContain('the 28 periods without any');
    expect(evidence.degreesOfFreedom).toBe(28);
  });

  it('has no half-life of its cross-products, and those of loadings and volatilities', () => {
    const { panel } = rowsOf(12, 30, 5, (t, i) => i === 1 && t < 11);
    const fit = engine.fitPanel(panel, model);
    for (const halfLife of [10, { correlations: 10 }])
      expect(thrown(() => residualPosterior(engine, panel, model, fit, halfLife)).code).toBe(
        'half-life-missing',
      );
    const { evidence } = residualPosterior(engine, panel, model, fit, 'auto');
    expect(evidence.halfLives.correlations).toBeNull();
    const { halfLives, halfLifeScores, ...own } = evidence;
    const plain = residualPosterior(engine, panel, model, fit).evidence;
    expect(plain).toEqual({ ...own, halfLives: { loadings: null, volatilities: null, correlations: null } });
    expect(halfLifeScores!.blocks).toBe(6);
    expect([null, 30, 15, 7.5, 3.75]).toContain(halfLives.volatilities);
  });

  it('is refused where no part is complete', () => {
    const { panel } = rowsOf(12, 30, 5, (t, i) => (t + i) % 7 === 0 || (t < 25 && i === t % 5));
    const fit = engine.fitPanel(panel, model);
    expect(thrown(() => residualPosterior(engine, panel, model, fit)).code).toBe('posterior-missing');
  });

  it('follows from any model that fits', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { panel, model: own } = randomPanel(seed, { kernels: 'one', scale: 'residual', missing: 0.1 });
      const fit = engine.fitPanel(panel, own);
      const outcome = (() => {
        try {
          return residualPosterior(engine, panel, own, fit);
        } catch (error) {
          return (error as { code: string }).code;
        }
      })();
      if (typeof outcome === 'string') expect(['posterior-missing', 'singular-prior']).toContain(outcome);
      else expect(engine.symmetricEigenvalues(outcome.values, panel.assets.length)[0]).toBeGreaterThan(0);
    }
  });
});

import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { type Panel, type PanelFit, type PanelModel, residualPosterior } from '../../../src/browser.js';
import { engines } from '../../support/engines.js';
import { randomSource } from '../../support/random.js';

const [[, engine]] = engines;

const matrixOf = (values: ArrayLike<number>, rows: number): Matrix =>
  Matrix.from1DArray(rows, values.length / rows, Array.from(values));

const plainModel: PanelModel = { fixed: ['asset'], random: ['asset:time(K)'], kernels: {}, scale: 'none' };

const names = (N: number): string[] => Array.from({ length: N }, (_, i) => `A${i}`);

function kernelOf(N: number, of: (i: number, j: number) => number) {
  return { labels: names(N), values: Float64Array.from({ length: N * N }, (_, c) => of(Math.floor(c / N), c % N)) }; // prettier-ignore
}

function large(seed: number, N: number, T: number, of: (i: number, j: number) => number): Panel {
  const L = engine.cholesky(Float64Array.from({ length: N * N }, (_, c) => of(Math.floor(c / N), c % N)), N); // prettier-ignore
  return panelOf(seed, N, T, L);
}

function panelOf(seed: number, N: number, T: number, L: Float64Array): Panel {
  const { normal } = randomSource(seed);
  const returns = new Float64Array(T * N);
  for (let t = 0; t < T; t++) {
    const e = Array.from({ length: N }, normal);
    for (let i = 0; i < N; i++) for (let j = 0; j <= i; j++) returns[t * N + i] += 0.01 * L[i * N + j] * e[j];
  }
  return { assets: names(N), periods: Array.from({ length: T }, (_, t) => `${t}`), returns, covariates: {} };
}

/** A panel of Σ ~ IW(kΩ, k + N + 1), Ω = 1e-4·(I + 11'), with its model at Ω. */
function drawnFrom(seed: number, k: number, N: number, T: number): [Panel, PanelModel, PanelFit] {
  const { normal } = randomSource(seed + 900);
  const L = engine.cholesky(Float64Array.from({ length: N * N }, (_, c) => (c % (N + 1) === 0 ? 2 : 1)), N); // prettier-ignore
  const degrees = k + N + 1;
  const A = Float64Array.from({ length: N * degrees }, normal);
  const product = matrixOf(A, N).mmul(matrixOf(A, N).transpose());
  const root = engine.cholesky(Float64Array.from(inverse(product).mul(k).to1DArray()), N);
  const Sigma = matrixOf(L, N).mmul(matrixOf(root, N));
  const factor = engine.cholesky(Float64Array.from(Sigma.mmul(Sigma.transpose()).to1DArray()), N);
  const panel = panelOf(seed, N, T, factor);
  const model: PanelModel = {
    fixed: ['asset'],
    random: ['time'],
    kernels: {},
    fixedVariances: { time: 1e-4, residual: 1e-4 },
  };
  return [panel, model, engine.fitPanel(panel, model)];
}

describe('the weight of the model in simulated returns', () => {
  it('believes a model that made the returns, and not one that did not', () => {
    const own = large(5, 12, 300, (i, j) => 0.8 ** Math.abs(i - j));
    const right: PanelModel = {
      ...plainModel,
      kernels: { K: kernelOf(12, (i, j) => 0.8 ** Math.abs(i - j)) },
    };
    const wrong: PanelModel = { ...plainModel, kernels: { K: kernelOf(12, (i, j) => (i % 2 === j % 2 ? 0.9 ** Math.abs(i - j) : 0)) } }; // prettier-ignore
    const weightOf = (of: PanelModel): number =>
      residualPosterior(engine, own, of, engine.fitPanel(own, of)).evidence.priorWeight;
    expect(weightOf(right)).toBeGreaterThan(0.6);
    expect(weightOf(wrong)).toBeLessThan(0.2);
  });

  it('finds the k that drew the covariance', () => {
    // Σ = (kΩ)^½ (AA')⁻¹ (kΩ)^½, A N × (k + N + 1), Ω = I + 11'
    for (const [seed, k] of [
      [1, 15],
      [2, 60],
      [3, 240],
    ]) {
      const found = residualPosterior(engine, ...drawnFrom(seed, k, 30, 150)).evidence;
      expect(found.k! / k).toBeGreaterThan(0.75);
      expect(found.k! / k).toBeLessThan(1.35);
    }
  });
});

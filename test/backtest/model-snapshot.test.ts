import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { type BacktestConfig, backtest, covarianceToCorrelation, fitModel } from '../../src/browser.js';
import { projectionAt } from '../support/dense-likelihood.js';
import { denseModel } from '../support/dense-model.js';
import { engines } from '../support/engines.js';
import { simulatedPrices } from '../support/simulated-prices.js';

const [[, engine]] = engines;
const tickers = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'VNQ'];
const classes = { equity: ['SPY', 'IWM', 'EFA'], other: ['AGG', 'GLD', 'VNQ'] };
const data = simulatedPrices({ seed: 21, assets: tickers, months: 31 });
const config: BacktestConfig = {
  market: 'SPY',
  classes,
  model: {
    fixed: ['1', 'asset:market'],
    random: ['asset(class)', 'asset:time(combined)'],
    minHeritability: 0,
  },
  backtest: { train: 18, rebalance: 3 },
  strategies: [
    { name: 'systematic' },
    { name: 'sample' },
    { name: 'oas', covariance: 'oas', standardise: true },
    { name: 'equalWeight' },
  ],
};
const run = async (changes: Partial<BacktestConfig> = {}) => {
  const { snapshot } = await backtest(engine, data, { ...config, ...changes });
  const fitted = fitModel(engine, data, { ...config, ...changes, to: snapshot.decision }, { train: 18 });
  return { snapshot, fitted };
};

/** Ascending, by QR. */
function eigenvaluesOf(matrix: Float64Array, n: number): number[] {
  return new EigenvalueDecomposition(Matrix.from1DArray(n, n, matrix)).realEigenvalues.sort((a, b) => a - b);
}

describe('the snapshot of the last window', () => {
  it('has every kernel of the model and the total correlation', async () => {
    const { snapshot, fitted } = await run();
    expect([snapshot.kernelName, ...snapshot.furtherKernels!.map(({ name }) => name)]).toEqual([
      'class',
      'combined',
    ]);
    const triangles = [
      [snapshot.furtherKernels![0].triangle, fitted.kernels!.kernels.combined.values],
      [snapshot.totalCorrelation!, covarianceToCorrelation(fitted.covariances.total!)],
    ] as const;
    for (const [triangle, matrix] of triangles) {
      expect(triangle).toHaveLength(21);
      let at = 0;
      for (let i = 0; i < 6; i++)
        for (let j = 0; j <= i; j++) expect(triangle[at++]).toBeCloseTo(matrix[i * 6 + j], 12);
    }
  });

  it('has the eigenvalues of the correlations that strategies take, each once', async () => {
    const { snapshot, fitted } = await run();
    const { periods, matrices, notes } = snapshot.spectra!;
    expect({ periods, notes }).toEqual({ periods: 18, notes: [] });
    expect(matrices.map(({ covariance }) => covariance)).toEqual([
      'sample',
      'systematic',
      'total',
      'oas (standardised)',
    ]);
    for (const { covariance, eigenvalues, conditionNumber } of matrices.slice(0, 3)) {
      const known = fitted.covariances[covariance as 'sample']!;
      const expected = eigenvaluesOf(covarianceToCorrelation(known), 6).reverse();
      eigenvalues.forEach((value, k) => expect(value).toBeCloseTo(expected[k], 11));
      expect(eigenvalues.reduce((sum, value) => sum + value)).toBeCloseTo(6, 11);
      const own = eigenvaluesOf(known.values, 6);
      expect(conditionNumber! / (own[5] / own[0])).toBeCloseTo(1, 9);
    }
  });

  it('has exact zeros of a sample with more assets than periods', async () => {
    const { snapshot } = await backtest(engine, data, {
      market: 'SPY',
      backtest: { train: 4, rebalance: 3 },
      strategies: [{ name: 'sample' }],
    }).then((result) => ({ snapshot: result.snapshot }));
    const [{ covariance, eigenvalues, conditionNumber }] = snapshot.spectra!.matrices;
    expect([covariance, conditionNumber]).toEqual(['sample', null]);
    expect(eigenvalues.slice(3)).toEqual([0, 0, 0]);
    expect(eigenvalues[2]).toBeGreaterThan(0.01);
    expect(snapshot).toMatchObject({ effects: null, totalCorrelation: null, furtherKernels: [] });
  });

  it('has BLUPs and prediction errors as the dense equations of the window give them', async () => {
    const { snapshot, fitted } = await run();
    const { panel, model, fit } = fitted;
    const N = panel.assets.length;
    const theta = fit.variances.map(({ estimate }) => estimate);
    const dense = denseModel(panel, model);
    const P = new Matrix(projectionAt(dense, theta));
    const { assets, terms } = snapshot.effects!;
    expect(assets).toEqual(panel.assets);
    expect(terms.map(({ term, period }) => [term, period])).toEqual([
      ['asset(class)', null],
      ['asset:time(combined)', panel.periods.at(-1)],
    ]);
    terms.forEach(({ term, period, blups, predictionErrors, reliability }, k) => {
      const { effectCovariance: C } = dense.terms[k];
      const kernel = model.kernels[/\((.+)\)/.exec(term)![1]].values;
      const start = period === null ? 0 : (panel.periods.length - 1) * N;
      for (let i = 0; i < N; i++) {
        const c = Matrix.columnVector(C.getRow(start + i));
        const explained = theta[k] ** 2 * c.transpose().mmul(P).mmul(c).get(0, 0);
        const prior = theta[k] * kernel[i * N + i] * dense.scales[i] ** 2;
        expect(blups[i]).toBe(fit.randomEffects[term][start + i]);
        expect(predictionErrors![i] ** 2).toBeCloseTo(prior - explained, 12);
        if (prior > 0) expect(reliability![i]).toBeCloseTo(explained / prior, 7);
        else expect(reliability![i]).toBeNull();
      }
    });
    expect(Math.max(...theta.slice(0, 2))).toBeGreaterThan(0);
  });

  it('says why a discounted fit has no prediction errors', async () => {
    const model = { random: ['asset:time(combined)'], halfLife: 9, minHeritability: 0 };
    const { snapshot } = await backtest(engine, data, { ...config, model });
    const { terms, notes } = snapshot.effects!;
    expect(terms[0]).toMatchObject({ predictionErrors: null, reliability: null });
    expect(terms[0].blups).toHaveLength(5);
    expect(notes).toEqual([expect.stringMatching(/^no prediction errors of BLUPs: /)]);
  });
});

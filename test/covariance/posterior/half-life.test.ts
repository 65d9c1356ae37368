import { Matrix } from 'ml-matrix';
import { expect, describe, it } from 'vitest';
import { covariance, residualPosterior } from '../../../src/browser.js';
import { loadings } from '../../../src/covariance/loadings.js';
import { matchUniverse } from '../../../src/covariance/universe.js';
import { expectClose } from '../../support/close.js';
import {
  denseBlockScores,
  denseDiscounts,
  denseRegression,
  denseVariances,
} from '../../support/dense-half-lives.js';
import { denseEvidence } from '../../support/dense-posterior.js';
import { columnsOf, driftingPanel, model, rowsOf } from '../../support/drifting-panels.js';
import { engines } from '../../support/engines.js';

describe.each(engines)('half-lives on the %s engine', (_, own) => {
  const [T, N] = [40, 4];
  const panel = driftingPanel(1, T, N, { volatilities: 0.3 });
  const given = { ...model, fixedVariances: { time: 0.02, residual: 2 } }; // no good model: k is finite
  const fit = own.fitPanel(panel, given);
  const [X, Y] = [columnsOf(panel), rowsOf(panel)];
  const scales = Matrix.diag(Array.from(fit.scales));
  const [time, residual] = fit.variances.map(({ estimate }) => estimate);
  const within = Matrix.ones(N, N).mul(time).add(Matrix.eye(N, N, residual)); // prettier-ignore
  const Omega = scales.mmul(within).mmul(scales);

  /** ν and S of a half-life by weighted least squares. */
  function crossProducts(halfLife: number | null): { degrees: number; S: Matrix } {
    const d = denseDiscounts(T, halfLife);
    const c = d.reduce((a, b) => a + b, 0) / d.reduce((a, b) => a + b * b, 0);
    const { H } = denseRegression(X, Y, d);
    const E = Matrix.sub(Y, H.mmul(Y));
    const D = Matrix.diag(d.map((value) => c * value));
    const left = d.map((value, t) => c * value * (1 - H.get(t, t)));
    return { degrees: left.reduce((a, b) => a + b, 0), S: E.transpose().mmul(D).mmul(E) };
  }

  it.each([[40], [10], [5], [null]])('discount everything alike where it is one number: %s', (h) => {
    const { degrees, S } = crossProducts(h);
    const { values, evidence } = residualPosterior(own, panel, given, fit, h);
    expect(evidence.degreesOfFreedom).toBeCloseTo(degrees, 9);
    expect(evidence.halfLives).toEqual({ loadings: h, volatilities: h, correlations: h });
    const k = evidence.k!;
    expect(evidence.logEvidence).toBeCloseTo(denseEvidence(Omega, S, degrees, k), 6);
    expectClose(values, Matrix.mul(Omega, k).add(S).div(k + degrees).to1DArray(), 1e-9, 1e-5); // prettier-ignore
  });

  it.each([
    [{ loadings: 10, volatilities: 5, correlations: null }],
    [{ loadings: null, volatilities: 8, correlations: 20 }],
    [{ loadings: 6, volatilities: null, correlations: 12 }],
  ])('scale the correlations of one by the volatilities of others: %o', (halfLives) => {
    const { degrees, S } = crossProducts(halfLives.correlations);
    const { values, evidence } = residualPosterior(own, panel, given, fit, halfLives);
    const k = evidence.k!;
    const wanted = denseVariances(X, Y, halfLives.loadings, halfLives.volatilities);
    const before = denseVariances(X, Y, halfLives.correlations, halfLives.correlations);
    const R = Matrix.diag(wanted.map((value, i) => Math.sqrt(value / before[i])));
    const mean = Matrix.mul(Omega, k).add(S).div(k + degrees); // prettier-ignore
    expectClose(values, R.mmul(mean).mmul(R).to1DArray(), 1e-9, 1e-5);
    expect(evidence.halfLives).toEqual(halfLives);
  });

  it('discount loadings and the covariance of the market', () => {
    const universe = matchUniverse({ assets: panel.assets, dates: panel.periods, returns: panel.returns }, panel); // prettier-ignore
    const { B, covariance: Sigma } = loadings(universe, panel, given, fit, 7);
    const d = denseDiscounts(T, 7);
    const slopes = denseRegression(X, Y, d).B.getRow(1);
    expectClose(B, slopes, 1e-12, 1e-10);
    const x = Array.from(panel.covariates.market as Float64Array);
    const [sum, squares] = [d.reduce((a, b) => a + b, 0), d.reduce((a, b) => a + b * b, 0)];
    const mean = x.reduce((a, value, t) => a + d[t] * value, 0) / sum;
    const about = x.reduce((a, value, t) => a + d[t] * (value - mean) ** 2, 0);
    const c = sum / squares;
    expect(Sigma[0]).toBeCloseTo((c * about) / (c * sum - 1), 12);
    const whole = covariance(own, 'posterior', {
      returns: { assets: panel.assets, dates: panel.periods, returns: panel.returns },
      panel,
      model: given,
      fit,
      halfLife: { loadings: 7 },
    });
    const left = residualPosterior(own, panel, given, fit, { loadings: 7 }).values;
    const expected = left.map(
      (value, cell) => value + slopes[Math.floor(cell / N)] * slopes[cell % N] * Sigma[0],
    );
    expectClose(whole.values, Array.from(expected), 1e-12, 1e-9);
  });

  it('are scored by t densities of each asset in six blocks of the second half', () => {
    const { halfLifeScores, halfLives } = residualPosterior(own, panel, given, fit, 'auto').evidence;
    const candidates = [null, 40, 20, 10, 5];
    const sums = { loadings: [0, 0, 0, 0, 0], volatilities: [0, 0, 0, 0, 0] };
    const best = (scores: number[]): number | null => candidates[scores.indexOf(Math.max(...scores))];
    for (let b = 0; b < 6; b++) {
      const [from, to] = [20 + Math.round((20 * b) / 6), 20 + Math.round((20 * (b + 1)) / 6)];
      const part = (start: number, end: number) => ({
        X: X.subMatrix(start, end - 1, 0, 1),
        Y: Y.subMatrix(start, end - 1, 0, N - 1),
      });
      const scores = denseBlockScores(part(0, from), part(from, to), [1], candidates, best(sums.loadings));
      for (const name of ['loadings', 'volatilities'] as const)
        sums[name] = sums[name].map((value, k) => value + scores[name][k]);
    }
    for (const name of ['loadings', 'volatilities'] as const) {
      expect(halfLifeScores![name].map(({ halfLife }) => halfLife)).toEqual(candidates);
      halfLifeScores![name].forEach(({ score }, k) => expect(score!).toBeCloseTo(sums[name][k], 8));
      expect(halfLives[name]).toBe(best(sums[name]));
    }
    expect(halfLifeScores!.blocks).toBe(6);
  });
});

import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  covariance,
  type HalfLifeOption,
  type Panel,
  type PanelModel,
  residualPosterior,
} from '../../../src/browser.js';
import { loadings } from '../../../src/covariance/loadings.js';
import { matchUniverse } from '../../../src/covariance/universe.js';
import { contrastModel, six as average } from '../../support/average-panels.js';
import { expectClose } from '../../support/close.js';
import { denseDiscounts, denseRegression, denseVariances } from '../../support/dense-half-lives.js';
import { columnsOf, driftingPanel, model, rowsOf } from '../../support/drifting-panels.js';
import { engines } from '../../support/engines.js';
import { thrown } from '../../support/thrown.js';

const [[, engine]] = engines;

/** N×N of a panel's total: B Σ_x B' + residual. */
const totalOf = (panel: Panel, own: PanelModel, halfLife?: HalfLifeOption): Float64Array =>
  covariance(engine, 'posterior', {
    returns: { assets: panel.assets, dates: panel.periods, returns: panel.returns },
    panel,
    model: own,
    fit: engine.fitPanel(panel, own),
    halfLife,
  }).values;

describe('half-lives in other models', () => {
  it('are none where they are very long, all and each', () => {
    const panel = driftingPanel(3, 60, 5, { volatilities: 0.2 });
    const none = totalOf(panel, model);
    for (const long of [1e12, { loadings: 1e12 }, { volatilities: 1e12 }, { correlations: 1e12 }])
      expectClose(totalOf(panel, model, long), Array.from(none), 1e-9, 1e-6);
    expect(totalOf(panel, model, {})).toEqual(none);
  });

  it('are those of the model by default, whose loadings are the fit’s', () => {
    const panel = driftingPanel(5, 48, 4, { volatilities: 0.2 });
    const discounted = { ...model, halfLife: 12 };
    const fit = engine.fitPanel(panel, discounted);
    const { evidence } = residualPosterior(engine, panel, discounted, fit);
    expect(evidence.halfLives).toEqual({ loadings: 12, volatilities: 12, correlations: 12 });
    expect(evidence.degreesOfFreedom).toBeCloseTo(fit.discount!.degreesOfFreedom, 9);
    const universe = matchUniverse({ assets: panel.assets, dates: panel.periods, returns: panel.returns }, panel); // prettier-ignore
    const own = loadings(universe, panel, discounted, fit);
    const again = loadings(universe, panel, model, engine.fitPanel(panel, model), 12);
    expectClose(again.B, Array.from(own.B), 1e-12, 1e-8);
    expect(again.covariance).toEqual(own.covariance);
  });

  it('go with weights of periods and t errors', () => {
    const panel = driftingPanel(6, 60, 4, { volatilities: 0.3 });
    const tails: PanelModel = { ...model, errors: { kind: 't', degreesOfFreedom: 5 } };
    const fit = engine.fitPanel(panel, tails);
    const roots = Matrix.diag(Array.from(fit.errors!.weights, Math.sqrt));
    const [X, Y] = [roots.mmul(columnsOf(panel)), roots.mmul(rowsOf(panel))];
    const halfLives = { loadings: 15, volatilities: 10 };
    const plain = residualPosterior(engine, panel, tails, fit).values;
    const own = residualPosterior(engine, panel, tails, fit, halfLives).values;
    const [before, after] = [denseVariances(X, Y, null, null), denseVariances(X, Y, 15, 10)];
    const ratio = after.map((value, i) => Math.sqrt(value / before[i]));
    expectClose(own, Array.from(plain, (value, c) => value * ratio[Math.floor(c / 4)] * ratio[c % 4]), 1e-12, 1e-8); // prettier-ignore
    const universe = matchUniverse({ assets: panel.assets, dates: panel.periods, returns: panel.returns }, panel); // prettier-ignore
    const slopes = denseRegression(X, Y, denseDiscounts(60, 15)).B.getRow(1);
    expectClose(loadings(universe, panel, tails, fit, 15).B, slopes, 1e-12, 1e-9);
  });

  it('keep the average without a residual where it is the market', () => {
    const [N, T] = [average.assets.length, average.periods.length];
    const fit = engine.fitPanel(average, contrastModel);
    const { values } = residualPosterior(engine, average, contrastModel, fit, {
      loadings: T / 4,
      volatilities: T / 4,
    });
    for (let i = 0; i < N; i++) {
      const sum = values.subarray(i * N, (i + 1) * N).reduce((a, b) => a + b, 0);
      expect(Math.abs(sum)).toBeLessThan(1e-14);
      expect(values[i * (N + 1)]).toBeGreaterThan(0);
    }
    const universe = matchUniverse({ assets: average.assets, dates: average.periods, returns: average.returns }, average); // prettier-ignore
    const { B } = loadings(universe, average, contrastModel, fit, T / 4);
    expect(B.reduce((a, b) => a + b, 0) / N).toBeCloseTo(1, 10); // the average moves one to one with itself
  });

  it('leave an asset that is the market its loading of 1 alone', () => {
    const panel = driftingPanel(7, 60, 3);
    const market = panel.covariates.market as Float64Array;
    const returns = {
      assets: ['SPY', ...panel.assets],
      dates: panel.periods,
      returns: Float64Array.from(panel.periods.flatMap((_, t) => [market[t], ...panel.returns.subarray(t * 3, t * 3 + 3)])), // prettier-ignore
    };
    const fit = engine.fitPanel(panel, model);
    const { B, covariance: Sigma } = loadings(matchUniverse(returns, panel), panel, model, fit, 10);
    expect(B[0]).toBe(1);
    const { values } = covariance(engine, 'posterior', { returns, panel, model, fit, halfLife: 'auto' });
    const { halfLives } = residualPosterior(engine, panel, model, fit, 'auto').evidence;
    const chosen = loadings(matchUniverse(returns, panel), panel, model, fit, halfLives.loadings);
    expect(values[0]).toBe(chosen.covariance[0]);
    expect(values[1]).toBeCloseTo(chosen.covariance[0] * chosen.B[1], 14);
    expect(Sigma[0]).toBeGreaterThan(0);
  });

  it('are by the returns that an asset has where some are missing', () => {
    const whole = driftingPanel(8, 60, 4, { volatilities: 0.2 });
    const returns = whole.returns.slice();
    for (let t = 0; t < 25; t++) returns[t * 4 + 3] = NaN;
    const panel = { ...whole, returns };
    const fit = engine.fitPanel(panel, model);
    const halfLives = { loadings: 20, volatilities: 12 };
    const plain = residualPosterior(engine, panel, model, fit).values;
    const own = residualPosterior(engine, panel, model, fit, halfLives).values;
    const [X, Y] = [columnsOf(whole), rowsOf(whole)];
    const late = { X: X.subMatrix(25, 59, 0, 1), Y: Y.subMatrix(25, 59, 3, 3) };
    const ratios = [0, 1, 2].map((i) => Math.sqrt(denseVariances(X, Y, 20, 12)[i] / denseVariances(X, Y, null, null)[i])); // prettier-ignore
    ratios.push(Math.sqrt(denseVariances(late.X, late.Y, 20, 12)[0] / denseVariances(late.X, late.Y, null, null)[0])); // prettier-ignore
    expectClose(own, Array.from(plain, (value, c) => value * ratios[Math.floor(c / 4)] * ratios[c % 4]), 1e-12, 1e-8); // prettier-ignore
    const universe = matchUniverse({ assets: panel.assets, dates: panel.periods, returns: panel.returns }, panel); // prettier-ignore
    const slope = denseRegression(late.X, late.Y, denseDiscounts(35, 20)).B.get(1, 0);
    expect(loadings(universe, panel, model, fit, 20).B[3]).toBeCloseTo(slope, 10);
    // scores are over the assets that are seen
    const auto = residualPosterior(engine, panel, model, fit, 'auto').evidence.halfLifeScores!;
    expect(auto.blocks).toBe(6);
    expect(auto.loadings.every(({ score }) => score !== null)).toBe(true);
  });

  it('of loadings need loadings of each asset’s own', () => {
    const panel = driftingPanel(9, 48, 4);
    const K = { labels: panel.assets, values: Matrix.eye(4).to1DArray() };
    const kernels = { K: { ...K, values: Float64Array.from(K.values) } };
    for (const own of [
      { ...model, fixed: ['asset', 'market'] },
      { ...model, fixed: ['asset', 'market'], random: ['asset:market(K)', 'time'], kernels },
    ]) {
      const fit = engine.fitPanel(panel, own);
      for (const halfLife of [12, { loadings: 12 }] as HalfLifeOption[])
        expect(thrown(() => residualPosterior(engine, panel, own, fit, halfLife)).code).toBe('half-life-loadings'); // prettier-ignore
      const { evidence, notes } = residualPosterior(engine, panel, own, fit, 'auto');
      expect(evidence.halfLives.loadings).toBeNull();
      expect(evidence.halfLifeScores!.loadings.map(({ halfLife }) => halfLife)).toEqual([null]);
      expect(notes[0]).toContain('the half-life of the loadings is not chosen');
    }
  });

  it('are refused where they leave no degree of freedom', () => {
    const panel = driftingPanel(5, 48, 4);
    const fit = engine.fitPanel(panel, model);
    for (const halfLife of [0.5, { loadings: 0.5 }, { volatilities: 0.1 }] as HalfLifeOption[]) {
      const error = thrown(() => residualPosterior(engine, panel, model, fit, halfLife));
      expect(error.code).toBe('half-life-too-short');
      expect(error.details).toMatchObject({ periods: 48, columns: 2 });
    }
  });
});

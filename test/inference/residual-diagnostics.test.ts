import { LuDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { residualDiagnostics } from '../../src/browser.js';
import { seriesDiagnostics } from '../../src/inference/series-diagnostics.js';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { engines } from '../support/engines.js';
import { thrown } from '../support/thrown.js';
import { averageModel, averagePanel, lme4, lme4Panel, model, panel, ragged } from './support.js';

const [[, engine]] = engines;

describe('series diagnostics', () => {
  it.each(lme4.series)('are those of R for asset $asset', (expected) => {
    const i = lme4Panel.assets.indexOf(expected.asset);
    const series = lme4Panel.returns.filter((_, cell) => cell % lme4Panel.assets.length === i);
    const own = seriesDiagnostics([series], Float64Array.from(lme4.market));
    expect(own.observations).toBe(20);
    expect(own.skewness).toBeCloseTo(expected.skewness, 9);
    expect(own.excessKurtosis).toBeCloseTo(expected.excessKurtosis, 9);
    expect(own.autocorrelation).toBeCloseTo(expected.autocorrelation, 9);
    const pairs = [own.jarqueBera!, own.ljungBox[0], own.ljungBox[3], own.breuschPagan!].flatMap(
      ({ statistic, pValue }) => [statistic, pValue],
    );
    [...expected.jarqueBera, ...expected.ljungBox, ...expected.breuschPagan].forEach((value, k) =>
      expect(pairs[k]).toBeCloseTo(value, 8),
    );
    expect(own.ljungBox.map(({ degreesOfFreedom }) => degreesOfFreedom)).toEqual([1, 2, 3, 4]);
  });

  it('pass over gaps: pairs of neighbours only', () => {
    const { autocorrelation, observations } = seriesDiagnostics([Float64Array.of(1, -1, NaN, 2, -2)], null);
    expect(observations).toBe(4);
    expect(autocorrelation).toBeCloseTo((-1 - 4) / 10, 14);
  });

  it('are null where they are undefined', () => {
    expect(seriesDiagnostics([new Float64Array(5)], null)).toEqual({
      observations: 5,
      skewness: null,
      excessKurtosis: null,
      jarqueBera: null,
      autocorrelation: null,
      ljungBox: [],
      breuschPagan: null,
    });
    expect(seriesDiagnostics([Float64Array.of(1, 2, 4)], new Float64Array(3)).breuschPagan).toBeNull();
  });
});

/** e_t'Ω_OO⁻¹e_t written out, with e_t from the fixed effects alone (no persistent ones in the model). */
function distances(data: Panel, own: PanelModel): (number | null)[] {
  const fit = engine.fitPanel(data, own);
  const N = data.assets.length;
  const market = data.covariates.market as Float64Array;
  const effect = (label: string): number => fit.fixedEffects.find((found) => found.label === label)!.estimate;
  const theta = Object.fromEntries(fit.variances.map(({ label, estimate }) => [label, estimate]));
  const { labels, values } = own.kernels.K;
  const kernel = (i: number, j: number): number =>
    values[labels.indexOf(data.assets[i]) * labels.length + labels.indexOf(data.assets[j])];
  return data.periods.map((_, t) => {
    const seen = data.assets.map((__, i) => i).filter((i) => !Number.isNaN(data.returns[t * N + i]));
    if (seen.length === 0) return null;
    const Omega = new Matrix(
      seen.map((i) =>
        seen.map(
          (j) =>
            (theta['asset:time(K)'] * kernel(i, j) + theta.time + (i === j ? theta.residual : 0)) *
            fit.scales[i] *
            fit.scales[j],
        ),
      ),
    );
    const e = Matrix.columnVector(
      seen.map(
        (i) =>
          data.returns[t * N + i] -
          effect(`asset[${data.assets[i]}]`) -
          effect(`asset:market[${data.assets[i]}]`) * market[t],
      ),
    );
    return e.transpose().mmul(new LuDecomposition(Omega).solve(e)).get(0, 0);
  });
}

describe('residual diagnostics', () => {
  it.each([
    ['complete', panel],
    ['with missing cells', ragged],
  ])('have the Mahalanobis distances of the periods, %s', (_, data) => {
    const expected = distances(data, model);
    const { influentialPeriods } = residualDiagnostics(data, engine.fitPanel(data, model));
    const largest = expected.filter((value) => value !== null).sort((a, b) => b - a);
    expect(influentialPeriods).toHaveLength(5);
    influentialPeriods.forEach(({ period, distance, observations }, k) => {
      expect(distance / largest[k]).toBeCloseTo(1, 8);
      expect(distance / expected[data.periods.indexOf(period)]!).toBeCloseTo(1, 8);
      const t = data.periods.indexOf(period);
      const N = data.assets.length;
      const seen = data.returns.subarray(t * N, (t + 1) * N).filter((value) => !Number.isNaN(value));
      expect(observations).toBe(seen.length);
    });
  });

  it('point at a period that was made to stand out, at skewness, and at variance that follows the market', () => {
    const N = panel.assets.length;
    const market = panel.covariates.market as Float64Array;
    const returns = panel.returns.map((value, cell) =>
      Math.floor(cell / N) === 13 ? value + 0.2 * (-1) ** cell : value,
    );
    const outlier = residualDiagnostics({ ...panel, returns }, engine.fitPanel({ ...panel, returns }, model));
    expect(outlier.influentialPeriods[0].period).toBe(panel.periods[13]);
    expect(outlier.overall.jarqueBera!.pValue).toBeLessThan(1e-6);

    const plain = engine.fitPanel(panel, model);
    const grown = panel.returns.map(
      (value, cell) => value + plain.residuals[cell] * 60 * market[Math.floor(cell / N)],
    );
    const hetero = residualDiagnostics(
      { ...panel, returns: grown },
      engine.fitPanel({ ...panel, returns: grown }, model),
    );
    const before = residualDiagnostics(panel, plain);
    expect(before.covariate).toBe('market');
    expect(hetero.overall.breuschPagan!.pValue).toBeLessThan(before.overall.breuschPagan!.pValue);
  });

  it('are of the residuals of each asset and of all, divided by their scales', () => {
    const fit = engine.fitPanel(ragged, model);
    const { assets, overall } = residualDiagnostics(ragged, fit);
    const N = ragged.assets.length;
    const x = ragged.covariates.market as Float64Array;
    const columns = ragged.assets.map((_, i) => fit.residuals.filter((__, cell) => cell % N === i));
    expect(assets.map(({ asset }) => asset)).toEqual(ragged.assets);
    expect(assets[2]).toEqual({ asset: ragged.assets[2], ...seriesDiagnostics([columns[2]], x) });
    expect(overall).toEqual(
      seriesDiagnostics(
        columns.map((column, i) => column.map((e) => e / fit.scales[i])),
        x,
      ),
    );
    expect(overall.observations).toBe(ragged.returns.filter((value) => !Number.isNaN(value)).length);
  });

  it('work with contrasts, and have no distances where the residual variance is 0', () => {
    const fit = engine.fitPanel(averagePanel, averageModel);
    const { influentialPeriods } = residualDiagnostics(averagePanel, fit);
    expect(influentialPeriods.every(({ distance }) => distance > 0)).toBe(true);
    const exact = engine.fitPanel(panel, { ...model, fixedVariances: { residual: 0 } });
    expect(residualDiagnostics(panel, exact).influentialPeriods).toEqual([]);
    expect(residualDiagnostics(panel, exact).overall.jarqueBera).toBeNull();
  });

  it('refuse a fit of another panel and an unknown covariate', () => {
    const fit = engine.fitPanel(panel, model);
    expect(thrown(() => residualDiagnostics(ragged, fit)).code).toBe('fit-mismatch');
    expect(thrown(() => residualDiagnostics(panel, fit, { covariate: 'markets' })).code).toBe(
      'unknown-covariate',
    );
  });
});

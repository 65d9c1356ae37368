import { describe, expect, test } from 'vitest';
import { createEngine } from '../../../src/browser.js';
import { denseKernel } from '../../../src/kernels/low-rank-block.js';
import { fitLowRankPanel } from '../../../src/model/low-rank/fit.js';
import type { PanelModel } from '../../../src/model/types.js';
import { lowRankModel, lowRankPanel } from '../../support/low-rank-panels.js';
import { thrown } from '../../support/thrown.js';

const engine = await createEngine();

describe('inference of a fit of low rank', () => {
  const { panel, kernel } = lowRankPanel(4, { assets: 12, periods: 40, rank: 3, diagonal: 'each' });
  const fit = fitLowRankPanel(engine, panel, lowRankModel(kernel));
  const model: PanelModel = { ...lowRankModel(kernel), kernels: { K: denseKernel(kernel) } };
  const dense = engine.fitPanel(panel, model);
  const close = (actual: number, expected: number): void =>
    expect(Math.abs(actual - expected)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)));

  test('influence of periods and prediction errors are those of the full kernel’s fit', () => {
    const deletion = engine.caseDeletion(panel, model, fit);
    engine.caseDeletion(panel, model, dense).periods.forEach((expected, t) => {
      close(deletion.periods[t].cookDistance, expected.cookDistance);
      expected.changes.forEach((change, k) => close(deletion.periods[t].changes[k], change));
    });
    const errors = engine.predictionErrors(panel, model, fit)['asset:time(K)'];
    engine.predictionErrors(panel, model, dense)['asset:time(K)'].errorVariance.forEach((expected, at) => {
      expect(Math.abs(errors.errorVariance[at] / expected - 1)).toBeLessThan(1e-6);
    });
  });

  test('refuses other factors, another diagonal and a matrix that is of none', () => {
    const refused = (K: PanelModel['kernels'][string]): unknown[] => {
      const { code, details } = thrown(() => engine.caseDeletion(panel, { ...model, kernels: { K } }, fit));
      return [code, details.differing];
    };
    const other = kernel.factors.map((value, at) => (at === 4 ? value + 1e-12 : value));
    const expected = ['fit-mismatch', 'asset:time(K)'];
    expect(refused(denseKernel({ ...kernel, factors: other }))).toEqual(expected);
    expect(refused(denseKernel({ ...kernel, diagonal: 0.3 }))).toEqual(expected);
    expect(refused({ labels: kernel.labels, values: denseKernel(kernel).values })).toEqual(expected);
  });
});

describe('panels at the edge', () => {
  test('identical assets: the fit is that of the full kernel, with effects alike', () => {
    const { panel, kernel } = lowRankPanel(6, { assets: 10, periods: 50, rank: 3, diagonal: 0.2 });
    const factors = kernel.factors.map((value, at) => (at < 6 ? kernel.factors[at % 3] : value));
    const returns = panel.returns.map((value, at) => (at % 10 === 1 ? panel.returns[at - 1] : value));
    const twins = { ...panel, returns };
    const own = { ...kernel, factors };
    const fit = fitLowRankPanel(engine, twins, lowRankModel(own));
    const dense = engine.fitPanel(twins, { ...lowRankModel(own), kernels: { K: denseKernel(own) } });
    expect(fit.converged).toBe(true);
    expect(Math.abs(fit.logLikelihood / dense.logLikelihood - 1)).toBeLessThan(1e-9);
    fit.variances.forEach(({ estimate }, k) =>
      expect(Math.abs(estimate - dense.variances[k].estimate)).toBeLessThan(1e-8),
    );
    const effects = fit.randomEffects['asset:time(K)'];
    for (let t = 0; t < 50; t++) expect(effects[10 * t + 1]).toBeCloseTo(effects[10 * t], 12);
  });

  test('more assets than periods: the fit is that of the full kernel', () => {
    for (const diagonal of [0.3, 'each'] as const) {
      const { panel, kernel } = lowRankPanel(8, { assets: 90, periods: 12, rank: 4, diagonal });
      const fit = fitLowRankPanel(engine, panel, lowRankModel(kernel));
      const dense = engine.fitPanel(panel, { ...lowRankModel(kernel), kernels: { K: denseKernel(kernel) } });
      expect([fit.converged, fit.path]).toEqual([true, 'lowRank']);
      expect(Math.abs(fit.logLikelihood / dense.logLikelihood - 1)).toBeLessThan(1e-9);
      fit.variances.forEach(({ estimate }, k) =>
        expect(Math.abs(estimate - dense.variances[k].estimate)).toBeLessThan(1e-8),
      );
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { thrown } from '../support/thrown.js';
import { complete, drawn, engine, N, perAsset, persistent, refitted, T, without } from './deletion-panels.js';
import { model as sixModel, panel as six } from './support.js';

describe('influence of a period on the variances', () => {
  it('is exact, whatever is left out, where one variance is all that there is', () => {
    const single: PanelModel = { ...perAsset, random: [] };
    const fit = engine.fitPanel(complete, single);
    const { components, periods } = engine.caseDeletion(complete, single, fit);
    expect(components).toEqual(['residual']);
    const [{ estimate, standardError }] = fit.variances;
    periods.forEach(({ changes, cookDistance }, t) => {
      const refit = engine.fitPanel(without(complete, t), single).variances[0].estimate;
      expect((estimate - changes[0]) / refit).toBeCloseTo(1, 12);
      // of one variance the average information is the expected one: D is the standardised change squared
      expect(cookDistance / (changes[0] / standardError!) ** 2).toBeCloseTo(1, 8);
    });
  });

  it('is exact where the kernel makes blocks: REML is then an analysis of variance', () => {
    const fit = engine.fitPanel(complete, perAsset);
    const { components, periods } = engine.caseDeletion(complete, perAsset, fit);
    for (const { period, standardized } of periods) {
      const refit = refitted(complete, perAsset, fit, complete.periods.indexOf(period), components);
      standardized.forEach((value, k) => expect(value).toBeCloseTo(refit[k], 8));
    }
  });

  it.each([
    ['all fall together', () => -0.15, 'time'],
    ['some related assets fall', (i: number) => (i % 3 === 0 ? -0.22 : 0), 'asset:time(K)'],
    ['every asset goes its own way', (i: number) => 0.12 * Math.cos(7 * i * i), 'residual'],
  ])('puts the month of a crash first, with its sign: %s', (_, shock, label) => {
    for (const [path, data, model] of [
      ['spectral', complete, perAsset],
      ['patterns', drawn(2, 0.3), perAsset],
      ['spectral', complete, persistent],
    ] as const) {
      const crash = 41;
      const returns = data.returns.map((value, cell) =>
        Math.floor(cell / N) === crash ? value + shock(cell % N) : value,
      );
      const panel = { ...data, returns };
      const fit = engine.fitPanel(panel, model);
      expect(fit.path).toBe(path);
      const { components, periods } = engine.caseDeletion(panel, model, fit);
      const [first, second] = periods.toSorted((a, b) => b.cookDistance - a.cookDistance);
      expect(first.period).toBe(panel.periods[crash]);
      expect(first.cookDistance).toBeGreaterThan(5 * second.cookDistance);
      const k = components.indexOf(label);
      expect(first.standardized.indexOf(Math.max(...first.standardized))).toBe(k);
      const refit = refitted(panel, model, fit, crash, components)[k];
      expect(refit).toBeGreaterThan(1);
      expect(Math.abs(first.standardized[k] / refit - 1)).toBeLessThan(0.03);
    }
  });

  it('holds the scales of a fit: it is that of returns divided by them', () => {
    const model: PanelModel = { ...perAsset, scale: 'residual' };
    const fit = engine.fitPanel(complete, model);
    const scaled = {
      ...complete,
      returns: complete.returns.map((value, cell) => value / fit.scales[cell % N]),
    };
    const own = engine.caseDeletion(complete, model, fit).periods;
    const plain = engine.caseDeletion(scaled, perAsset, engine.fitPanel(scaled, perAsset)).periods;
    own.forEach(({ cookDistance, standardized }, t) => {
      expect(cookDistance).toBeCloseTo(plain[t].cookDistance, 8);
      standardized.forEach((value, k) => expect(value).toBeCloseTo(plain[t].standardized[k], 7));
    });
  });

  it('leaves given variances and those at the boundary where they are', () => {
    const held: PanelModel = { ...perAsset, fixedVariances: { time: 1e-4 } };
    const fit = engine.fitPanel(complete, held);
    const { components, periods } = engine.caseDeletion(complete, held, fit);
    expect(components).toEqual(['asset:time(K)', 'residual']);
    const refit = refitted(complete, held, fit, 7, components);
    periods[7].standardized.forEach((value, k) => expect(value).toBeCloseTo(refit[k], 2));

    // no asset differs from the others in its mean
    const means = complete.assets.map((_, i) =>
      complete.returns.filter((__, cell) => cell % N === i).reduce((sum, r) => sum + r / T, 0),
    );
    const alike = { ...complete, returns: complete.returns.map((value, cell) => value - means[cell % N]) };
    const zero: PanelModel = { ...persistent, random: ['asset(K)', 'time', 'asset:time(K)'] };
    const bound = engine.fitPanel(alike, zero);
    expect(bound.variances[0].atBoundary).toBe(true);
    expect(engine.caseDeletion(alike, zero, bound).components).toEqual(['time', 'asset:time(K)', 'residual']);

    const all = { time: 1e-4, 'asset:time(K)': 1e-4, residual: 4e-4 };
    const given: PanelModel = { ...perAsset, fixedVariances: all };
    const nothing = engine.caseDeletion(complete, given, engine.fitPanel(complete, given));
    expect(nothing.components).toEqual([]);
    expect(nothing.periods.every(({ cookDistance }) => cookDistance === 0)).toBe(true);
  });

  it('takes no variance below 0', () => {
    // all that `time` has comes from one period
    const returns = complete.returns.map((value, cell) => {
      const t = Math.floor(cell / N);
      const mean = complete.returns.subarray(t * N, (t + 1) * N).reduce((sum, r) => sum + r / N, 0);
      return value - (1 - 1e-3) * mean + (t === 20 ? 0.3 : 0);
    });
    const panel = { ...complete, returns };
    const model: PanelModel = { ...perAsset, fixed: ['1'], random: ['time'] };
    const fit = engine.fitPanel(panel, model);
    expect(fit.variances[0].estimate).toBeGreaterThan(0);
    expect(engine.caseDeletion(panel, model, fit).periods[20].changes[0]).toBe(fit.variances[0].estimate);
    expect(engine.fitPanel(without(panel, 20), model).variances[0].estimate).toBe(0);
  });

  it.each([
    ['complete', 0],
    ['with missing cells', 0.3],
  ])('is none of a period that holds nothing but effects of its own: %s', (_, missing) => {
    const data = drawn(4, missing);
    const alone = Float64Array.from(data.periods, (__, t) => (t === 30 ? 1 : 0));
    data.returns.fill(0.01, 30 * N, 31 * N);
    const panel: Panel = { ...data, covariates: { ...data.covariates, alone } };
    const model: PanelModel = { ...perAsset, fixed: [...perAsset.fixed, 'asset:alone'] };
    const fit = engine.fitPanel(panel, model);
    const rest = engine.fitPanel(without(data, 30), perAsset);
    const { periods } = engine.caseDeletion(panel, model, fit);
    fit.variances.forEach(({ estimate }, k) => {
      expect(rest.variances[k].estimate / estimate).toBeCloseTo(1, 8);
      expect(Math.abs(periods[30].standardized[k])).toBeLessThan(1e-6);
    });
    expect(periods[30].cookDistance).toBeLessThan(1e-10);
    expect(periods.filter(({ cookDistance }) => cookDistance > 1e-6).length).toBeGreaterThan(T - 5);
  });

  it.each([
    ['complete', 0],
    ['with missing cells', 0.3],
  ])('takes a common effect of the period alone with it: %s', (_, missing) => {
    const data = drawn(6, missing);
    const alone = Float64Array.from(data.periods, (__, t) => (t === 30 ? 1 : 0));
    const returns = data.returns.map((value, cell) =>
      Math.floor(cell / N) === 30 ? value - 0.1 * (cell % 3) : value,
    );
    const panel: Panel = { ...data, returns, covariates: { ...data.covariates, alone } };
    const model: PanelModel = { ...perAsset, fixed: [...perAsset.fixed, 'alone'] };
    const fit = engine.fitPanel(panel, model);
    const { components, periods } = engine.caseDeletion(panel, model, fit);
    const rest = engine.fitPanel(without(panel, 30), perAsset);
    components.forEach((label, k) => {
      const own = fit.variances.find((variance) => variance.label === label)!;
      const { estimate } = rest.variances.find((variance) => variance.label === label)!;
      const expected = (own.estimate - estimate) / own.standardError!;
      expect(Math.abs(periods[30].standardized[k] - expected)).toBeLessThan(0.05 + 0.1 * Math.abs(expected));
    });
    expect(periods.toSorted((a, b) => b.cookDistance - a.cookDistance)[0].period).toBe('p31');
  });

  it('leaves out periods without returns, and counts those that there are', () => {
    const returns = complete.returns.map((value, cell) =>
      Math.floor(cell / N) === 3 || cell === 5 * N ? NaN : value,
    );
    const panel = { ...complete, returns };
    const { periods } = engine.caseDeletion(panel, perAsset, engine.fitPanel(panel, perAsset));
    expect(periods).toHaveLength(T - 1);
    expect(periods.map(({ period }) => period)).not.toContain('p4');
    expect(periods[4]).toMatchObject({ period: 'p6', observations: N - 1 });
  });

  it('with t errors takes the weights as known, says so, and finds the crash tamed', () => {
    const returns = complete.returns.map((value, cell) =>
      Math.floor(cell / N) === 41 ? value - 0.15 : value,
    );
    const panel = { ...complete, returns };
    const model: PanelModel = { ...perAsset, errors: { kind: 't', degreesOfFreedom: 4 } };
    const tamed = engine.fitPanel(panel, model);
    const { periods, notes } = engine.caseDeletion(panel, model, tamed);
    expect(notes).toEqual([expect.stringContaining('t weights')]);
    const normal = engine.caseDeletion(panel, perAsset, engine.fitPanel(panel, perAsset)).periods;
    expect(periods[41].cookDistance).toBeLessThan(0.2 * normal[41].cookDistance);
    const weighted: PanelModel = { ...perAsset, periodWeights: tamed.errors!.weights };
    const same = engine.caseDeletion(panel, weighted, engine.fitPanel(panel, weighted)).periods;
    expect(periods[7].cookDistance / same[7].cookDistance).toBeCloseTo(1, 3);
  });

  it('is refused for a fit by maximum likelihood, whose score is another', () => {
    const ml: PanelModel = { ...perAsset, method: 'ML' };
    const fit = engine.fitPanel(complete, ml);
    expect(thrown(() => engine.caseDeletion(complete, ml, fit))).toMatchObject({ code: 'not-reml' });
  });

  it('is refused for another fit, one that did not converge, and periods with a half-life', () => {
    const fit = engine.fitPanel(six, sixModel);
    const halfLife: PanelModel = { ...sixModel, halfLife: 12 };
    const codes = [
      thrown(() => engine.caseDeletion(complete, perAsset, fit)),
      thrown(() => engine.caseDeletion(six, sixModel, { ...fit, converged: false })),
      thrown(() => engine.caseDeletion(six, halfLife, engine.fitPanel(six, halfLife))),
    ].map(({ code }) => code);
    expect(codes).toEqual(['fit-mismatch', 'not-converged', 'discounted-likelihood']);
  });
});

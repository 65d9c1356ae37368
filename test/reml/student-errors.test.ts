import { describe, expect, it } from 'vitest';
import type { Panel, PanelFit, PanelModel } from '../../src/browser.js';
import { designPanel } from '../../src/model/design.js';
import { summarizeFit } from '../../src/model/summary.js';
import { fitStudentErrors } from '../../src/model/student-errors.js';
import { contrastModel, six } from '../support/average-panels.js';
import { denseStudent, denseStudentBound, maximiseDirectly, studentPanel } from '../support/dense-student.js';
import { decayingKernel } from '../support/edge-panels.js';
import { cores } from '../support/engine-core.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { once } from '../support/once.js';
import { thrown } from '../support/thrown.js';

const estimated = { kind: 't', degreesOfFreedom: 'estimate' } as const;
const small = studentPanel(1, 4, 30, 4);
/** One whose variances are all inside their bounds without fixed effects too. */
const inside = studentPanel(5, 4, 30, 4);
const K = (panel: Panel) => decayingKernel(panel.assets, 0.6);
const bare: PanelModel = {
  fixed: [],
  random: ['time', 'asset:time(K)'],
  kernels: { K: K(small) },
  errors: estimated,
};
const perAsset: PanelModel = { ...bare, fixed: ['asset', 'asset:market'] };
const values = ({ variances }: PanelFit) => variances.map(({ estimate }) => estimate);

/** Largest likelihood over log σ² and log df by a direct search. */
const direct = once(() => {
  const likelihood = denseStudent(inside, bare);
  return maximiseDirectly((x) => likelihood(x.slice(0, 3).map(Math.exp), Math.exp(x[3])), [-8, -8, -8, 1.5]);
});

describe.each(engines)('t errors, %s build', (build, engine) => {
  const core = cores.find(([name]) => name === build)![1];

  it('without fixed effects are those of the direct maximum of the t likelihood', () => {
    const { x, value } = direct();
    const fit = engine.fitPanel(inside, bare);
    expect(fit.errors).toMatchObject({ converged: true, estimated: true });
    expectClose('ℓ', [fit.logLikelihood], [value], 1e-8 * Math.abs(value));
    values(fit).forEach((estimate, k) =>
      expectClose(`variance ${k}`, [estimate / Math.exp(x[k])], [1], 1e-4),
    );
    expectClose('df', [fit.errors!.degreesOfFreedom! / Math.exp(x[3])], [1], 1e-4);
  });

  it('have the standard error of df that the profile of the whole likelihood has', () => {
    const { x, value } = direct();
    const likelihood = denseStudent(inside, bare);
    const step = 0.05;
    const [up, down] = [step, -step].map(
      (h) => maximiseDirectly((v) => likelihood(v.map(Math.exp), Math.exp(x[3] + h)), x.slice(0, 3)).value,
    );
    const ofLog = 1 / Math.sqrt((2 * value - up - down) / step ** 2);
    const { degreesOfFreedom, standardError } = engine.fitPanel(inside, bare).errors!;
    // of the nuisances only the common scale is free: a little too small
    expect(standardError! / degreesOfFreedom! / ofLog).toBeGreaterThan(0.85);
    expect(standardError! / degreesOfFreedom! / ofLog).toBeLessThan(1.001);
  });

  it('with given degrees of freedom have the t likelihood at what they found', () => {
    const fit = engine.fitPanel(small, { ...bare, errors: { kind: 't', degreesOfFreedom: 5 } });
    expect(fit.errors).toMatchObject({ degreesOfFreedom: 5, estimated: false, standardError: null });
    const expected = denseStudent(small, bare)(values(fit), 5);
    expectClose('ℓ', [fit.logLikelihood], [expected], 1e-10 * Math.abs(expected));
  });

  it.each([
    ['fixed effects per asset', perAsset],
    [
      'period weights beside',
      { ...perAsset, periodWeights: Float64Array.from(small.periods, (__, t) => 1 + (t % 3)) },
    ],
  ] as const)('are where the bound is stationary in variances, df and weights: %s', (__, model) => {
    const fit = engine.fitPanel(small, model);
    const { degreesOfFreedom, weights } = fit.errors!;
    const x = [...values(fit), degreesOfFreedom!, ...weights];
    const bound = (at: number[]) =>
      denseStudentBound(small, model, at.slice(0, 3), at[3], Float64Array.from(at.slice(4)));
    const height = bound(x);
    expectClose('ℓ', [fit.logLikelihood], [height], 1e-10 * Math.abs(height));
    x.forEach((value, k) => {
      const [up, down] = [bound(x.with(k, value * 1.001)), bound(x.with(k, value * 0.999))];
      expect(Math.max(up, down)).toBeLessThan(height);
      // the slope against the curvature: how far, relative to the parameter, the top is from here
      const curvature = (2 * height - up - down) / 0.001 ** 2;
      expect(Math.abs(up - down) / 0.002 / curvature).toBeLessThan(2e-3);
    });
  });

  it.each([2.5, 4, 12])('climb the bound in every turn, %s degrees of freedom', (degreesOfFreedom) => {
    const model: PanelModel = { ...perAsset, errors: { kind: 't', degreesOfFreedom } };
    const heights: number[] = [];
    fitStudentErrors(core, small, model, designPanel(small, model), (weights, start) => {
      const periodWeights = weights ?? new Float64Array(small.periods.length).fill(1);
      const fit = engine.fitPanel(small, { ...perAsset, errors: undefined, periodWeights }, start);
      heights.push(denseStudentBound(small, model, values(fit), degreesOfFreedom, periodWeights));
      return fit;
    });
    expect(heights.length).toBeGreaterThan(4);
    const rounding = 1e-12 * Math.abs(heights[0]);
    for (let k = 1; k < heights.length; k++) expect(heights[k]).toBeGreaterThan(heights[k - 1] - rounding);
    expect(heights.at(-1)! - heights[0]).toBeGreaterThan(0.1);
  });

  it('have a likelihood just below that with the intercepts integrated out', () => {
    const panel = studentPanel(5, 2, 14, 3);
    const model: PanelModel = { ...bare, fixed: ['asset'], random: ['time'], kernels: {} };
    const fit = engine.fitPanel(panel, { ...model, errors: { kind: 't', degreesOfFreedom: 3 } });
    const likelihood = denseStudent(panel, model);
    const [points, width] = [81, 10];
    const axes = fit.fixedEffects.map(({ estimate, standardError }) =>
      Array.from(
        { length: points },
        (__, k) => estimate + width * standardError * (k / (points - 1) - 0.5) * 2,
      ),
    );
    const top = likelihood(
      values(fit),
      3,
      fit.fixedEffects.map(({ estimate }) => estimate),
    );
    let sum = 0;
    for (const a of axes[0])
      for (const b of axes[1]) sum += Math.exp(likelihood(values(fit), 3, [a, b]) - top);
    const cell = (axes[0][1] - axes[0][0]) * (axes[1][1] - axes[1][0]);
    const integrated = top + Math.log(sum * cell);
    expect(fit.logLikelihood).toBeLessThan(integrated);
    expect(fit.logLikelihood).toBeGreaterThan(integrated - 0.5);
  });

  it.each([
    ['spectral', small, perAsset],
    ['scaled', small, { ...perAsset, scale: 'residual' }],
    ['common effects', small, { ...bare, fixed: ['1', 'market'] }],
    ['persistent effects', small, { ...bare, fixed: ['1', 'market'], random: ['asset(K)', 'asset:time(K)'] }],
    ['missing cells', { ...small, returns: small.returns.with(5, NaN).with(70, NaN) }, perAsset],
    ['contrasts', six, contrastModel],
  ] as [string, Panel, PanelModel][])('of many degrees of freedom are normal: %s', (__, panel, model) => {
    const normal = engine.fitPanel(panel, { ...model, errors: undefined });
    const fit = engine.fitPanel(panel, { ...model, errors: { kind: 't', degreesOfFreedom: 1e7 } });
    const total = values(normal).reduce((sum, value) => sum + value, 0);
    expectClose('variances', values(fit), values(normal), 1e-4 * total);
    expectClose('ℓ', [fit.logLikelihood], [normal.logLikelihood], 1e-3);
    expectClose(
      'weights',
      fit.errors!.weights,
      panel.periods.map(() => 1),
      1e-4,
    );
    expect(fit.converged).toBe(true);
  });

  it.each([3, 5, 8])('of data with %i degrees of freedom have them within 30 %%', (df) => {
    for (const seed of [1, 2, 3]) {
      const panel = studentPanel(seed, 8, 400, df);
      const fit = engine.fitPanel(panel, { ...perAsset, kernels: { K: K(panel) }, scale: 'residual' });
      expect(fit.errors!.degreesOfFreedom! / df).toBeGreaterThan(0.7);
      expect(fit.errors!.degreesOfFreedom! / df).toBeLessThan(1.3);
    }
  });

  it('of short windows with many assets do not find tails too heavy', () => {
    const panel = studentPanel(86, 50, 36, 4);
    const { errors } = engine.fitPanel(panel, { ...perAsset, kernels: { K: K(panel) }, scale: 'residual' });
    expect(errors!.degreesOfFreedom).toBeGreaterThan(2.5);
    expect(errors!.degreesOfFreedom).toBeLessThan(7);
  });

  it('of normal data report the normal fit where df end at 200', () => {
    const panel = studentPanel(130, 10, 120, Infinity);
    const model = { ...perAsset, kernels: { K: K(panel) } };
    const fit = engine.fitPanel(panel, model);
    const { notes, origin, ...normal } = engine.fitPanel(panel, { ...model, errors: undefined });
    expect(fit).toMatchObject(normal);
    expect(fit.origin.returns).toBe(origin.returns);
    expect(fit.errors).toMatchObject({ degreesOfFreedom: null, converged: true });
    expect(fit.errors!.weights.every((w) => w === 1)).toBe(true);
    expect(fit.notes.slice(notes.length)).toEqual([expect.stringContaining('errors are normal')]);
  });

  it.each(['none', 'residual'] as const)('keep a crash from deciding the variances, scale %s', (scale) => {
    const [n, crash] = [8, 17];
    const calm = studentPanel(9, n, 60, Infinity);
    const model: PanelModel = { ...perAsset, kernels: { K: K(calm) }, scale };
    const returns = calm.returns.map((value, cell) =>
      Math.floor(cell / n) === crash ? value - 0.12 * (1 + ((cell % n) % 3)) : value,
    );
    const without: Panel = {
      ...calm,
      periods: calm.periods.filter((__, t) => t !== crash),
      returns: calm.returns.filter((__, cell) => Math.floor(cell / n) !== crash),
      covariates: { market: (calm.covariates.market as Float64Array).filter((__, t) => t !== crash) },
    };
    const fit = engine.fitPanel({ ...calm, returns }, model);
    const normal = engine.fitPanel({ ...calm, returns }, { ...model, errors: undefined });
    const quiet = engine.fitPanel(without, { ...model, errors: undefined });
    // variances on the scale of the returns, with a mean of s² where they are scaled
    const own = (of: PanelFit) => {
      const square = of.scales.reduce((sum, s) => sum + s * s, 0) / n;
      return values(of).map((value) => value * square);
    };
    const total = own(quiet).reduce((sum, value) => sum + value, 0);
    const distance = (of: PanelFit) =>
      Math.max(...own(of).map((value, k) => Math.abs(value - own(quiet)[k]))) / total;
    expect(distance(fit)).toBeLessThan(0.15);
    expect(distance(normal)).toBeGreaterThan(0.6);
    const { weights } = fit.errors!;
    expect(weights.indexOf(Math.min(...weights))).toBe(crash);
    expect(weights[crash]).toBeLessThan(0.25 * Math.min(...weights.filter((__, t) => t !== crash)));
  });

  it('say where they are approximate, and where not', () => {
    const notes = (model: PanelModel, panel = small) => engine.fitPanel(panel, model).notes.join('; ');
    expect(notes(perAsset)).not.toContain('approximate');
    expect(notes({ ...bare, fixed: ['1'] })).toContain('approximate');
    expect(notes({ ...bare, random: ['asset(K)', 'time'] })).toContain('approximate');
    expect(notes(perAsset, { ...small, returns: small.returns.with(5, NaN) })).toContain('approximate');
    expect(notes(perAsset)).toContain('standard errors');
  });

  it('have shares of variance that make up the heritability, persistent effects among them', () => {
    const model: PanelModel = { ...bare, fixed: ['1', 'market'], random: ['asset(K)', 'asset:time(K)'] };
    const fit = engine.fitPanel(small, model);
    const { variances } = summarizeFit(small, model, fit);
    const related = variances.slice(0, 2).reduce((sum, { share }) => sum + share, 0);
    expect(related).toBeCloseTo(fit.heritability.estimate, 10);
  });

  it('of contrasts do not depend on which asset comes first', () => {
    const model = { ...contrastModel, errors: { kind: 't', degreesOfFreedom: 5 } } as const;
    const turned: Panel = {
      ...six,
      assets: six.assets.toReversed(),
      returns: six.returns.map((__, cell) => six.returns[cell - (cell % 6) + 5 - (cell % 6)]),
    };
    const [fit, other] = [engine.fitPanel(six, model), engine.fitPanel(turned, model)];
    expectClose('weights', other.errors!.weights, fit.errors!.weights, 1e-7);
    expectClose('ℓ', [other.logLikelihood], [fit.logLikelihood], 1e-8 * Math.abs(fit.logLikelihood));
  });

  it.each([2, 0, NaN, Infinity, 'many'])('refuse %s degrees of freedom', (degreesOfFreedom) => {
    const errors = { kind: 't', degreesOfFreedom } as PanelModel['errors'];
    expect(thrown(() => engine.fitPanel(small, { ...perAsset, errors }))).toMatchObject({
      code: 'bad-errors',
    });
  });

  it('refuse another kind', () => {
    const errors = { kind: 'cauchy', degreesOfFreedom: 3 } as unknown as PanelModel['errors'];
    expect(thrown(() => engine.fitPanel(small, { ...perAsset, errors }))).toMatchObject({
      code: 'bad-errors',
    });
  });
});

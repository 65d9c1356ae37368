import { describe, expect, it } from 'vitest';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { evaluate } from '../support/dense-likelihood.js';
import { denseModel } from '../support/dense-model.js';
import { denseFitAt } from '../support/dense-reml.js';
import { engines } from '../support/engines.js';
import { decayingKernel, equicorrelatedPanel } from '../support/edge-panels.js';
import { expectClose } from '../support/expect-fit.js';
import { randomPanel } from '../support/random-panels.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

/** Every path, with and without scaling. */
const cases = Array.from({ length: 24 }, (_, k) =>
  randomPanel(k + 401, {
    kernels: k % 3 === 0 ? 'several' : 'one',
    scale: k % 2 === 0 ? 'residual' : 'none',
    missing: k % 4 < 2 ? 0 : 0.2,
  }),
);

/** Variances around the true ones, the scaled ones where the model scales; the residual is not 0. */
function someVariances({ model, trueVariances }: (typeof cases)[number], seed: number): number[] {
  const source = randomSource(seed);
  const unit = model.scale === 'residual' ? 1 / trueVariances[trueVariances.length - 1] : 1;
  return trueVariances.map((value) => unit * value * 2 ** (2 * source.uniform() - 1));
}

const labelled = (model: PanelModel, values: number[]): Record<string, number> =>
  Object.fromEntries([...model.random, 'residual'].map((label, k) => [label, values[k]]));

describe.each(engines)('variances that are given, %s engine', (_, engine) => {
  it('are all three paths in these cases', () => {
    const paths = cases.map(({ panel, model }) => engine.fitPanel(panel, model).path);
    expect(new Set(paths)).toEqual(new Set(['spectral', 'collapsed', 'patterns']));
  });

  it.each(cases.map((drawn, k) => [drawn.description, drawn, k] as const))(
    'make a fit an evaluation: %s',
    (__, drawn, k) => {
      const { panel, model } = drawn;
      const variances = someVariances(drawn, k);
      const oracle = denseFitAt(panel, model, variances);
      const fit = engine.fitPanel(panel, { ...model, fixedVariances: labelled(model, variances) });
      expectClose(
        'variances',
        fit.variances.map(({ estimate }, j) => estimate / (variances[j] || 1)),
        variances.map((value) => (value > 0 ? 1 : 0)),
        1e-12,
      );
      for (const variance of fit.variances) {
        expect(variance).toMatchObject({ fixed: true, standardError: null, atBoundary: false });
      }
      expect(fit).toMatchObject({ converged: true, iterations: 0, kktResidual: 0 });
      const size = Math.abs(oracle.logLikelihood);
      expectClose('log-likelihood', [fit.logLikelihood], [oracle.logLikelihood], 1e-9 * size);
      oracle.fixedEffects.forEach(({ label, estimate, standardError }, j) => {
        const own = fit.fixedEffects[j];
        expectClose(
          label,
          [own.estimate, own.standardError],
          [estimate, standardError],
          1e-7 * standardError,
        );
      });
      const largest = panel.returns.reduce((most, r) => Math.max(most, Math.abs(r) || 0), 0);
      for (const [label, effects] of Object.entries(oracle.randomEffects)) {
        const own = Math.max(largest, ...effects.map(Math.abs));
        expectClose(label, fit.randomEffects[label], effects, 1e-8 * own);
      }
    },
  );

  it.each(cases.map((drawn, k) => [drawn.description, drawn, k] as const))(
    'have the score and information of the dense likelihood: %s',
    (__, drawn, k) => {
      const { panel, model } = drawn;
      const variances = someVariances(drawn, k + 50);
      const dense = evaluate(denseModel(panel, model), variances)!;
      const own = engine.panelLikelihood(panel, model, variances);
      const q = variances.length;
      const deviation = variances.map((___, j) => Math.sqrt(dense.expectedInformation.get(j, j)));
      const standardised = (score: ArrayLike<number>): number[] => deviation.map((d, j) => score[j] / d);
      expectClose('score', standardised(own.score), standardised(dense.score), 1e-7);
      for (let a = 0; a < q; a++) {
        for (let b = 0; b < q; b++) {
          const unit = deviation[a] * deviation[b];
          const expected = dense.averageInformation.get(a, b) / unit;
          expectClose('information', [own.averageInformation[a * q + b] / unit], [expected], 1e-6);
        }
      }
    },
  );

  it.each(cases.map((drawn) => [drawn.description, drawn] as const))(
    'leave the others at their maximum: %s',
    (__, { panel, model }) => {
      const free = engine.fitPanel(panel, model);
      const largest = Math.max(...free.variances.map(({ estimate }) => estimate));
      free.variances.forEach(({ label, estimate }, held) => {
        const value = estimate > 0 ? 0.5 * estimate : 0.1 * largest;
        const fit = engine.fitPanel(panel, { ...model, fixedVariances: { [label]: value } });
        expect(fit.converged).toBe(true);
        expect(fit.variances[held].estimate / value).toBeCloseTo(1, 12);
        expect(fit.variances.map(({ fixed }) => fixed === true)).toEqual(
          free.variances.map((___, k) => k === held),
        );
        expect(fit.logLikelihood).toBeLessThan(free.logLikelihood + 1e-8 * Math.abs(free.logLikelihood));
        const theta = fit.variances.map((variance) => variance.estimate);
        const dense = evaluate(denseModel(panel, model), theta);
        if (dense === null) return; // a residual of 0 beside a nearly singular kernel
        fit.variances.forEach(({ estimate: own, atBoundary }, k) => {
          if (k === held) return;
          const projected = own > 0 ? Math.abs(dense.score[k]) : Math.max(0, dense.score[k]);
          expect(projected / Math.sqrt(dense.expectedInformation.get(k, k))).toBeLessThan(1e-5);
          expect(atBoundary).toBe(own === 0);
        });
      });
    },
  );

  const panel = equicorrelatedPanel(5, 6, 30, 0.4);
  const model: PanelModel = {
    fixed: ['asset', 'asset:market'],
    random: ['time', 'asset:time(K)'],
    kernels: { K: decayingKernel(panel.assets, 0.6) },
    scale: 'residual',
  };

  it('are the same fit when held at their estimates', () => {
    const free = engine.fitPanel(panel, model);
    const { time } = labelled(
      model,
      free.variances.map(({ estimate }) => estimate),
    );
    const fit = engine.fitPanel(panel, { ...model, fixedVariances: { time } });
    expectClose(
      'variances',
      fit.variances.map(({ estimate }) => estimate),
      free.variances.map(({ estimate }) => estimate),
      1e-9,
    );
    expect(fit.logLikelihood).toBeCloseTo(free.logLikelihood, 9);
  });

  it('at 0 are a model without the term', () => {
    const without = engine.fitPanel(panel, { ...model, random: ['asset:time(K)'] });
    const held = engine.fitPanel(panel, { ...model, fixedVariances: { time: 0 } });
    expect(held.logLikelihood).toBeCloseTo(without.logLikelihood, 9);
    expect(held.randomEffects.time.every((effect) => effect === 0)).toBe(true);
  });

  it('need not be told apart from the others', () => {
    const identity = {
      labels: panel.assets,
      values: panel.assets.flatMap((_a, i) => panel.assets.map((_b, j) => (i === j ? 1 : 0))),
    };
    const confounded: PanelModel = {
      ...model,
      random: ['asset:time(I)'],
      kernels: { I: { ...identity, values: Float64Array.from(identity.values) } },
    };
    expect(thrown(() => engine.fitPanel(panel, confounded))).toMatchObject({ code: 'not-identifiable' });
    const half = engine.fitPanel(panel, { ...confounded, fixedVariances: { 'asset:time(I)': 0.25 } });
    const none = engine.fitPanel(panel, { ...confounded, random: [] });
    expect(half.variances[1].estimate).toBeCloseTo(none.variances[0].estimate - 0.25, 9);
  });

  it.each([
    ['unknown-variance', { times: 1 }, /"times", which is not among .* time, asset:time\(K\), residual/],
    ['bad-variance', { time: -1 }, /"time" is -1/],
    ['bad-variance', { residual: NaN }, /"residual" is NaN/],
    ['singular-covariance', { 'asset:time(K)': 0, residual: 0 }, /singular/],
  ])('are refused: %s %o', (code, fixedVariances, message) => {
    const error = thrown(() => engine.fitPanel(panel, { ...model, fixedVariances }));
    expect(error).toMatchObject({ name: 'ModelError', code });
    expect((error as Error).message).toMatch(message);
  });
});

describe('a panel with contrasts to the average', () => {
  it('takes given variances of its contrasts', () => {
    const base = equicorrelatedPanel(9, 5, 24, 0.3);
    const N = base.assets.length;
    const average = Float64Array.from(base.periods, (_, t) =>
      base.returns.subarray(t * N, (t + 1) * N).reduce((sum, r) => sum + r / N, 0),
    );
    const panel: Panel = { ...base, covariates: { market: average } };
    const model: PanelModel = {
      fixed: ['asset', 'asset:market'],
      random: ['asset:time(K)'],
      kernels: { K: decayingKernel(base.assets, 0.6) },
      contrasts: 'average',
    };
    for (const [, engine] of engines) {
      const free = engine.fitPanel(panel, model);
      const at = labelled(
        model,
        free.variances.map(({ estimate }) => estimate),
      );
      const held = engine.fitPanel(panel, { ...model, fixedVariances: at });
      expect(held.logLikelihood).toBeCloseTo(free.logLikelihood, 9);
      const { score } = engine.panelLikelihood(panel, model, Object.values(at));
      expect(Math.abs(score[0] * at['asset:time(K)'])).toBeLessThan(1e-5);
    }
  });
});

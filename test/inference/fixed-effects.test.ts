import { describe, expect, it } from 'vitest';
import { type MixedModel, waldTest } from '../../src/browser.js';
import { fitMixedModel } from '../../src/mixed/fit-mixed-model.js';
import type { MixedForm } from '../../src/mixed/request.js';
import { evaluate } from '../support/dense-likelihood.js';
import { denseMixedModel } from '../support/dense-mixed.js';
import { cores } from '../support/engine-core.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { randomMixedModel } from '../support/random-mixed.js';
import { thrown } from '../support/thrown.js';
import { byMl, models, slopes } from './mixed-support.js';

const cases = Array.from({ length: 16 }, (_, k): [number, MixedModel] => [
  k,
  randomMixedModel(9300 + k, { groups: k % 4 === 3, weights: k % 3 === 2, missing: 0.1, regular: true }),
]);

describe.each(cores)('covariance of fixed effects, %s build', (_, core) => {
  it.each(cases)("is the dense (X'V⁻¹X)⁻¹, in both forms: random model %d", (__, model) => {
    for (const form of ['dense', 'henderson'] as MixedForm[]) {
      for (const method of ['REML', 'ML'] as const) {
        const fit = fitMixedModel(core, { ...model, method }, form);
        const { betaCovariance, beta } = evaluate(
          denseMixedModel(model),
          fit.variances.map(({ estimate }) => estimate),
        )!;
        const { labels, estimates, values } = fit.fixedEffectsCovariance;
        const size = Math.max(...betaCovariance.diagonal());
        expect(labels).toEqual(model.columns);
        expectClose('covariance', values, betaCovariance.to1DArray(), 1e-8 * size);
        expectClose('b', estimates, beta, 1e-7 * Math.sqrt(size));
        fit.fixedEffects.forEach(({ estimate, standardError }, k) => {
          expect(estimate).toBe(estimates[k]);
          expect(standardError).toBe(Math.sqrt(values[k * (labels.length + 1)]));
        });
      }
    }
  });
});

describe.each(engines)('Wald tests of general fits, %s engine', (_, engine) => {
  const { fixedEffectsCovariance: effects } = engine.fitMixedModel(models.correlated);

  // as far as lme4's optimiser went
  it('have the covariance and the statistics of lme4', () => {
    expectClose('b', effects.estimates, slopes.fixed.estimates, 1e-6);
    expectClose('covariance', effects.values, slopes.fixed.covariance.flat(), 1e-6);
    const one = waldTest(effects, ['x']);
    expect(one.statistic / slopes.fixed.x[0]).toBeCloseTo(1, 5);
    expect(one.pValue / slopes.fixed.x[1]).toBeCloseTo(1, 4);
    const two = waldTest(effects, ['x', 'z']);
    expect(two).toMatchObject({ degreesOfFreedom: 2, z: null });
    expect(two.statistic / slopes.fixed.xAndZ[0]).toBeCloseTo(1, 5);
    expect(two.pValue / slopes.fixed.xAndZ[1]).toBeCloseTo(1, 4);
  });

  it('of a difference of effects is that of the effect in other coordinates', () => {
    const { y, x, z } = slopes.data;
    const sum = x.map((value, i) => value + z[i]);
    const X = Float64Array.from(y.flatMap((__, i) => [1, x[i], sum[i]]));
    const other = engine.fitMixedModel({ ...models.correlated, X, columns: ['1', 'x', 'x + z'] });
    // b_x x + b_z z = (b_x − b_z)x + b_z(x + z)
    const difference = waldTest(effects, [{ coefficients: { x: 1, z: -1 } }]);
    expect(difference.z! / waldTest(other.fixedEffectsCovariance, ['x']).z!).toBeCloseTo(1, 7);
  });
});

describe.each(engines)('aliased columns, %s engine', (_, engine) => {
  it('are refused by default, naming the first and the way out', () => {
    for (const aliased of [undefined, 'refuse'] as const) {
      const error = thrown(() =>
        engine.fitMixedModel({ ...models.aliased, ...(aliased ? { aliased } : {}) }),
      );
      expect(error.code).toBe('aliased-fixed-effect');
      expect(error.message).toContain('"x + z"');
      expect(error.hint).toContain("aliased: 'drop'");
    }
    expect(thrown(() => engine.fitMixedModel({ ...models.intercept, aliased: 'keep' as 'drop' })).code).toBe(
      'bad-value',
    );
  });

  it('are dropped as by lme4, and the fit is that without them, bit for bit', () => {
    const fit = engine.fitMixedModel({ ...models.aliased, aliased: 'drop' });
    const without = engine.fitMixedModel(models.intercept);
    expect(fit.dropped).toEqual(['x + z', 'x − z']);
    expect(fit.notes).toEqual([
      'the columns "x + z", "x − z" of X are combinations of the earlier ones and were left out',
    ]);
    expect({ ...fit, dropped: [], notes: [] }).toEqual(without);
    expect(without).toMatchObject({ dropped: [], notes: [] });
    expectClose('b', fit.fixedEffectsCovariance.estimates, slopes.dropped.estimates, 1e-7);
    expect(fit.logLikelihood).toBeCloseTo(slopes.dropped.logLikelihood, 7);
  });

  it('are those of the rows with an observation, of a constant and of zeros', () => {
    const { y, x } = slopes.data;
    const zero = y.map(() => 0);
    const rare = y.map((__, i) => Number(i < 3));
    const constant = y.map(() => 5);
    const X = Float64Array.from(y.flatMap((__, i) => [1, zero[i], x[i], rare[i], constant[i]]));
    const model: MixedModel = {
      ...models.intercept,
      X,
      columns: ['1', 'zero', 'x', 'rare', 'constant'],
      aliased: 'drop',
    };
    const columns = ({ fixedEffects }: { fixedEffects: { label: string }[] }): string[] =>
      fixedEffects.map(({ label }) => label);
    const all = engine.fitMixedModel(model);
    expect(all.dropped).toEqual(['zero', 'constant']);
    expect(columns(all)).toEqual(['1', 'x', 'rare']);
    const unseen = engine.fitMixedModel({ ...model, y: model.y.map((value, i) => (i < 3 ? NaN : value)) });
    expect(unseen.dropped).toEqual(['zero', 'rare', 'constant']);
    expect(unseen.notes[1]).toContain('"zero", "rare", "constant"');
  });

  it('serve every later step: errors, predictions, criteria', () => {
    const model: MixedModel = { ...models.aliased, aliased: 'drop' };
    const fit = engine.fitMixedModel(model);
    const without = engine.fitMixedModel(models.intercept);
    expect(engine.mixedPredictionErrors(model, fit)).toEqual(
      engine.mixedPredictionErrors(models.intercept, without),
    );
    const estimates = fit.variances.map(({ estimate }) => estimate);
    expect(engine.mixedLikelihood(model, estimates)).toEqual(
      engine.mixedLikelihood(models.intercept, estimates),
    );
    expect(waldTest(fit.fixedEffectsCovariance, ['x'])).toEqual(
      waldTest(without.fixedEffectsCovariance, ['x']),
    );
    expect(thrown(() => waldTest(fit.fixedEffectsCovariance, ['x + z'])).code).toBe('unknown-effect');
  });

  it('are not what makes too many columns for the observations fit', () => {
    const n = 12;
    const wide = Array.from({ length: n }, (__, i) =>
      Array.from({ length: n + 3 }, (___, k) => Math.sin(i * k + k * k)),
    );
    const model: MixedModel = {
      y: Float64Array.from({ length: n }, (__, i) => Math.cos(i * i)),
      X: Float64Array.from(wide.flat()),
      columns: wide[0].map((__, k) => `x${k}`),
      random: [{ label: 'u', levels: [...'aabbccddeeff'] }],
      aliased: 'drop',
    };
    const error = thrown(() => engine.fitMixedModel(model));
    expect(error.code).toBe('too-few-observations');
    expect(error.details.fixedEffects).toBe(n);
    // and without a drop
    const square = {
      ...byMl(model),
      X: Float64Array.from(wide.flatMap((row) => row.slice(0, n))),
      columns: model.columns.slice(0, n),
    };
    expect(thrown(() => engine.fitMixedModel(square)).code).toBe('too-few-observations');
  });
});

import { describe, expect, it } from 'vitest';
import { fitMixedModel } from '../../src/mixed/fit-mixed-model.js';
import type { MixedModel, MixedModelFit } from '../../src/mixed/types.js';
import { cores } from '../support/engine-core.js';
import { expectClose } from '../support/expect-fit.js';
import { randomSource } from '../support/random.js';
import { shuffle } from '../support/random-kernels.js';
import { randomMixedModel } from '../support/random-mixed.js';

const cases = [
  ['independent terms', randomMixedModel(11, { regular: true })],
  ['three terms', randomMixedModel(12, { regular: true, missing: 0.1 })],
  ['weights and groups', randomMixedModel(14, { regular: true, weights: true, groups: true })],
  ['a correlated pair', randomMixedModel(17, { regular: true, correlated: true })],
  ['zero variances', randomMixedModel(18)],
] as const;

/** The fit times what a change of units makes of it, compared with the fit in the other units. */
function expectScaled(
  actual: MixedModelFit,
  base: MixedModelFit,
  c: number,
  logShift: number,
  tolerance = 1e-7,
): void {
  const total = base.variances.reduce((sum, { estimate }) => sum + estimate, 0);
  expect(actual.converged).toBe(true);
  actual.variances.forEach(({ label, estimate, standardError, atBoundary }, k) => {
    const before = base.variances[k];
    expectClose(label, [estimate / c ** 2], [before.estimate], tolerance * total);
    expect(atBoundary).toBe(before.atBoundary);
    if (standardError !== null) {
      expectClose(
        `error of ${label}`,
        [standardError / c ** 2],
        [before.standardError!],
        10 * tolerance * before.standardError!,
      );
    }
  });
  actual.fixedEffects.forEach(({ label, estimate, standardError }, k) => {
    const unit = tolerance * base.fixedEffects[k].standardError;
    expectClose(label, [estimate / c], [base.fixedEffects[k].estimate], 10 * unit);
    expectClose(`error of ${label}`, [standardError / c], [base.fixedEffects[k].standardError], 10 * unit);
  });
  expectClose(
    'ℓ',
    [actual.logLikelihood - logShift],
    [base.logLikelihood],
    1e-8 * Math.max(1, Math.abs(base.logLikelihood)),
  );
  const { estimate, standardError } = actual.heritability;
  expectClose('h²', [estimate], [base.heritability.estimate], tolerance);
  if (standardError !== null)
    expectClose('its error', [standardError], [base.heritability.standardError!], 10 * tolerance);
  expectClose(
    'residuals',
    actual.residuals.map((value) => (Number.isNaN(value) ? 0 : value / c)),
    base.residuals.map((value) => (Number.isNaN(value) ? 0 : value)),
    10 * tolerance * Math.sqrt(total),
  );
}

const observed = ({ y }: MixedModel): number => y.filter((value) => !Number.isNaN(value)).length;

describe.each(cores)('invariances of general models, %s build', (_, core) => {
  describe.each(cases)('%s', (__, model) => {
    const base = fitMixedModel(core, model);

    it.each([1e-8, 1e-4, 1e4, 1e8])('scales with y: %d', (c) => {
      const fit = fitMixedModel(core, { ...model, y: model.y.map((value) => c * value) });
      const degrees = observed(model) - model.columns.length;
      expectScaled(fit, base, c, -degrees * Math.log(c));
      expect(Math.abs(fit.iterations - base.iterations)).toBeLessThanOrEqual(5);
    });

    it('takes a constant into the intercept', () => {
      const fit = fitMixedModel(core, { ...model, y: model.y.map((value) => value + 1000) });
      const [first, ...others] = base.fixedEffects;
      const shifted = { ...base, fixedEffects: [{ ...first, estimate: first.estimate + 1000 }, ...others] };
      expectScaled(fit, shifted, 1, 0, 1e-6);
    });

    it('does not depend on the order of the rows, or of the kernels', () => {
      const order = shuffle(randomSource(5), [...model.y.keys()]);
      const p = model.columns.length;
      const permuted: MixedModel = {
        ...model,
        y: Float64Array.from(order, (i) => model.y[i]),
        X: Float64Array.from(
          { length: model.X.length },
          (___, cell) => model.X[order[Math.floor(cell / p)] * p + (cell % p)],
        ),
        random: model.random.map((term) => ({
          ...term,
          levels: order.map((i) => term.levels[i]),
          ...(term.covariate ? { covariate: Float64Array.from(order, (i) => term.covariate![i]) } : {}),
          ...(term.kernel
            ? { kernel: { labels: term.kernel.labels.toReversed(), values: term.kernel.values.toReversed() } }
            : {}),
        })),
        ...(model.weights ? { weights: Float64Array.from(order, (i) => model.weights![i]) } : {}),
        ...(model.residualGroups ? { residualGroups: order.map((i) => model.residualGroups![i]) } : {}),
      };
      const fit = fitMixedModel(core, permuted);
      const residuals = new Float64Array(order.length);
      order.forEach((i, k) => (residuals[i] = fit.residuals[k]));
      const byLabel = (label: string) => fit.variances.find((variance) => variance.label === label)!;
      const variances = base.variances.map(({ label }) => byLabel(label));
      expectScaled({ ...fit, residuals, variances }, base, 1, 0);
      for (const [label, { labels, values }] of Object.entries(base.randomEffects)) {
        const again = fit.randomEffects[label];
        const sorted = labels.map((level) => again.values[again.labels.indexOf(level)]);
        expectClose(
          label,
          sorted,
          values,
          1e-6 * Math.max(...base.residuals.filter((value) => value === value).map(Math.abs)),
        );
      }
    });

    it('does not depend on the scale of kernels and covariates, whose variances take it', () => {
      const scaled = model.random.map((term) => ({
        ...term,
        ...(term.kernel
          ? { kernel: { ...term.kernel, values: term.kernel.values.map((value) => 1e6 * value) } }
          : {}),
        ...(term.covariate ? { covariate: term.covariate.map((value) => 1e-5 * value) } : {}),
      }));
      const fit = fitMixedModel(core, { ...model, random: scaled });
      const variances = fit.variances.map((variance, k) => {
        const term = model.random.at(k);
        const partner = model.random.find(({ label }) => label === term?.correlatedWith);
        const factor = ((term?.kernel ?? partner?.kernel) ? 1e6 : 1) * (term?.covariate ? 1e-10 : 1);
        return {
          ...variance,
          estimate: variance.estimate * factor,
          standardError: variance.standardError === null ? null : variance.standardError * factor,
        };
      });
      expectScaled({ ...fit, variances, heritability: base.heritability }, base, 1, 0);
    });

    it('is the same in both forms, and the same bits when done again', () => {
      const [dense, henderson] = (['dense', 'henderson'] as const).map((form) =>
        fitMixedModel(core, model, form),
      );
      expect([dense.path, henderson.path]).toEqual(['dense', 'henderson']);
      expectScaled(henderson, dense, 1, 0, 1e-8);
      expect(fitMixedModel(core, model)).toEqual(base);
    });

    it('weights of one constant change no more than the residual variance', () => {
      const weights = (model.weights ?? new Float64Array(model.y.length).fill(1)).map((weight) => 4 * weight);
      const fit = fitMixedModel(core, { ...model, weights });
      const variances = fit.variances.map((variance) => {
        if (!variance.label.startsWith('residual')) return variance;
        const { estimate, standardError } = variance;
        return { ...variance, estimate: estimate / 4, standardError: standardError && standardError / 4 };
      });
      expectScaled({ ...fit, variances, heritability: base.heritability }, base, 1, 0);
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { MixedModel, MixedModelFit } from '../../src/mixed/types.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { designColumns, interceptModel, ones } from '../support/mixed-models.js';
import { type Lme4Fit, lme4Fits } from '../support/published-data.js';
import { hasShared } from '../support/shared.js';

const text = (values: (string | number)[]): string[] => values.map(String);
const values = (column: (string | number)[]): Float64Array => Float64Array.from(column, Number);

/** The model, and the BLUPs of lme4 in the order of its terms. */
const models: Record<string, (data: Lme4Fit['data']) => MixedModel> = {
  dyestuff: ({ Yield, Batch }) => interceptModel(values(Yield), { Batch: text(Batch) }),
  dyestuff2: ({ Yield, Batch }) => interceptModel(values(Yield), { Batch: text(Batch) }),
  penicillin: ({ diameter, plate, sample }) =>
    interceptModel(values(diameter), { plate: text(plate), sample: text(sample) }),
  pastes: ({ strength, batch, sample }) =>
    interceptModel(values(strength), { sample: text(sample), batch: text(batch) }),
  'sleepstudy-independent': ({ Reaction, Days, Subject }) => ({
    y: values(Reaction),
    ...designColumns({ '(Intercept)': ones(Days.length), Days: values(Days) }),
    random: [
      { label: 'intercept', levels: text(Subject) },
      { label: 'slope', levels: text(Subject), covariate: values(Days) },
    ],
  }),
};

describe.skipIf(!hasShared).each(engines)('lme4, REML, %s build', (_, engine) => {
  it.each(Object.keys(models))('%s', (name) => {
    const expected = lme4Fits()[name];
    const fit: MixedModelFit = engine.fitMixedModel(models[name](expected.data));
    expect(fit.converged).toBe(true);
    const scale = Object.values(expected.variances).reduce((sum, value) => sum + value, 0);
    Object.values(expected.variances).forEach((variance, k) => {
      expectClose(fit.variances[k].label, [fit.variances[k].estimate], [variance], 1e-6 * scale);
      expect(fit.variances[k].atBoundary).toBe(variance === 0);
      if (variance === 0) expect(fit.variances[k].estimate).toBe(0);
    });
    expectClose('−2ℓ', [-2 * fit.logLikelihood], [expected.remlCriterion], 1e-9 * expected.remlCriterion);
    const deviation = Math.sqrt(scale);
    fit.fixedEffects.forEach(({ label, estimate, standardError }) => {
      expectClose(label, [estimate], [expected.fixed[label]], 1e-6 * deviation);
      expectClose(
        `error of ${label}`,
        [standardError],
        [expected.fixedStandardError[label]],
        1e-6 * deviation,
      );
    });
    const effects = Object.values(expected.ranef).flatMap((byColumn) => Object.values(byColumn));
    Object.entries(fit.randomEffects).forEach(([label, blup], k) => {
      expect(blup.labels).toHaveLength(effects[k].length);
      const sorted = blup.labels.map((level, i) => ({ level, value: blup.values[i] }));
      sorted.sort((a, b) => (a.level < b.level ? -1 : 1));
      expectClose(
        label,
        sorted.map(({ value }) => value),
        effects[k],
        1e-5 * deviation,
      );
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { PanelModel } from '../../src/model/types.js';
import { chances, core, further, kernels, panel } from '../support/calibration-panel.js';
import type { Calibration, Priors } from '../support/calibration-ranks.js';

const priors: Priors = {
  time: { kind: 'halfCauchy', scale: 0.02 },
  'asset:time(K)': { kind: 'halfNormal', scale: 0.05 },
  'asset:time(L)': { kind: 'penalisedComplexity', upper: 0.08, probability: 0.1 },
  residual: { kind: 'penalisedComplexity', upper: 0.1, probability: 0.05 },
};
const one: PanelModel = { fixed: ['asset', 'asset:market'], random: ['time', 'asset:time(K)'], kernels };
const two: PanelModel = { fixed: ['asset'], random: ['asset:time(K)', 'asset:time(L)'], kernels };
const prior = { shape: 3, rate: 0.5 };
const least = 2.1;
const given = { core, further, priors, panel };

const right: Record<string, Calibration> = {
  'given degrees of freedom': {
    ...{ ...given, model: one, replications: 320 },
    student: { degrees: 4, prior, least },
  },
  'degrees of freedom that are drawn': {
    ...{ ...given, model: one, replications: 320 },
    student: { degrees: null, prior, least },
  },
  'degrees of freedom that are drawn, two kernels': {
    ...{ ...given, model: two, replications: 160 },
    student: { degrees: null, prior, least },
  },
};
/** One chance in a hundred that any of the quantities of the three is refused, by Bonferroni. */
const LEAST = 0.01 / 14;

describe('the posterior with t errors of returns drawn from the priors', () => {
  it.each(Object.entries(right))(
    'has uniform ranks of what they were drawn with: %s',
    (_, calibration) => {
      const found = chances(calibration);
      expect(Object.keys(found)).toHaveLength(calibration.student!.degrees === null ? 5 : 4);
      for (const [name, chance] of Object.entries(found)) expect(chance, name).toBeGreaterThan(LEAST);
    },
    120_000,
  );

  const wrong: Record<string, Calibration['told']> = {
    'normal errors': { student: null },
    'degrees of freedom four times as many': { student: { degrees: 12, prior, least } },
  };
  it.each(Object.entries(wrong))(
    'has not where the sampler is told %s',
    (_, told) => {
      const student = { degrees: 3, prior, least };
      const found = chances({ ...given, model: one, replications: 320, student, told });
      expect(Math.min(...Object.values(found))).toBeLessThan(LEAST);
    },
    120_000,
  );

  it('has not where the sampler is told another prior of the degrees of freedom', () => {
    const student = { degrees: null, prior, least };
    const told = { student: { ...student, prior: { shape: 3, rate: 0.1 } } };
    const { degrees } = chances({ ...given, model: one, replications: 320, student, told });
    expect(degrees).toBeLessThan(LEAST);
  }, 120_000);
});

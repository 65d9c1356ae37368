import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/browser.js';
import { coreOf } from '../../src/engine/core.js';
import { loadFurther } from '../../src/engine/load-further.js';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { chiSquareTail } from '../../src/numeric/chi-square.js';
import {
  type Calibration,
  calibrationRanks,
  type Priors,
  rankStatistic,
} from '../support/calibration-ranks.js';

const core = coreOf(await createEngine())!;
const further = await loadFurther(core);

const assets = ['A', 'B', 'C'];
const T = 12;
const panel: Panel = {
  assets,
  periods: Array.from({ length: T }, (_, t) => `${t}`),
  returns: new Float64Array(3 * T),
  covariates: { market: Float64Array.from({ length: T }, (_, t) => ((t * 7) % 12) / 6 - 1) },
};
const kernels = {
  K: { labels: assets, values: Float64Array.of(1, 0.7, 0.1, 0.7, 1, 0.4, 0.1, 0.4, 1) },
  L: { labels: assets, values: Float64Array.of(1, 0, 0.5, 0, 1, 0.2, 0.5, 0.2, 1) },
};
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

function chances(calibration: Calibration): Record<string, number> {
  const ranks = Object.entries(calibrationRanks(calibration));
  return Object.fromEntries(ranks.map(([name, own]) => [name, chiSquareTail(rankStatistic(own), 15)]));
}

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

import { describe, expect, it } from 'vitest';
import type { PanelModel } from '../../src/model/types.js';
import { chances, core, further, kernels, panel } from '../support/calibration-panel.js';
import type { Calibration, Priors } from '../support/calibration-ranks.js';

const priors: Priors = {
  time: { kind: 'halfCauchy', scale: 0.02 },
  'asset:time(K)': { kind: 'halfNormal', scale: 0.05 },
  'asset:market(L)': { kind: 'halfNormal', scale: 0.04 },
  'asset(K)': { kind: 'penalisedComplexity', upper: 0.08, probability: 0.1 },
  residual: { kind: 'penalisedComplexity', upper: 0.1, probability: 0.05 },
};

const within: PanelModel = { fixed: ['asset', 'asset:market'], random: ['time', 'asset:time(K)'], kernels };
const persistent: PanelModel = { fixed: ['1'], random: ['asset(K)', 'asset:market(L)'], kernels };
const seldom = { ...panel, returns: panel.returns.map((_, cell) => (cell % 7 === 3 ? NaN : 0)) };
const given = { core, further, priors };

const right = {
  'effects within periods': { ...given, panel, model: within, replications: 480 },
  'persistent effects of two kernels': { ...given, panel, model: persistent, replications: 240 },
  'missing cells': { ...given, panel: seldom, model: within, replications: 96 },
};
/** One chance in a hundred that any of the components of the three is refused, by Bonferroni. */
const LEAST = 0.01 / 12;

describe('the posterior of returns drawn from the priors', () => {
  it.each(Object.entries(right))(
    'has uniform ranks of what they were drawn with: %s',
    (_, calibration) => {
      const found = chances(calibration);
      expect(Object.keys(found)).toHaveLength(4);
      for (const chance of Object.values(found)) expect(chance).toBeGreaterThan(LEAST);
    },
    120_000,
  );

  const wrong: Record<string, Calibration['told']> = {
    'a prior of another kind': { priors: { ...priors, residual: { kind: 'halfNormal', scale: 0.1 } } },
    'a likelihood of covariances a third too small': {
      model: { ...within, periodWeights: new Float64Array(panel.periods.length).fill(1.5) },
    },
    'a likelihood without the slopes': { model: { ...within, fixed: ['asset'] } },
  };
  it.each(Object.entries(wrong))(
    'has not where the sampler is told %s',
    (_, told) => {
      const found = chances({ ...given, panel, model: within, replications: 320, told });
      expect(Math.min(...Object.values(found))).toBeLessThan(LEAST);
    },
    120_000,
  );
});

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
  'asset:market(L)': { kind: 'halfNormal', scale: 0.04 },
  'asset(K)': { kind: 'penalisedComplexity', upper: 0.08, probability: 0.1 },
  residual: { kind: 'penalisedComplexity', upper: 0.1, probability: 0.05 },
};

const within: PanelModel = { fixed: ['asset', 'asset:market'], random: ['time', 'asset:time(K)'], kernels };
const persistent: PanelModel = { fixed: ['1'], random: ['asset(K)', 'asset:market(L)'], kernels };
const seldom = { ...panel, returns: panel.returns.map((_, cell) => (cell % 7 === 3 ? NaN : 0)) };
const given = { core, further, priors };

/** Chance of ranks as uneven as these, or more, by component. */
function chances(calibration: Calibration): Record<string, number> {
  const ranks = Object.entries(calibrationRanks(calibration));
  return Object.fromEntries(ranks.map(([name, own]) => [name, chiSquareTail(rankStatistic(own), 15)]));
}

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
      model: { ...within, periodWeights: new Float64Array(T).fill(1.5) },
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

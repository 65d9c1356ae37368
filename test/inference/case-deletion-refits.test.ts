import { describe, expect, it } from 'vitest';
import type { Panel, PanelFit, PanelModel } from '../../src/model/types.js';
import { randomPanel } from '../support/random-panels.js';
import {
  complete,
  correlation,
  drawn,
  engine,
  J,
  N,
  perAsset,
  persistent,
  refitted,
} from './deletion-panels.js';

const periodWeights = Float64Array.from(complete.periods, (_, t) => 0.5 + (t % 5) / 2);
const average: Panel = {
  ...complete,
  covariates: {
    market: Float64Array.from(complete.periods, (_, t) =>
      complete.returns.subarray(t * N, (t + 1) * N).reduce((sum, r) => sum + r / N, 0),
    ),
  },
};
const averageModel: PanelModel = {
  ...perAsset,
  random: ['asset:time(J)', 'asset:time(K)'],
  contrasts: 'average',
};

/** By path, the least correlation of the one-step changes with those of refits. */
const paths: [string, PanelFit['path'], Panel, PanelModel, number][] = [
  ['one kernel', 'spectral', complete, { ...perAsset, kernels: { K: J } }, 0.99],
  [
    'two kernels',
    'collapsed',
    complete,
    { ...perAsset, random: [...perAsset.random, 'asset:time(J)'] },
    0.995,
  ],
  ['missing cells', 'patterns', drawn(2, 0.3), perAsset, 0.999],
  ['persistent effects', 'spectral', complete, persistent, 0.999],
  ['persistent effects and missing cells', 'patterns', drawn(3, 0.3), persistent, 0.999],
  ['period weights', 'spectral', complete, { ...perAsset, periodWeights }, 0.999],
  ['contrasts', 'collapsed', average, averageModel, 0.99],
];

describe('influence of a period beside refits without it', () => {
  it.each(paths)('is that of refits without it: %s', (_, path, panel, model, least) => {
    const fit = engine.fitPanel(panel, model);
    expect(fit.path).toBe(path);
    const { components, periods, notes } = engine.caseDeletion(panel, model, fit);
    expect(notes).toEqual([]);
    expect(components.length).toBeGreaterThan(1);
    const own: number[][] = components.map(() => []);
    const exact: number[][] = components.map(() => []);
    const distances: number[] = [];
    for (const { period, standardized, changes } of periods) {
      const refit = refitted(panel, model, fit, panel.periods.indexOf(period), components);
      components.forEach((label, k) => {
        own[k].push(standardized[k]);
        exact[k].push(refit[k]);
        const { standardError } = fit.variances.find((variance) => variance.label === label)!;
        expect(changes[k]).toBeCloseTo(standardized[k] * standardError!, 15);
      });
      distances.push(Math.hypot(...refit));
    }
    components.forEach((label, k) => {
      const r = correlation(own[k], exact[k]);
      expect(r, label).toBeGreaterThan(least);
    });
    const cook = periods.map(({ cookDistance }) => Math.sqrt(cookDistance));
    expect(correlation(cook, distances)).toBeGreaterThan(0.85);
  });

  // ten to forty periods: variances reach 0 or leave it, and slopes stand on a few periods
  it.each([
    ['complete', 0, 0.93],
    ['with missing cells', 0.2, 0.9],
  ])('has the correlation with refits of small random panels of every kind: %s', (_, missing, least) => {
    const [own, exact]: number[][] = [[], []];
    let [panels, agreed] = [0, 0];
    for (let seed = 5001; seed < 5041; seed++) {
      const { panel, model } = randomPanel(seed, {
        kernels: seed % 2 === 0 ? 'several' : 'one',
        scale: 'none',
        cells: 160,
        missing,
      });
      if (panel.periods.length < 10) continue;
      const fit = engine.fitPanel(panel, model);
      const { components, periods } = engine.caseDeletion(panel, model, fit);
      const distances: [number, number][] = [];
      for (const { period, standardized, cookDistance } of periods) {
        const t = panel.periods.indexOf(period);
        let refit: number[];
        try {
          refit = refitted(panel, model, fit, t, components);
        } catch {
          continue; // without the period an effect cannot be estimated
        }
        own.push(...standardized);
        exact.push(...refit);
        distances.push([cookDistance, Math.hypot(...refit)]);
      }
      panels++;
      const first = Math.max(...distances.map(([cook]) => cook));
      const nearly = 0.7 * Math.max(...distances.map(([, distance]) => distance));
      if (distances.find(([cook]) => cook === first)![1] > nearly) agreed++;
    }
    expect(panels).toBeGreaterThan(15);
    expect(correlation(own, exact)).toBeGreaterThan(least);
    expect(agreed / panels).toBeGreaterThan(0.8);
  });
});

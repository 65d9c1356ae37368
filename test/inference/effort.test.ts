import { describe, expect, it } from 'vitest';
import { effortOf } from '../../src/inference/effort.js';
import type { Panel, PanelModel } from '../../src/model/types.js';

function panelOf(N: number, T: number, missing: (t: number, i: number) => boolean = () => false): Panel {
  return {
    assets: Array.from({ length: N }, (_, i) => `A${i}`),
    periods: Array.from({ length: T }, (_, t) => `p${t}`),
    returns: Float64Array.from({ length: N * T }, (_, k) => (missing(Math.floor(k / N), k % N) ? NaN : 0.01)),
    covariates: {},
  };
}

const simple: PanelModel = {
  fixed: ['asset', 'asset:market'],
  random: ['time', 'asset:time(K)'],
  kernels: {},
};
const shared: PanelModel = { ...simple, fixed: ['1', 'asset:market'] };
const persistent: PanelModel = { ...simple, random: ['asset(K)', 'time'] };

describe('what takes long', () => {
  it('is nothing of a panel of a hundred assets', () => {
    const scattered = panelOf(100, 252, (t, i) => (t + i) % 97 === 3);
    for (const model of [simple, shared, persistent]) {
      for (const panel of [panelOf(100, 252), scattered]) {
        const { isInfluenceLong } = effortOf(panel, model);
        expect(isInfluenceLong).toBe(false);
      }
      expect(effortOf(panelOf(100, 252), model).isIntervalLong).toBe(false);
    }
  });

  it('is the influence of periods where a large panel has effects beyond those of each asset, or gaps', () => {
    const complete = panelOf(300, 300);
    expect(effortOf(complete, simple)).toEqual({
      isIntervalLong: false,
      isInfluenceLong: false,
      arePredictionErrorsLong: false,
    });
    expect(effortOf(complete, shared).isInfluenceLong).toBe(true);
    expect(effortOf(complete, persistent).isInfluenceLong).toBe(true);
    const gaps = panelOf(300, 300, (t, i) => i === t % 300);
    expect(effortOf(gaps, simple)).toEqual({
      isIntervalLong: true,
      isInfluenceLong: true,
      arePredictionErrorsLong: true,
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { BacktestSnapshot } from '../../src/backtest/types.js';
import { modelChartData, noiseEdge, orderingMatrix } from '../../src/report/model-chart-data.js';
import { sampleResult } from '../support/sample-result.js';

const result = sampleResult();

describe('chart data of the model', () => {
  const data = modelChartData(result);

  it('have all matrices in one order, that of the systematic correlation', () => {
    const { assets, systematicCorrelation, kernel, sampleCorrelation, furtherKernels } = result.snapshot;
    expect(orderingMatrix(result.snapshot)).toBe('systematic');
    expect([...data.assets].sort()).toEqual([...assets].sort());
    expect(data.kernels.map(({ name }) => name)).toEqual(['combined', 'class']);
    const n = assets.length;
    for (const [triangle, matrix] of [
      [data.kernels[0].triangle, kernel!],
      [data.sampleCorrelation, sampleCorrelation],
      [data.systematicCorrelation!, systematicCorrelation!],
    ]) {
      let at = 0;
      data.assets.forEach((row, a) => {
        for (const column of data.assets.slice(0, a + 1))
          expect(triangle[at++]).toBeCloseTo(matrix[assets.indexOf(row) * n + assets.indexOf(column)], 2.9);
      });
      expect(at).toBe(triangle.length);
    }
    const total = new Map<string, number>();
    let at = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++)
        total.set([assets[i], assets[j]].sort().join(), result.snapshot.totalCorrelation![at++]);
    at = 0;
    data.assets.forEach((row, a) => {
      for (const column of data.assets.slice(0, a + 1))
        expect(data.totalCorrelation![at++]).toBeCloseTo(total.get([row, column].sort().join())!, 2.9);
    });
    expect(data.kernels[1].triangle).toHaveLength(furtherKernels![0].triangle.length);
  });

  it('order by the sample where the model has one factor alone, or none', () => {
    const ofOne = { ...result.snapshot, systematicCorrelation: [1, -1, -1, 1] };
    expect(orderingMatrix(ofOne)).toBe('sample');
    expect(orderingMatrix({ ...result.snapshot, systematicCorrelation: null })).toBe('sample');
  });

  it('have eigenvalues as shares of the trace beside the edge of noise', () => {
    // (1 + √(10/35))² = 1 + 2·0.534522 + 0.285714
    expect(noiseEdge(10, 36)).toBeCloseTo(2.354759, 6);
    expect(data.spectra!.edge).toBeCloseTo(0.2354759, 5);
    const [{ name, shares }] = data.spectra!.matrices;
    expect(name).toBe('sample');
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 4);
    expect(shares.at(-1)).toBe(0);
  });

  it('have effects from the highest to the lowest with half of their intervals, without terms that are all 0', () => {
    expect(data.effects.map(({ term }) => term)).toEqual(['asset(class)', 'asset:time(combined)']);
    const [{ assets, effects, margins, reliability }] = data.effects;
    const known = result.snapshot.effects!.terms[0];
    expect(effects).toEqual([...effects].sort((a, b) => b - a));
    assets.forEach((asset, k) => {
      const i = result.universe.indexOf(asset);
      expect(effects[k]).toBeCloseTo(known.blups[i], 6);
      expect(margins![k]).toBeCloseTo(1.96 * 0.003, 8);
      expect(reliability![k]).toBeCloseTo(known.reliability![i]!, 4);
    });
  });

  it('have shares of variance that add up to 1 by component, class and asset', () => {
    expect(data.riskShares.map(({ by }) => by)).toEqual(['components', 'classes', 'assets']);
    for (const { names, strategies } of data.riskShares) {
      for (const { shares } of strategies) {
        expect(shares).toHaveLength(names.length);
        expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 3);
      }
    }
  });

  it('are those of an earlier result where it has no more', () => {
    const { decision, assets, kernel, kernelName, sampleCorrelation, systematicCorrelation } =
      result.snapshot;
    const earlier: BacktestSnapshot = {
      ...{ decision, assets, kernel, kernelName, sampleCorrelation, systematicCorrelation },
    };
    const old = modelChartData({ ...result, snapshot: earlier, lastDecision: undefined });
    expect(old.kernels.map(({ name }) => name)).toEqual(['combined']);
    expect(old).toMatchObject({ totalCorrelation: null, spectra: null, effects: [], riskShares: [] });
    expect(old.sampleCorrelation).toEqual(data.sampleCorrelation);
  });
});

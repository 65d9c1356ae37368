import { describe, expect, it } from 'vitest';
import { percentLabel } from '../../../src/report/charts/axes.js';
import { drawdowns } from '../../../src/report/charts/drawdown.js';
import { drawHeatMap, kernelScale } from '../../../src/report/charts/heat-map.js';
import { logarithmicTicks } from '../../../src/report/charts/logarithmic-ticks.js';
import { drawPeriodWeights } from '../../../src/report/charts/period-weights.js';
import { light } from '../../../src/report/charts/theme.js';
import { largestPositions } from '../../../src/report/charts/weights.js';

describe('drawdowns', () => {
  it('are measured from the highest wealth so far', () => {
    expect(drawdowns([1, 1.25, 1, 1.5, 0.75])).toEqual(
      [0, 0, -0.2, 0, -0.5].map((x) => expect.closeTo(x, 12) as number),
    );
  });
});

it('percentages on an axis have a real minus sign', () => {
  expect([-0.1, 0, 0.025].map(percentLabel)).toEqual(['−10 %', '0 %', '2.5 %']);
});

describe('logarithmic ticks', () => {
  it('are round numbers within the data', () => {
    expect(logarithmicTicks(0.4, 12)).toEqual([0.5, 1, 2, 5, 10]);
    expect(logarithmicTicks(0.92, 5.1)).toEqual([1, 1.5, 2, 3, 4]);
    expect(logarithmicTicks(0.975, 1.125)).toEqual([0.98, 1, 1.02, 1.04, 1.06, 1.08, 1.1, 1.12]);
    expect(logarithmicTicks(0.93, 2.6)).toEqual([1, 1.5, 2, 2.5]);
  });
});

describe('positions with a band of their own', () => {
  const windows = [
    { decision: '2020-01-31', trouble: null, weights: Array.from({ length: 40 }, (_, i) => i / 780) },
  ];

  it('are the largest ones of the strategy, in the order of the universe', () => {
    const { shown, rest } = largestPositions(40, windows);
    expect(shown).toEqual([26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]);
    expect(rest).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
  });

  it('are all of them where no more than fifteen assets exist', () => {
    expect(largestPositions(15, windows).shown).toHaveLength(15);
    expect(largestPositions(17, windows).rest).toHaveLength(2);
  });

  it('are those that are held at all where there are more', () => {
    const one = [{ weights: Array.from({ length: 40 }, (_, i) => (i === 7 ? 1 : 0)) }];
    expect(largestPositions(40, one)).toEqual({ shown: [7], rest: [] });
    expect(largestPositions(16, windows)).toEqual({
      shown: Array.from({ length: 15 }, (_, i) => i + 1),
      rest: [],
    });
  });
});

describe('weights by period', () => {
  const bars = (
    kind: 't' | 'halfLife',
    weights: number[],
  ): { value: number; itemStyle: { color: string } }[] => {
    const { option } = drawPeriodWeights({ kind, periods: weights.map((_, t) => `p${t}`), weights })(
      light,
      900,
    );
    return (option.series as { data: { value: number; itemStyle: { color: string } }[] }[])[0].data;
  };

  it('of t errors hang from 1, in another colour where a period counts less than half', () => {
    const [usual, low] = bars('t', [1.25, 0.25]);
    expect([usual.value, low.value]).toEqual([0.25, -0.75]);
    expect(low.itemStyle.color).not.toBe(usual.itemStyle.color);
  });

  it('of a half-life stand on 0, all in one colour', () => {
    const [early, last] = bars('halfLife', [0.25, 1]);
    expect([early.value, last.value]).toEqual([0.25, 1]);
    expect(early.itemStyle.color).toBe(last.itemStyle.color);
  });
});

describe('heat maps', () => {
  const labelInterval = (assets: number, width: number): number => {
    const names = Array.from({ length: assets }, (_, i) => `T${i}`);
    const triangle = new Array<number>((assets * (assets + 1)) / 2).fill(0.5);
    const { option } = drawHeatMap(names, triangle, kernelScale(triangle))(light, width);
    return (option.xAxis as { axisLabel: { interval: number } }).axisLabel.interval;
  };

  it('fill both halves of the square from one triangle', () => {
    const { option } = drawHeatMap(['A', 'B'], [1, 0.3, 0.9], kernelScale([1, 0.3, 0.9]))(light, 300);
    expect((option.series as { data: { value: number[] }[] }).data.map(({ value }) => value)).toEqual([
      [0, 0, 1],
      [1, 0, 0.3],
      [0, 1, 0.3],
      [1, 1, 0.9],
    ]);
  });

  it('label every asset where there is room and leave labels out where they would touch', () => {
    expect(labelInterval(10, 700)).toBe(0);
    const interval = labelInterval(243, 360);
    const cellWidth = (360 - 40) / 243;
    expect((interval + 1) * cellWidth).toBeGreaterThan(9);
  });
});

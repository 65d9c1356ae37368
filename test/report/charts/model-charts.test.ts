import { describe, expect, it } from 'vitest';
import { chartData } from '../../../src/report/chart-data.js';
import { chartsOf } from '../../../src/report/charts/charts.js';
import { drawEffects } from '../../../src/report/charts/effects.js';
import { drawRiskShares } from '../../../src/report/charts/risk-shares.js';
import { drawSpectra } from '../../../src/report/charts/spectra.js';
import { dark, light } from '../../../src/report/charts/theme.js';
import { sampleResult } from '../../support/sample-result.js';

interface Series {
  name: string;
  data: unknown[];
  lineStyle: { type?: string };
}
const seriesOf = (drawn: { option: { series?: unknown } }) => drawn.option.series as Series[];

it('the charts of a model are there where a result has something to show in them', () => {
  const result = sampleResult();
  const names = (snapshot: object) =>
    chartsOf(chartData({ ...result, snapshot: { ...result.snapshot, ...snapshot } })).map(
      ({ name, views }) => `${name}: ${views.map((view) => view.name).join()}`,
    );
  expect(names({})).toEqual(
    expect.arrayContaining([
      'risk-shares: components,classes,assets',
      'kernel: combined,class',
      'sample-correlation: ',
      'systematic-correlation: ',
      'total-correlation: ',
      'spectra: ',
      'effects: asset(class),asset:time(combined)',
    ]),
  );
  const few = names({
    kernel: null,
    kernelName: null,
    furtherKernels: [],
    systematicCorrelation: null,
    totalCorrelation: null,
    spectra: null,
    effects: null,
  });
  for (const name of ['kernel', 'systematic-correlation', 'total-correlation', 'spectra', 'effects'])
    expect(few.filter((one) => one.startsWith(`${name}:`))).toEqual([]);
});

it('all of them are drawn without a page, light and dark, wide and narrow', () => {
  for (const { name, views } of chartsOf(chartData(sampleResult()))) {
    for (const view of views) {
      for (const theme of [light, dark]) {
        for (const width of [320, 1200]) expect(view.draw(theme, width).height, name).toBeGreaterThan(200);
      }
    }
  }
});

describe('spectra', () => {
  const drawn = drawSpectra({ edge: 0.4, matrices: [{ name: 'sample', shares: [0.9, 0.1, 0] }] })(light, 800);

  it('leave out what is 0 and have the edge as a dashed line', () => {
    const [sample, edge] = seriesOf(drawn);
    expect(sample.data).toEqual([
      [1, 0.9],
      [2, 0.1],
      [3, null],
    ]);
    expect(edge.data).toEqual([
      [1, 0.4],
      [3, 0.4],
    ]);
    expect(edge.lineStyle.type).toBe('dashed');
  });

  it('have a logarithmic axis around all that is drawn', () => {
    const { type, min, max } = drawn.option.yAxis as { type: string; min: number; max: number };
    expect(type).toBe('log');
    expect(min).toBeLessThan(0.1);
    expect(min).toBeGreaterThan(0.01);
    expect(max).toBeGreaterThan(0.9);
  });

  it('have no edge where none is given', () => {
    const plain = drawSpectra({ edge: null, matrices: [{ name: 'a', shares: [1] }] })(light, 800);
    expect(seriesOf(plain)).toHaveLength(1);
  });
});

describe('effects', () => {
  const of = (n: number, margins: number[] | null) =>
    drawEffects({
      term: 'asset(K)',
      assets: Array.from({ length: n }, (_, k) => `A${k}`),
      effects: Array.from({ length: n }, (_, k) => (n - k) / 1000),
      margins,
      reliability: null,
    })(light, 600);

  it('are points on lines from end to end of their intervals', () => {
    const [intervals, points] = seriesOf(of(2, [0.5, 0.25]));
    expect(intervals.data).toEqual([
      [0.002 - 0.5, 0],
      [0.002 + 0.5, 0],
      ['-', 0],
      [0.001 - 0.25, 1],
      [0.001 + 0.25, 1],
      ['-', 1],
    ]);
    expect(points.data).toEqual([
      [0.002, 0],
      [0.001, 1],
    ]);
  });

  it('are points alone where there are no intervals', () => {
    expect(seriesOf(of(2, null)).map(({ name }) => name)).toEqual(['asset(K)']);
  });

  it('of many assets are the highest and the lowest, with a gap that says how many are left out', () => {
    const { data } = of(100, null).option.yAxis as { data: string[] };
    expect(data).toHaveLength(61);
    expect([data[0], data[29], data[30], data[31], data[60]]).toEqual([
      'A0',
      'A29',
      '⋮ 40 more',
      'A70',
      'A99',
    ]);
    expect((of(61, null).option.yAxis as { data: string[] }).data).toHaveLength(61);
  });
});

it('shares of variance are a bar a strategy, small ones of many summed up', () => {
  const names = Array.from({ length: 20 }, (_, k) => `A${k}`);
  const shares = names.map((_, k) => (k === 3 ? -0.5 : (1.5 * (k + 1)) / 206));
  const series = seriesOf(
    drawRiskShares({ by: 'assets', names, strategies: [{ name: 's', shares }] })(light, 800),
  );
  expect(series).toHaveLength(15);
  expect(series.at(-1)!.name).toBe('others (6)');
  expect(series.map(({ name }) => name)).toContain('A3');
  const total = series.reduce((sum, { data }) => sum + (data[0] as number), 0);
  expect(total).toBeCloseTo(
    shares.reduce((sum, share) => sum + share, 0),
    12,
  );
});

import type { LineSeriesOption } from 'echarts/charts';
import { describe, expect, it } from 'vitest';
import { drawConditionNumbers } from '../../../src/report/charts/condition-numbers.js';
import { drawDiscount, drawStudentDf } from '../../../src/report/charts/degrees-of-freedom.js';
import type { Draw } from '../../../src/report/charts/draw.js';
import { drawHeritability } from '../../../src/report/charts/heritability.js';
import { logarithmicAxis, powerLabel } from '../../../src/report/charts/logarithmic-axis.js';
import { drawMonthlyReturns } from '../../../src/report/charts/monthly-returns.js';
import { drawRollingSharpe, drawRollingVolatility } from '../../../src/report/charts/rolling.js';
import { drawStackWeights } from '../../../src/report/charts/stack-weights.js';
import { dark, light } from '../../../src/report/charts/theme.js';
import { timeCharts } from '../../../src/report/charts/time-charts.js';
import { drawCosts, drawCostsByKind, drawTurnover } from '../../../src/report/charts/trading.js';
import { drawVarianceComponents, twoErrors } from '../../../src/report/charts/variance-components.js';
import { timeData } from '../../../src/report/time/data.js';
import type { FitData } from '../../../src/report/time/fits.js';
import { sampleResult } from '../../support/sample-result.js';

type Point = { value: [string, number | null]; symbol?: string; symbolSize?: number };

const dates = ['2020-01-31', '2020-02-29', '2020-03-31', '2020-04-30', '2020-05-31'];
const fits: FitData = {
  ...{ step: 1, dates, leftOut: 0, components: [], heritability: null, studentDf: null },
  ...{ discount: null, conditions: [] },
};

const seriesOf = (draw: Draw): LineSeriesOption[] => draw(light, 900).option.series as LineSeriesOption[];
const pointsOf = ({ data }: LineSeriesOption): Point[] => data as Point[];
const heights = (series: LineSeriesOption): (number | null)[] =>
  pointsOf(series).map(({ value }) => value[1]);
/** positions of hollow diamonds */
const diamonds = (series: LineSeriesOption): number[] =>
  pointsOf(series).flatMap(({ symbol, value }) => (symbol === 'diamond' ? [dates.indexOf(value[0])] : []));

describe('lines with gaps', () => {
  const [line] = seriesOf(
    drawRollingSharpe({
      ...{ window: 12, step: 1 },
      dates,
      strategies: [{ name: 'a', volatility: [], sharpe: [1, null, -0.5, null, 2] }],
    }),
  );

  it('leave out what is null, and are neither connected nor sampled across it', () => {
    expect(heights(line)).toEqual([1, null, -0.5, null, 2]);
    expect(line.connectNulls ?? false).toBe(false);
    expect(line.sampling).toBeUndefined();
  });

  it('show a value between two gaps as a point, however many there are', () => {
    const many = Array.from({ length: 100 }, (_, k) => `2020-${k}`);
    const sharpe = many.map((_, k) => (k === 50 ? 1 : k < 40 ? 2 : null));
    const [long] = seriesOf(
      drawRollingSharpe({
        window: 12,
        step: 1,
        dates: many,
        strategies: [{ name: 'a', volatility: [], sharpe }],
      }),
    );
    expect(pointsOf(long).flatMap(({ symbolSize }, k) => (symbolSize! > 0 ? [k] : []))).toEqual([50]);
  });

  it('are one a strategy, of its own values', () => {
    const volatility = [0.1, 0.2, 0.3, 0.2, 0.1];
    const series = seriesOf(
      drawRollingVolatility({
        ...{ window: 12, step: 1, dates },
        strategies: ['a', 'b'].map((name) => ({ name, volatility, sharpe: [] })),
      }),
    );
    expect(series.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(heights(series[1])).toEqual(volatility);
  });
});

describe('turnover and costs', () => {
  const trading = {
    ...{ step: 1, dates, traded: true, paid: true, kinds: ['Linear', 'Exits'] },
    strategies: [
      {
        name: 'a',
        turnover: [null, 0.1, 0.2, 0, 0.3],
        costs: [1, 2, 3, 4, 5],
        byKind: [
          [1, 1, 2, 2, 3],
          [0, 1, 1, 2, 2],
        ],
      },
    ],
  };

  it('are lines by strategy', () => {
    expect(heights(seriesOf(drawTurnover(trading))[0])).toEqual([null, 0.1, 0.2, 0, 0.3]);
    expect(heights(seriesOf(drawCosts(trading))[0])).toEqual([1, 2, 3, 4, 5]);
  });

  it('by kind are stacked to the sum', () => {
    const series = seriesOf(drawCostsByKind(trading, trading.strategies[0]));
    expect(series.map(({ name, stack }) => [name, stack])).toEqual([
      ['Linear', 'bands'],
      ['Exits', 'bands'],
    ]);
    const [linear, exits] = series.map(({ data }) => (data as [string, number][]).map(([, value]) => value));
    expect(linear.map((value, k) => value + exits[k])).toEqual(trading.strategies[0].costs);
  });
});

describe('weights of a stack', () => {
  const models = [
    { name: 'residual', weights: [0.25, null, 0, 1, 0.5] },
    { name: 'time', weights: [0.75, null, 1, 0, 0.5] },
  ];
  const draw = drawStackWeights({ name: 'stacked', dates, step: 1, models });

  it('are bands of the models that fill the height, with a gap where there is no stack', () => {
    const series = seriesOf(draw);
    expect(series.map(({ name, stack }) => [name, stack])).toEqual([
      ['residual', 'bands'],
      ['time', 'bands'],
    ]);
    const heightsOf = series.map(({ data }) => (data as [string, number | null][]).map(([, value]) => value));
    expect(heightsOf).toEqual(models.map(({ weights }) => weights));
    expect(draw(light, 900).option.yAxis).toMatchObject({ min: 0, max: 1 });
  });
});

describe('monthly returns', () => {
  const months = [0.1, -0.2, null, null, null, null, null, null, null, null, null, 0.05];
  const draw = drawMonthlyReturns({ name: 'a', years: [{ year: 2020, months, total: 0.7 }] });
  const optionAt = (width: number) =>
    draw(light, width).option as {
      grid: { left: number; width: number }[];
      series: { data: { value: number[]; label: { formatter: string } }[] }[];
      visualMap: { min: number; max: number };
    };

  it('are cells of the months that there are, and of the total at the end of the scale', () => {
    const { series, visualMap } = optionAt(1000);
    expect(series.map(({ data }) => data.map(({ value }) => value))).toEqual([
      [
        [0, 0, 0.1],
        [1, 0, -0.2],
        [11, 0, 0.05],
      ],
      [[0, 0, 0.2]],
    ]);
    expect([visualMap.min, visualMap.max]).toEqual([-0.2, 0.2]);
  });

  it('have the total a little apart from December, in a cell as wide as a month', () => {
    for (const width of [350, 1000]) {
      const [months, total] = optionAt(width).grid;
      expect(total.left - (months.left + months.width)).toBeCloseTo(6, 9);
      expect(total.width).toBeCloseTo(months.width / 12, 9);
      expect(total.left + total.width).toBeLessThanOrEqual(width);
    }
  });

  it('have their true number in the cell, with fewer digits where it is narrow', () => {
    const labels = (width: number) =>
      optionAt(width).series.flatMap(({ data }) => data.map(({ label }) => label.formatter));
    expect(labels(1000)).toEqual(['10.0', '−20.0', '5.0', '70.0']);
    expect(labels(350)).toEqual(['10', '−20', '5', '70']);
  });

  it('of next to nothing do not take the strongest colours', () => {
    const small = drawMonthlyReturns({ name: 'a', years: [{ year: 2020, months: [0.0001], total: 0.0001 }] });
    expect((small(light, 900).option as { visualMap: { max: number } }).visualMap.max).toBe(0.01);
  });
});

describe('two standard errors', () => {
  it('lie on either side as far as the limits let them, and are not there without a standard error', () => {
    expect(twoErrors([0.5, 0.1, 0.9, null, 0.3], [0.1, 0.1, 0.1, null, null], 0, 1)).toEqual({
      low: [0.3, 0, 0.7, null, null].map((x) => (x === null ? null : (expect.closeTo(x, 12) as number))),
      high: [0.7, 0.3, 1, null, null].map((x) => (x === null ? null : (expect.closeTo(x, 12) as number))),
    });
  });
});

describe('variance components', () => {
  const [line, low, width, whiskers] = seriesOf(
    drawVarianceComponents({
      ...fits,
      components: [
        {
          label: 'time',
          estimates: [0.5, 0.6, 0, 0.4, null],
          standardErrors: [0.1, 0.4, null, 0.1, null],
          boundary: [2],
        },
      ],
    }),
  );

  it('are a line with hollow diamonds at the boundary', () => {
    expect(heights(line)).toEqual([0.5, 0.6, 0, 0.4, null]);
    expect(diamonds(line)).toEqual([2]);
  });

  it('have a band stacked from its lower edge, and a whisker where a value stands alone', () => {
    const values = (series: LineSeriesOption) => (series.data as [string, number | null][]).map(([, y]) => y);
    const close = (numbers: (number | null)[]) =>
      numbers.map((x) => (x === null ? null : (expect.closeTo(x, 12) as number)));
    expect(values(low)).toEqual(close([0.3, 0, null, 0.2, null]));
    expect(values(width)).toEqual(close([0.4, 1.4, null, 0.4, null]));
    expect([low, width].map(({ stack, stackStrategy }) => [stack, stackStrategy])).toEqual([
      ['band 0', 'all'],
      ['band 0', 'all'],
    ]);
    expect(whiskers.data).toEqual([
      [dates[3], expect.closeTo(0.2, 12)],
      [dates[3], expect.closeTo(0.6, 12)],
      [dates[3], null],
    ]);
    // one item of the legend switches all of them
    expect(new Set([line, low, width, whiskers].map(({ name }) => name))).toEqual(new Set(['time']));
  });
});

describe('heritability', () => {
  const heritability = {
    estimates: [0.5, 0.05, null, null, 0.4],
    standardErrors: [0.1, 0.1, null, null, 0.1],
    minimum: 0.1,
    fallbacks: [null, 'systematic', 'systematic', null, null],
  };

  it('marks fallbacks with a fit on the line, those without at 0, and nothing where nobody fell back', () => {
    const [line, , , whiskers, marks] = seriesOf(drawHeritability(dates, heritability));
    expect(heights(line)).toEqual(heritability.estimates);
    expect(diamonds(line)).toEqual([1]);
    expect((whiskers.data as [string, number][])[0][0]).toBe(dates[4]);
    expect(pointsOf(marks).map(({ value }) => value)).toEqual([[dates[2], 0]]);
  });

  it('has the threshold as a line where there is one', () => {
    const last = seriesOf(drawHeritability(dates, heritability)).at(-1)!;
    expect(last).toMatchObject({
      name: 'minHeritability 0.1',
      data: [
        [dates[0], 0.1],
        [dates[4], 0.1],
      ],
    });
    const names = seriesOf(drawHeritability(dates, { ...heritability, minimum: 0 })).map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(['heritability']));
  });
});

describe('degrees of freedom', () => {
  it('of normal errors are a mark at the top, above every value', () => {
    const degrees = [4, 'upper' as const, null, 8, 5];
    const series = seriesOf(drawStudentDf(fits, { degrees, standardErrors: degrees.map(() => null) }));
    expect(heights(series[0])).toEqual([4, null, null, 8, 5]);
    expect(pointsOf(series.at(-1)!).map(({ value }) => value)).toEqual([[dates[1], 10]]);
  });

  it('have two standard errors of their logarithm on either side, within their bounds', () => {
    const found = { degrees: [4, 6, 5, 8, 50], standardErrors: [1, null, 0.5, 2, 80] };
    const [, low, width] = seriesOf(drawStudentDf(fits, found));
    const ends = found.degrees.map((df, k) => {
      const error = found.standardErrors[k];
      return error === null
        ? null
        : [-2, 2].map((z) => Math.min(200, Math.max(2.1, df * Math.exp((z * error) / df))));
    });
    const values = ({ data }: LineSeriesOption) =>
      (data as [string, number | null][]).map(([, value]) => value);
    expect(values(low)).toEqual(ends.map((end) => end && (expect.closeTo(end[0], 12) as number)));
    expect(values(width)).toEqual(ends.map((end) => end && (expect.closeTo(end[1] - end[0], 12) as number)));
  });

  it('of a half-life stand beside the effective periods', () => {
    const series = seriesOf(
      drawDiscount(fits, {
        effectivePeriods: [20, 21, null, 23, 24],
        degreesOfFreedom: [17, 18, null, 20, 21],
      }),
    );
    expect(series.map(heights)).toEqual([
      [20, 21, null, 23, 24],
      [17, 18, null, 20, 21],
    ]);
  });
});

describe('condition numbers', () => {
  it('are lines by covariance, with a diamond at the top of the logarithmic axis where it is singular', () => {
    const draw = drawConditionNumbers({
      ...fits,
      conditions: [
        { name: 'sample', values: [10, 20, 'singular', 40, 80] },
        { name: 'total', values: [2, null, null, 3, 4] },
      ],
    });
    const [sample, total, marks] = seriesOf(draw);
    expect(heights(sample)).toEqual([10, 20, null, 40, 80]);
    expect(heights(total)).toEqual([2, null, null, 3, 4]);
    expect(pointsOf(marks)).toMatchObject([{ value: [dates[2], 100], symbol: 'diamond' }]);
    expect(draw(light, 900).option.yAxis).toMatchObject({ type: 'log', min: 1.6, max: 100 });
  });

  it('have an axis even where every covariance is singular', () => {
    expect(logarithmicAxis([null, null]).top).toBe(10);
  });

  it('have few ticks however far they reach, and powers in short', () => {
    const { yAxis } = logarithmicAxis([1, 1e30]);
    const { axisLabel } = yAxis(light) as { axisLabel: { customValues: number[] } };
    expect(axisLabel.customValues.length).toBeLessThanOrEqual(9);
    expect(axisLabel.customValues.length).toBeGreaterThan(4);
    expect([0.00002, 0.5, 20_000, 100_000, 2e12].map(powerLabel)).toEqual([
      '2·10⁻⁵',
      '0.5',
      '20000',
      '10⁵',
      '2·10¹²',
    ]);
  });
});

describe('the list of charts through time', () => {
  it('has all that a run shows, each of which draws without a page in both themes', () => {
    const charts = timeCharts(timeData(sampleResult()));
    expect(charts.map(({ name, views }) => [name, views.length])).toEqual([
      ['rolling-volatility', 1],
      ['rolling-sharpe', 1],
      ['turnover', 1],
      ['costs', 1],
      ['monthly-returns', 4],
      ['variance-components', 1],
      ['heritability', 1],
      ['condition-numbers', 1],
    ]);
    for (const { views } of charts)
      for (const { draw } of views)
        for (const theme of [light, dark])
          for (const width of [320, 1100]) expect(draw(theme, width).height).toBeGreaterThan(100);
  });

  it('is empty where nothing changes', () => {
    expect(timeCharts({ rolling: null, trading: null, months: [], fits: null, stacks: [] })).toEqual([]);
    expect(timeCharts({ rolling: null, trading: null, months: [], fits, stacks: [] })).toEqual([]);
  });
});

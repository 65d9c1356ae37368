import type { LineSeriesOption } from 'echarts/charts';
import {
  axisColours,
  chartLegend,
  percentLabel,
  plotArea,
  tooltipBox,
  withMinus,
} from '../../../report/charts/axes.js';
import type { Draw } from '../../../report/charts/draw.js';
import { tooltipList } from '../../../report/charts/tooltip.js';
import type { GroupChartData, LevelsChart, ParameterChart } from '../chart-data.js';
import { counted } from '../names.js';
import { statisticText } from '../statistics.js';
import { axisName } from './axis-name.js';
import { categoryLabels } from './category-labels.js';

/** By value of a parameter the quartiles of a statistic as a bar, its median, its mean, and its best as a hollow diamond. */
export function drawMarginal(
  { path, levels, ordered }: ParameterChart,
  { trials, mean, lower, median, upper, best }: LevelsChart,
  { heading, unit }: GroupChartData['statistics'][number],
): Draw {
  const names = ['quartiles', 'median', 'mean', 'best'];
  const known = [...lower, ...upper, ...mean, ...best].filter((value) => value !== null);
  const least = Math.min(...known);

  return (theme, width) => {
    const grid = plotArea(names, width);
    const slot = (width - 64) / levels.length;
    const { room, axisLabel } = categoryLabels(theme, levels, slot);
    const [blue, orange, green] = theme.categories;
    const bar = Math.max(4, Math.min(22, 0.5 * slot));
    const points = (name: string, values: LevelsChart['mean'], own: LineSeriesOption): LineSeriesOption => ({
      type: 'line',
      name,
      data: values.map((value, k) => [k, value ?? '-']),
      showSymbol: true,
      showAllSymbol: true,
      lineStyle: { opacity: 0 },
      ...own,
    });
    return {
      height: grid.top + room + (width < 600 ? 230 : 280),
      option: {
        grid,
        legend: { ...chartLegend(theme, names, width), data: names },
        tooltip: {
          ...tooltipBox(theme),
          trigger: 'axis',
          axisPointer: { type: 'shadow' },
          formatter: (items) => {
            const [first] = Array.isArray(items) ? items : [items];
            const k = (first.value as [number | string, unknown])[0] as number;
            const rows = [
              { colour: orange, name: 'best', value: best[k] },
              { colour: blue, name: 'upper quartile', value: upper[k] },
              { colour: theme.text, name: 'median', value: median[k] },
              { colour: green, name: 'mean', value: mean[k] },
              { colour: blue, name: 'lower quartile', value: lower[k] },
            ].flatMap(({ value, ...row }) => (value === null ? [] : [{ ...row, value }]));
            return tooltipList(
              `${path} ${levels[k]}`,
              rows,
              (value) => statisticText(unit, value),
              counted(trials[k], 'trial'),
            );
          },
        },
        xAxis: {
          type: 'category',
          data: [...levels],
          ...axisColours(theme),
          ...axisName(theme, path, room + 8),
          axisLabel,
          splitLine: { show: false },
        },
        yAxis: {
          type: 'value',
          // the differences between values are what is looked for
          scale: least > 0,
          ...axisColours(theme),
          ...axisName(theme, heading, 44),
          axisLabel: {
            color: theme.muted,
            hideOverlap: true,
            formatter: unit === 'percent' ? percentLabel : (value: number) => withMinus(String(value)),
          },
        },
        series: [
          {
            type: 'line',
            name: 'quartiles',
            // a gap after each bar, so that they are one series
            data: levels.flatMap((_, k) => [
              [k, lower[k] ?? '-'],
              [k, upper[k] ?? '-'],
              [k, '-'],
            ]),
            symbol: 'rect',
            showSymbol: false,
            silent: true,
            lineStyle: { color: blue, width: bar, opacity: 0.35, cap: 'butt' },
            itemStyle: { color: blue },
          },
          points('median', median, {
            symbol: 'rect',
            symbolSize: [bar, 2.5],
            silent: true,
            itemStyle: { color: theme.text },
          }),
          points('mean', mean, {
            symbol: 'circle',
            symbolSize: 7,
            itemStyle: { color: green },
            lineStyle: ordered ? { color: green, width: 1.5 } : { opacity: 0 },
          }),
          points('best', best, {
            symbol: 'diamond',
            symbolSize: 9,
            itemStyle: { color: theme.background, borderColor: orange, borderWidth: 1.75 },
          }),
        ],
      },
    };
  };
}

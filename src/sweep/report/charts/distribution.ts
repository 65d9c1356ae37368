import type { LineSeriesOption } from 'echarts/charts';
import { axisColours, chartLegend, plotArea, tooltipBox, withMinus } from '../../../report/charts/axes.js';
import type { Draw } from '../../../report/charts/draw.js';
import { tooltipText } from '../../../report/charts/tooltip.js';
import type { Histogram } from '../../effects/histogram.js';
import { counted, grouped } from '../names.js';
import { axisName } from './axis-name.js';

export interface DistributionOptions {
  histogram: Histogram;
  /** vertical lines at values that stand out */
  marks: readonly { name: string; value: number }[];
  /** what is counted, along the horizontal axis */
  axis: string;
  /** what has one value each */
  unit: string;
}

/** Counts as steps with an area below, and a vertical line at each mark. */
export function drawDistribution({ histogram, marks, axis, unit }: DistributionOptions): Draw {
  const { start, width: binWidth, counts } = histogram;
  const edges = counts.map((_, k) => start + k * binWidth);
  const end = start + counts.length * binWidth;
  const tallest = Math.max(...counts);
  const all = `${unit}s`;
  const values = marks.map(({ value }) => value);
  const margin = binWidth / 2;

  return (theme, width) => {
    const names = [all, ...marks.map(({ name }) => name)];
    const grid = plotArea(names, width);
    const [colour, ...others] = theme.categories;
    return {
      height: grid.top + (width < 600 ? 220 : 264),
      option: {
        grid,
        legend: { ...chartLegend(theme, names, width), data: names },
        tooltip: {
          ...tooltipBox(theme),
          trigger: 'axis',
          axisPointer: { type: 'line', snap: false },
          formatter: (items) => {
            const [first] = Array.isArray(items) ? items : [items];
            const { axisValue } = first as unknown as { axisValue: number };
            const k = Math.floor((axisValue - start) / binWidth);
            if (!(k >= 0 && k < counts.length)) return '';
            return tooltipText(
              `${numberText(edges[k])} to ${numberText(edges[k] + binWidth)}: ${counted(counts[k], unit)}`,
            );
          },
        },
        xAxis: {
          type: 'value',
          min: Math.min(start, ...values.map((value) => value - margin)),
          max: Math.max(end, ...values.map((value) => value + margin)),
          ...axisColours(theme),
          ...axisName(theme, axis, 28),
          splitNumber: width < 600 ? 4 : 8,
          axisLabel: {
            color: theme.muted,
            hideOverlap: true,
            showMinLabel: false,
            showMaxLabel: false,
            formatter: numberText,
          },
          splitLine: { show: false },
        },
        yAxis: {
          type: 'value',
          min: 0,
          minInterval: 1,
          ...axisColours(theme),
          axisLabel: { color: theme.muted, hideOverlap: true, formatter: grouped },
        },
        series: [
          {
            type: 'line',
            name: all,
            step: 'end',
            data: [[start, 0], ...edges.map((edge, k) => [edge, counts[k]]), [end, counts.at(-1)!], [end, 0]],
            symbol: 'circle',
            showSymbol: false,
            itemStyle: { color: colour },
            lineStyle: { color: colour, width: 1.5 },
            areaStyle: { color: colour, opacity: 0.25 },
          },
          ...marks.map(({ name, value }, k): LineSeriesOption => ({
            type: 'line',
            name,
            silent: true,
            data: [
              [value, 0],
              [value, tallest],
            ],
            symbol: 'circle',
            showSymbol: false,
            itemStyle: { color: others[k] },
            lineStyle: {
              color: others[k],
              width: 2,
              type: k === 0 ? 'solid' : k === 1 ? 'dashed' : 'dotted',
            },
          })),
        ],
      },
    };
  };
}

function numberText(value: number): string {
  return withMinus(String(Number(value.toPrecision(6))));
}

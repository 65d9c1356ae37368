import type { LineSeriesOption } from 'echarts/charts';
import type { StackData } from '../time/stacks.js';
import { axisColours, chartLegend, percentLabel, plotArea, tooltipBox } from './axes.js';
import type { Draw } from './draw.js';
import { tooltipList } from './tooltip.js';
import { bandColour } from './weights.js';

/** Weights of the models of a stack by decision, a band a model, so that the bands fill the height. */
export function drawStackWeights({ dates, models }: StackData): Draw {
  const names = models.map(({ name }) => name);
  return (theme, width) => ({
    height: width < 600 ? 300 : 320,
    option: {
      grid: plotArea(names, width),
      legend: chartLegend(theme, names, width),
      tooltip: {
        ...tooltipBox(theme),
        trigger: 'axis',
        formatter: (items) => {
          const { dataIndex } = Array.isArray(items) ? items[0] : items;
          const rows = models.flatMap(({ name, weights }, m) => {
            const value = weights[dataIndex];
            return value === null ? [] : [{ colour: bandColour(theme, m), name, value }];
          });
          const note = rows.length === 0 ? 'no stack' : null;
          return tooltipList(dates[dataIndex], rows, (value) => `${(100 * value).toFixed(1)} %`, note);
        },
      },
      xAxis: { type: 'time', ...axisColours(theme), splitLine: { show: false } },
      yAxis: {
        type: 'value',
        min: 0,
        max: 1,
        ...axisColours(theme),
        axisLabel: { color: theme.muted, formatter: percentLabel },
      },
      series: models.map(({ name, weights }, m): LineSeriesOption => ({
        type: 'line',
        name,
        stack: 'weights',
        symbol: 'none',
        itemStyle: { color: bandColour(theme, m) },
        lineStyle: { width: 0 },
        areaStyle: { color: bandColour(theme, m), opacity: 0.9 },
        data: dates.map((date, k) => [date, weights[k]]),
      })),
    },
  });
}

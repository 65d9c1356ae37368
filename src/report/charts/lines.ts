import type { LineSeriesOption } from 'echarts/charts';
import type { StrategyChart } from '../chart-data.js';
import { axisColours, chartLegend, plotArea, tooltipBox } from './axes.js';
import type { ChartOption } from './draw.js';
import { lineStyle, type Theme } from './theme.js';
import { tooltipList } from './tooltip.js';

/** One line a strategy over time: what the wealth and the drawdown chart share. */
export function strategyLines(
  theme: Theme,
  strategies: readonly StrategyChart[],
  values: (strategy: StrategyChart) => (number | null)[],
  format: (value: number) => string,
  yAxis: object,
  width: number,
): ChartOption {
  const names = strategies.map(({ name }) => name);
  return {
    grid: plotArea(names, width),
    legend: chartLegend(theme, names, width),
    tooltip: {
      ...tooltipBox(theme),
      trigger: 'axis',
      formatter: (items) => {
        const points = (Array.isArray(items) ? items : [items]).map(({ seriesIndex, seriesName, value }) => {
          const [date, height] = value as [string, number | null];
          return {
            colour: lineStyle(theme, seriesIndex ?? 0).color,
            name: seriesName ?? '',
            date,
            value: height,
          };
        });
        const rows = points.flatMap((point) =>
          point.value === null ? [] : [{ ...point, value: point.value }],
        );
        return tooltipList(points[0]?.date ?? '', rows, format);
      },
    },
    xAxis: { type: 'time', ...axisColours(theme), splitLine: { show: false } },
    yAxis: { ...axisColours(theme), ...yAxis },
    series: strategies.map((strategy, k): LineSeriesOption => {
      const style = lineStyle(theme, k);
      const heights = values(strategy);
      return {
        type: 'line',
        name: strategy.name,
        data: strategy.dates.map((date, t) => [date, heights[t]]),
        // filled in the legend too, whatever the background
        symbol: 'circle',
        showSymbol: false,
        triggerEvent: 'line',
        sampling: 'lttb',
        itemStyle: { color: style.color },
        lineStyle: { ...style, width: strategies.length > 12 ? 1.25 : 2 },
        emphasis: { focus: 'series' },
      };
    }),
  };
}

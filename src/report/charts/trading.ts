import type { LineSeriesOption } from 'echarts/charts';
import type { TradingData } from '../time/trading.js';
import { axisColours, chartLegend, percentLabel, plotArea, tooltipBox } from './axes.js';
import type { Draw } from './draw.js';
import { drawGappedLines } from './gapped-lines.js';
import { tooltipList } from './tooltip.js';

/** One-way turnover by decision, a line a strategy. */
export function drawTurnover({ dates, strategies }: TradingData): Draw {
  return drawGappedLines({
    dates,
    lines: strategies.map(({ name, turnover }) => ({ name, values: turnover })),
    format: (value) => `${(100 * value).toFixed(2)} %`,
    yAxis: ({ muted }) => ({ type: 'value', min: 0, axisLabel: { color: muted, formatter: percentLabel } }),
  });
}

/** Costs from the first decision on, a line a strategy. */
export function drawCosts({ dates, strategies }: TradingData): Draw {
  return drawGappedLines({
    dates,
    lines: strategies.map(({ name, costs }) => ({ name, values: costs })),
    format: costText,
    yAxis: ({ muted }) => ({ type: 'value', min: 0, axisLabel: { color: muted, formatter: percentLabel } }),
  });
}

/** Costs of one strategy from the first decision on, a band a kind, so that the upper edge is their sum. */
export function drawCostsByKind(
  { dates, kinds }: TradingData,
  { byKind }: TradingData['strategies'][number],
): Draw {
  const names = kinds ?? [];
  return (theme, width) => ({
    height: width < 600 ? 280 : 300,
    option: {
      grid: plotArea(names, width),
      legend: chartLegend(theme, names, width),
      tooltip: {
        ...tooltipBox(theme),
        trigger: 'axis',
        formatter: (items) => {
          const { dataIndex } = Array.isArray(items) ? items[0] : items;
          const rows = names.map((name, k) => ({
            colour: theme.areas[k],
            name,
            value: byKind[k][dataIndex],
          }));
          return tooltipList(dates[dataIndex], rows, costText);
        },
      },
      xAxis: { type: 'time', ...axisColours(theme), splitLine: { show: false } },
      yAxis: {
        type: 'value',
        min: 0,
        ...axisColours(theme),
        axisLabel: { color: theme.muted, formatter: percentLabel },
      },
      series: names.map((name, k): LineSeriesOption => ({
        type: 'line',
        name,
        stack: 'costs',
        symbol: 'none',
        itemStyle: { color: theme.areas[k] },
        lineStyle: { width: 0 },
        areaStyle: { color: theme.areas[k], opacity: 0.9 },
        data: dates.map((date, t) => [date, byKind[k][t]]),
      })),
    },
  });
}

function costText(value: number): string {
  return `${(100 * value).toFixed(3)} %`;
}

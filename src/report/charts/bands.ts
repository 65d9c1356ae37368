import type { LineSeriesOption } from 'echarts/charts';
import { axisColours, chartLegend, percentLabel, plotArea, tooltipBox } from './axes.js';
import type { Draw } from './draw.js';
import type { Theme } from './theme.js';
import { tooltipList } from './tooltip.js';

/** Shares or costs through time, one a band; null where there is none. */
export interface Band {
  name: string;
  values: readonly (number | null)[];
}

export interface BandsOptions {
  dates: readonly string[];
  /** from the axis up */
  bands: readonly Band[];
  colour: (theme: Theme, k: number) => string;
  format: (value: number) => string;
  /** CSS pixels, on narrow pages and others */
  heights: { narrow: number; wide: number };
  /** upper end of the axis; default that of the highest edge */
  max?: number;
  /** what the tooltip says of a date on which no band has a value */
  none?: string;
}

/** Bands on top of one another through time, so that the upper edge is their sum; 0 and up, in percent. */
export function drawBands({ dates, bands, colour, format, heights, max, none }: BandsOptions): Draw {
  const names = bands.map(({ name }) => name);
  return (theme, width) => ({
    height: width < 600 ? heights.narrow : heights.wide,
    option: {
      grid: plotArea(names, width),
      legend: chartLegend(theme, names, width),
      tooltip: {
        ...tooltipBox(theme),
        trigger: 'axis',
        formatter: (items) => {
          const { dataIndex } = Array.isArray(items) ? items[0] : items;
          const rows = bands.flatMap(({ name, values }, k) => {
            const value = values[dataIndex];
            return value === null ? [] : [{ colour: colour(theme, k), name, value }];
          });
          return tooltipList(dates[dataIndex], rows, format, rows.length === 0 ? none : null);
        },
      },
      xAxis: { type: 'time', ...axisColours(theme), splitLine: { show: false } },
      yAxis: {
        type: 'value',
        min: 0,
        ...(max !== undefined && { max }),
        ...axisColours(theme),
        axisLabel: { color: theme.muted, formatter: percentLabel },
      },
      series: bands.map(({ name, values }, k): LineSeriesOption => ({
        type: 'line',
        name,
        stack: 'bands',
        symbol: 'none',
        itemStyle: { color: colour(theme, k) },
        lineStyle: { width: 0 },
        areaStyle: { color: colour(theme, k), opacity: 0.9 },
        data: dates.map((date, t) => [date, values[t]]),
      })),
    },
  });
}

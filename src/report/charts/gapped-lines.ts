import type { LineSeriesOption } from 'echarts/charts';
import { axisColours, chartLegend, plotArea, tooltipBox } from './axes.js';
import type { Draw } from './draw.js';
import { lineStyle, type Theme } from './theme.js';
import { tooltipList } from './tooltip.js';

/** A line through time; what is null is a gap, and nothing is drawn across it. */
export interface GappedLine {
  name: string;
  values: readonly (number | null)[];
  /** a band around the line, on the same dates */
  band?: { low: readonly (number | null)[]; high: readonly (number | null)[] };
  /** positions of points that are hollow diamonds */
  hollow?: readonly number[];
  /** diamonds beside the line, where there is something but no value to draw */
  floating?: readonly (number | null)[];
  /** what the tooltip says at a position, in the place of the formatted value */
  text?: (k: number) => string | null;
}

export interface GappedLinesOptions {
  dates: readonly string[];
  lines: readonly GappedLine[];
  format: (value: number) => string;
  yAxis: (theme: Theme) => object;
  /** a dashed line across the chart */
  threshold?: { name: string; value: number };
  /** what the tooltip says of a date beside the values */
  note?: (k: number) => string | null;
}

/** Up to here every point of a line is seen. */
const pointsSeen = 40;

/** Lines of several things through time, with their bands and marks; one item of the legend has all of a line. */
export function drawGappedLines({ dates, lines, format, yAxis, threshold, note }: GappedLinesOptions): Draw {
  return (theme, width) => {
    const names = [...lines.map(({ name }) => name), ...(threshold ? [threshold.name] : [])];
    // marks side by side do not hide one another
    const markSize = Math.max(4, Math.min(9, (0.9 * width) / dates.length));
    const grid = plotArea(names, width);
    return {
      // the legend takes nothing from the lines
      height: grid.top + (width < 600 ? 216 : 240),
      option: {
        grid,
        legend: { ...chartLegend(theme, names, width), data: names },
        tooltip: {
          ...tooltipBox(theme),
          trigger: 'axis',
          formatter: (items) => {
            const shown = (Array.isArray(items) ? items : [items]).filter(
              ({ seriesIndex }) => (seriesIndex ?? 0) < lines.length,
            );
            if (shown.length === 0) return '';
            const k = shown[0].dataIndex;
            const rows = shown.flatMap(({ seriesIndex }) => {
              const { name, values, floating, text } = lines[seriesIndex ?? 0];
              const value = values[k] ?? floating?.[k] ?? null;
              if (value === null) return [];
              const colour = lineStyle(theme, seriesIndex ?? 0).color;
              return [{ colour, name, value, text: text?.(k) ?? undefined }];
            });
            return tooltipList(dates[k], rows, format, note?.(k));
          },
        },
        xAxis: { type: 'time', ...axisColours(theme), splitLine: { show: false } },
        yAxis: { ...axisColours(theme), ...yAxis(theme) },
        // the lines first: the tooltip knows them by their position
        series: [
          ...lines.map((line, k) => mainLine(theme, dates, line, k, lines.length, markSize)),
          ...lines.flatMap((line, k) => [
            ...(line.band ? bandSeries(theme, dates, line, line.band, k) : []),
            ...(line.floating ? [floatingMarks(theme, dates, line.name, line.floating, k, markSize)] : []),
          ]),
          ...(threshold ? [thresholdLine(theme, dates, threshold)] : []),
        ],
      },
    };
  };
}

function mainLine(
  theme: Theme,
  dates: readonly string[],
  { name, values, hollow = [] }: GappedLine,
  k: number,
  lines: number,
  markSize: number,
): LineSeriesOption {
  const style = lineStyle(theme, k);
  const marked = new Set(hollow);
  const few = dates.length <= pointsSeen;
  return {
    type: 'line',
    name,
    symbol: 'circle',
    showSymbol: true,
    showAllSymbol: true,
    itemStyle: { color: style.color },
    lineStyle: { ...style, width: lines > 12 ? 1.25 : 2 },
    emphasis: { focus: 'series' },
    data: dates.map((date, t) => {
      const value = [date, values[t]];
      if (marked.has(t)) return { value, ...hollowMark(theme, style.color, markSize) };
      return { value, symbolSize: few ? 4 : isAlone(values, t) ? 5 : 0 };
    }),
  };
}

/** What lies between low and high as an area; whiskers where a value stands alone and an area would have no width. */
function bandSeries(
  theme: Theme,
  dates: readonly string[],
  { name }: GappedLine,
  { low, high }: NonNullable<GappedLine['band']>,
  k: number,
): LineSeriesOption[] {
  const { color } = lineStyle(theme, k);
  const common = { type: 'line', name, symbol: 'none', silent: true, itemStyle: { color } } as const;
  const stacked = (data: (string | number | null)[][], opacity: number): LineSeriesOption => ({
    ...common,
    stack: `band ${k}`,
    stackStrategy: 'all',
    lineStyle: { width: 0 },
    areaStyle: { color, opacity },
    data,
  });
  const width = (t: number): number | null => (low[t] === null || high[t] === null ? null : high[t] - low[t]);
  const whiskers = dates.flatMap((date, t) =>
    width(t) !== null && isAlone(low, t)
      ? [
          [date, low[t]],
          [date, high[t]],
          [date, null],
        ]
      : [],
  );
  return [
    stacked(
      dates.map((date, t) => [date, width(t) === null ? null : low[t]]),
      0,
    ),
    stacked(
      dates.map((date, t) => [date, width(t)]),
      0.2,
    ),
    ...(whiskers.length === 0 ? [] : [{ ...common, lineStyle: { color, width: 1.5 }, data: whiskers }]),
  ];
}

function floatingMarks(
  theme: Theme,
  dates: readonly string[],
  name: string,
  heights: readonly (number | null)[],
  k: number,
  markSize: number,
): LineSeriesOption {
  const { color } = lineStyle(theme, k);
  return {
    type: 'line',
    name,
    silent: true,
    showSymbol: true,
    showAllSymbol: true,
    itemStyle: { color },
    lineStyle: { width: 0 },
    data: dates.flatMap((date, t) =>
      heights[t] === null ? [] : [{ value: [date, heights[t]], ...hollowMark(theme, color, markSize) }],
    ),
  };
}

function thresholdLine(
  theme: Theme,
  dates: readonly string[],
  { name, value }: { name: string; value: number },
): LineSeriesOption {
  return {
    type: 'line',
    name,
    symbol: 'none',
    silent: true,
    itemStyle: { color: theme.muted },
    lineStyle: { color: theme.muted, width: 1.5, type: 'dashed' },
    data: [dates[0], dates[dates.length - 1]].map((date) => [date, value]),
  };
}

function hollowMark(theme: Theme, color: string, symbolSize: number) {
  return {
    symbol: 'diamond',
    symbolSize,
    itemStyle: { color: theme.background, borderColor: color, borderWidth: 1.5 },
  };
}

function isAlone(values: readonly (number | null)[], t: number): boolean {
  return (values[t] ?? null) !== null && (values[t - 1] ?? null) === null && (values[t + 1] ?? null) === null;
}

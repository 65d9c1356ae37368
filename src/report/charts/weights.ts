import type { BarSeriesOption } from 'echarts/charts';
import type { StrategyChart, WindowChart } from '../chart-data.js';
import { axisColours, chartLegend, percentLabel, plotArea, tooltipBox, withMinus } from './axes.js';
import type { Draw } from './draw.js';
import type { Theme } from './theme.js';
import { tooltipList } from './tooltip.js';

/** Assets with a band of their own; with more the colours could not be told apart. */
const bands = 14;

/** Weights of one strategy, a stacked bar a decision, without gaps so that lasting positions read as bands. */
export function drawWeights(assets: readonly string[], { windows }: StrategyChart): Draw {
  return (theme, width) => {
    const { shown, rest } = largestPositions(assets.length, windows);
    const bar = (name: string, colour: string, weight: (weights: number[]) => number): BarSeriesOption => ({
      type: 'bar',
      name,
      stack: 'weights',
      barCategoryGap: '0%',
      itemStyle: {
        color: colour,
        borderColor: theme.background,
        borderWidth: windows.length > 100 ? 0 : 0.5,
      },
      emphasis: { focus: 'series' },
      data: windows.map(({ weights }) => weight(weights)),
    });
    const series = shown.map((i, k) => bar(assets[i], bandColour(theme, k), (weights) => weights[i]));
    if (rest.length > 0) {
      const sum = (weights: number[]): number => rest.reduce((total, i) => total + weights[i], 0);
      series.push(bar(`others (${rest.length})`, theme.others, sum));
    }
    const names = series.map(({ name }) => String(name));
    return {
      height: width < 600 ? 340 : 400,
      option: {
        // a whole date fits below the last bar
        grid: { ...plotArea(names, width), right: 36 },
        legend: chartLegend(theme, names, width),
        tooltip: {
          ...tooltipBox(theme),
          trigger: 'axis',
          axisPointer: { type: 'shadow' },
          formatter: (items) => {
            const { dataIndex } = Array.isArray(items) ? items[0] : items;
            const { decision, weights, trouble } = windows[dataIndex];
            const rows = assets
              .map((name, i) => ({ colour: colourOf(theme, shown.indexOf(i)), name, value: weights[i] }))
              .filter(({ value }) => value !== 0);
            return tooltipList(
              decision,
              rows,
              (value) => withMinus(`${(100 * value).toFixed(2)} %`),
              trouble,
            );
          },
        },
        xAxis: { type: 'category', data: windows.map(({ decision }) => decision), ...axisColours(theme) },
        yAxis: {
          type: 'value',
          ...axisColours(theme),
          axisLabel: { color: theme.muted, formatter: percentLabel },
          max: ({ max }) => (max > 0.99 && max < 1.01 ? 1 : Math.ceil(max * 10) / 10),
        },
        series,
      },
    };
  };
}

/**
 * The largest mean positions of a strategy, as many as there are colours, and the rest; both in the universe's order.
 * Of more assets than colours, those that are never held are in neither.
 */
export function largestPositions(
  assetCount: number,
  windows: readonly Pick<WindowChart, 'weights'>[],
): { shown: number[]; rest: number[] } {
  const size = Array.from({ length: assetCount }, (_, i) =>
    windows.reduce((sum, { weights }) => sum + Math.abs(weights[i]), 0),
  );
  const few = assetCount <= bands + 1;
  const order = size
    .map((_, i) => i)
    .filter((i) => few || size[i] > 0)
    .sort((a, b) => size[b] - size[a] || a - b);
  // one asset alone needs no “others”
  const count = order.length <= bands + 1 ? order.length : bands;
  const byUniverse = (a: number, b: number): number => a - b;
  return { shown: order.slice(0, count).sort(byUniverse), rest: order.slice(count).sort(byUniverse) };
}

function colourOf(theme: Theme, band: number): string {
  return band < 0 ? theme.others : bandColour(theme, band);
}

/** The palette, then the same colours lighter: bands side by side differ in hue, bands of one hue in lightness. */
export function bandColour(theme: Theme, k: number): string {
  const { areas } = theme;
  const colour = areas[k % areas.length];
  return k < areas.length ? colour : mix(colour, 255, 0.55);
}

function mix(hex: string, grey: number, share: number): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${channels.map((channel) => Math.round(channel * (1 - share) + grey * share)).join(',')})`;
}

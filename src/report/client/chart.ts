import type { BarSeriesOption, HeatmapSeriesOption, LineSeriesOption } from 'echarts/charts';
import type {
  GridComponentOption,
  LegendComponentOption,
  TooltipComponentOption,
  VisualMapComponentOption,
} from 'echarts/components';
import type { ComposeOption, EChartsType } from 'echarts/core';
import { init } from './echarts.js';
import { currentTheme, onThemeChange, type Theme } from './theme.js';

export type ChartOption = ComposeOption<
  | BarSeriesOption
  | HeatmapSeriesOption
  | LineSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | TooltipComponentOption
  | VisualMapComponentOption
>;

/** What a chart looks like in a theme and at a width in CSS pixels. */
export type Draw = (theme: Theme, width: number) => { height: number; option: ChartOption };

/** Width of the charts on A4 and Letter paper. */
const printWidth = 680;

const redraws: (() => void)[] = [];
let printing = false;

/**
 * Draws a chart into `#chart-<name>` once it comes near the screen, and again at every change of width or theme;
 * nothing happens when the page has no such chart.
 *
 * @returns draws it again, after a control of the page has changed
 */
export function mountChart(name: string, draw: Draw): () => void {
  const element = document.getElementById(`chart-${name}`);
  if (!element) return () => {};
  let chart: EChartsType | null = null;
  let width = 0;

  const redraw = (): void => {
    width = printing ? printWidth : element.clientWidth;
    const theme = currentTheme(printing);
    const { height, option } = draw(theme, width);
    element.style.height = `${height}px`;
    chart ??= init(element, null, { renderer: 'canvas', devicePixelRatio: Math.max(2, devicePixelRatio) });
    chart.resize({ width, height });
    chart.setOption({ ...shared(theme), ...option }, { notMerge: true });
  };

  new IntersectionObserver(
    (entries, observer) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      if (!chart) redraw();
    },
    { rootMargin: '400px' },
  ).observe(element);
  new ResizeObserver(() => {
    if (chart && !printing && element.clientWidth !== width) redraw();
  }).observe(element);
  redraws.push(redraw);
  return () => {
    if (chart) redraw();
  };
}

/** Every chart is drawn for paper before printing, and for the screen afterwards. */
export function followPrintAndTheme(): void {
  const redrawAll = (): void => redraws.forEach((redraw) => redraw());
  onThemeChange(redrawAll);
  addEventListener('beforeprint', () => {
    printing = true;
    redrawAll();
  });
  addEventListener('afterprint', () => {
    printing = false;
    redrawAll();
  });
}

function shared(theme: Theme): ChartOption {
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { color: theme.text, fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif' },
  };
}

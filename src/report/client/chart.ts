import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { completeOption, type Draw } from '../charts/draw.js';
import { parts } from '../charts/echarts-parts.js';
import { currentTheme, onThemeChange } from './appearance.js';

use([...parts, CanvasRenderer]);

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
    chart.setOption(completeOption(theme, option), { notMerge: true });
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

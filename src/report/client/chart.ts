import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { completeOption, type Draw } from '../charts/draw.js';
import { parts } from '../charts/echarts-parts.js';
import { currentTheme, onThemeChange } from './appearance.js';

use([...parts, CanvasRenderer]);

/** Widths of a chart on A4 and Letter paper, and of one that stands beside another. */
const printWidth = 680;
const halfPrintWidth = 332;

/** Cells of a heat map that are drawn in one frame; on paper it is all of them. */
const cellsAtOnce = 20000;

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

  const onPaper = element.closest('.beside') ? halfPrintWidth : printWidth;
  let paper: HTMLCanvasElement | null = null;

  const redraw = (): void => {
    width = printing ? onPaper : element.clientWidth;
    const theme = currentTheme(printing);
    const { height, option } = draw(theme, width);
    element.style.height = `${height}px`;
    chart ??= init(element, null, { renderer: 'canvas', devicePixelRatio: Math.max(2, devicePixelRatio) });
    chart.resize({ width, height });
    const all = { ...completeOption(theme, option), progressive: printing ? 0 : cellsAtOnce };
    chart.setOption(all, { notMerge: true });
    paper?.remove();
    paper = printing ? sheet(chart, width, height) : null;
    if (paper !== null) element.append(paper);
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

/**
 * A chart on one canvas, which the style sheet shows on paper alone: on the screen a heat map lies on several, and
 * printed, the upper ones hide those below.
 */
function sheet(chart: EChartsType, width: number, height: number): HTMLCanvasElement {
  // finer than on the screen, so that all is painted anew: layers are painted a few milliseconds a frame
  const canvas = chart.renderToCanvas({ pixelRatio: chart.getDevicePixelRatio() + 1 });
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  return canvas;
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

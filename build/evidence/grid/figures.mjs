/** Figures of the study, drawn without a page. */
import { init } from 'echarts';
import { importTypeScript } from '../../import-typescript.mjs';
import { settings } from './cells.mjs';
import { meanRanks, ratiosOf, summaryOf } from './summary.mjs';

const { light: theme } = await importTypeScript('src/report/charts/theme.ts');
const { still } = await importTypeScript('src/report/charts/still.ts');
const frequencies = ['day', 'week', 'month'];
/** Ratios that are drawn; what lies beyond is at the edge. */
const shown = [0.9, 1.2];
/** Ratios that colours tell apart. */
const coloured = [0.94, 1.06];
const within = (ratio, [low, high]) => Math.min(Math.max(ratio, low), high);

/**
 * @param name of the covariance whose cells are shown
 * @returns `{ name, title, text, svg }` each
 */
export function gridFigures(results, name) {
  return [ratioFigure(results), cellFigure(results, name), rankFigure(results)];
}

/** Ratios of all cells by estimator, those with the least median first. */
function ratioFigure(results) {
  const cells = ratiosOf(results);
  const rows = summaryOf(results)
    .filter(({ median, kind }) => median !== null && kind !== 'baseline')
    .sort((a, b) => a.median - b.median);
  const names = rows.map(({ name }) => name);
  const points = (frequency, k) =>
    cells
      .filter(({ cell }) => cell.frequency === frequency)
      .flatMap(({ rows: all }) => all.filter((row) => row.name === names[k] && row.ratio !== null));
  const series = frequencies.map((frequency, f) => ({
    type: 'scatter',
    name: `by ${frequency}`,
    symbolSize: 5,
    symbolOffset: [0, 4 * (f - 1)],
    itemStyle: { color: theme.categories[f], opacity: 0.65 },
    data: names.flatMap((_, k) => points(frequency, k).map(({ ratio }) => [within(ratio, shown), k])),
  }));
  const median = {
    type: 'scatter',
    name: 'median',
    symbol: 'rect',
    symbolSize: [2.5, 17],
    itemStyle: { color: theme.text },
    data: rows.map((row, k) => [within(row.median, shown), k]),
    markLine: {
      silent: true,
      symbol: 'none',
      label: { show: false },
      lineStyle: { color: theme.muted, type: 'dashed' },
      data: [{ xAxis: 1 }],
    },
  };
  return {
    ...{ name: 'ratios', title: 'Volatility over that of the best shrinkage, by estimator and cell' },
    text: `Each point is a cell, the bar the median of all; below 1 is better. Ratios beyond ${shown[0]} and ${shown[1]} are at the edge.`,
    svg: drawn(22 * names.length + 90, {
      grid: { left: 190, right: 20, top: 36, bottom: 40 },
      legend: { top: 0, textStyle: { color: theme.text }, itemWidth: 10, itemHeight: 10 },
      xAxis: axis({ type: 'value', min: shown[0], max: shown[1], splitLine: lines }),
      yAxis: axis({
        type: 'category',
        data: names,
        inverse: true,
        axisTick: { show: false },
        splitLine: lines,
      }),
      series: [...series, median],
    }),
  };
}

/** Ratios of one covariance by universe, frequency and window. */
function cellFigure(results, name) {
  const cells = ratiosOf(results).map(({ cell, rows }) => ({
    ...cell,
    ratio: rows.find((row) => row.name === name)?.ratio ?? null,
  }));
  const universes = [...new Set(cells.map(({ universe }) => universe))].sort(
    (a, b) => assetsOf(cells, a) - assetsOf(cells, b) || (a < b ? -1 : 1),
  );
  const columns = frequencies.flatMap((frequency) =>
    [...settings.windowFactors, settings.furtherFactorBelow.factor].map((factor) => ({ frequency, factor })),
  );
  const used = columns.filter((column) => cells.some((cell) => isIn(cell, column)));
  const data = used.flatMap((column, x) =>
    universes.flatMap((universe, y) => {
      const cell = cells.find((one) => one.universe === universe && isIn(one, column));
      return cell?.ratio ? [[x, y, within(cell.ratio, coloured), cell.ratio]] : [];
    }),
  );
  return {
    ...{ name: 'cells', title: `${name}: volatility over that of the best shrinkage, by cell` },
    text: 'Rows are universes, columns periods and windows in multiples of the assets; blue is better, below 1, and a cell without a number has too little data or fell back.',
    svg: drawn(30 * universes.length + 90, {
      grid: { left: 110, right: 20, top: 56, bottom: 10 },
      visualMap: {
        ...{ show: false, min: coloured[0], max: coloured[1], dimension: 2 },
        inRange: { color: [...theme.diverging].reverse().map(softened) },
      },
      xAxis: axis({
        ...{ type: 'category', position: 'top', axisTick: { show: false } },
        data: used.map(({ frequency, factor }) => `${factor} N\n${frequency}`),
      }),
      yAxis: axis({ type: 'category', data: universes, inverse: true, axisTick: { show: false } }),
      series: [
        {
          type: 'heatmap',
          data,
          label: { show: true, color: theme.text, formatter: ({ value }) => value[3].toFixed(3) },
          itemStyle: { borderColor: theme.background, borderWidth: 2 },
        },
      ],
    }),
  };
}

const assetsOf = (cells, universe) => cells.find((cell) => cell.universe === universe).assets;

/** Whether a cell is of a column; the least window stands for the smallest multiple that it takes the place of. */
function isIn({ frequency, assets, window }, column) {
  if (frequency !== column.frequency) return false;
  const windowOf = (factor) => Math.max(settings.leastWindow, Math.floor(factor * assets));
  const factors = [...settings.windowFactors, settings.furtherFactorBelow.factor];
  return factors.find((factor) => windowOf(factor) === window) === column.factor;
}

/** Mean ranks, and the band of those that the test does not tell from the first. */
function rankFigure(results) {
  const { ranks, criticalDifference, cells } = meanRanks(results);
  const best = ranks[0].rank;
  return {
    ...{ name: 'ranks', title: `Mean ranks of volatility over ${cells} cells` },
    text: `1 is the lowest. The band is Nemenyi's critical difference from the first at 5 %, which takes cells for independent.`,
    svg: drawn(20 * ranks.length + 60, {
      grid: { left: 190, right: 20, top: 10, bottom: 40 },
      xAxis: axis({ type: 'value', min: 1, splitLine: lines }),
      yAxis: axis({
        ...{ type: 'category', inverse: true, axisTick: { show: false } },
        data: ranks.map(({ name }) => name),
      }),
      series: [
        {
          type: 'scatter',
          symbolSize: 9,
          itemStyle: { color: theme.categories[0] },
          data: ranks.map(({ rank }, k) => [rank, k]),
          markArea: {
            silent: true,
            itemStyle: { color: theme.sequential[1], opacity: 0.5 },
            data: [[{ xAxis: best }, { xAxis: best + criticalDifference }]],
          },
        },
      ],
    }),
  };
}

const lines = { show: true, lineStyle: { color: theme.line } };

function axis(option) {
  return {
    axisLabel: { color: theme.text, fontSize: 12 },
    axisLine: { lineStyle: { color: theme.line } },
    ...option,
  };
}

/** Half way to the background, so that numbers are read on it. */
function softened(colour) {
  const parts = [1, 3, 5].map((k) => Math.round((parseInt(colour.slice(k, k + 2), 16) + 255) / 2));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** The same option gives the same text. */
function drawn(height, option) {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 860, height });
  chart.setOption({ animation: false, backgroundColor: theme.background, ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return still(svg)
    .replace(/ (?:d|transform)="[^"]*"/g, (place) => place.replace(/-?\d+\.\d{3,}/g, hundredths))
    .replace(/ ecmeta_\w+="[^"]*"/g, '');
}

const hundredths = (number) => String(Number(Number(number).toFixed(2)));

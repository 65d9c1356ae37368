import type { LineSeriesOption } from 'echarts/charts';
import type { SpectraChart } from '../model-chart-data.js';
import { axisColours, chartLegend, percentLabel, plotArea, tooltipBox, withMinus } from './axes.js';
import type { Draw } from './draw.js';
import { logarithmicTicks } from './logarithmic-ticks.js';
import { lineStyle } from './theme.js';
import { tooltipList } from './tooltip.js';

/** How far the axis reaches beyond the eigenvalues. */
const margin = 1.3;

const edgeName = 'edge of noise, sample';

/** Shares of the trace by rank on a logarithmic axis, a line a matrix; what is 0 has no place there and ends a line. */
export function drawSpectra({ edge, matrices }: SpectraChart): Draw {
  const positive = [...matrices.flatMap(({ shares }) => shares), ...(edge === null ? [] : [edge])].filter(
    (share) => share > 0,
  );
  const least = positive.reduce((a, b) => Math.min(a, b), 1) / margin;
  const greatest = Math.max(positive.reduce((a, b) => Math.max(a, b), 0) * margin, least * 10);
  const N = matrices[0].shares.length;
  const names = [...matrices.map(({ name }) => name), ...(edge === null ? [] : [edgeName])];

  return (theme, width) => {
    const colours = axisColours(theme);
    const ticks = logarithmicTicks(least, greatest);
    const line = (name: string, shares: readonly number[], k: number): LineSeriesOption => ({
      type: 'line',
      name,
      data: shares.map((share, rank) => [rank + 1, share > 0 ? share : null]),
      symbol: 'circle',
      symbolSize: 6,
      showSymbol: N <= 40,
      triggerEvent: 'line',
      itemStyle: { color: lineStyle(theme, k).color },
      lineStyle: { ...lineStyle(theme, k), width: 2 },
      emphasis: { focus: 'series' },
    });
    return {
      height: width < 600 ? 320 : 380,
      option: {
        grid: { ...plotArea(names, width), right: 24 },
        legend: chartLegend(theme, names, width),
        tooltip: {
          ...tooltipBox(theme),
          trigger: 'axis',
          formatter: (items) => {
            const [first] = Array.isArray(items) ? items : [items];
            const rank = (first.value as number[])[0];
            const rows = matrices.map(({ name, shares }, k) => ({
              colour: lineStyle(theme, k).color,
              name,
              value: shares[rank - 1],
            }));
            return tooltipList(`eigenvalue ${rank} of ${N}`, rows, shareText);
          },
        },
        xAxis: {
          type: 'value',
          min: 1,
          max: Math.max(2, N),
          minInterval: 1,
          ...colours,
          splitLine: { show: false },
        },
        yAxis: {
          type: 'log',
          min: least,
          max: greatest,
          ...colours,
          axisTick: { ...colours.axisTick, customValues: ticks },
          axisLabel: { ...colours.axisLabel, customValues: ticks, formatter: percentLabel },
        },
        series: [
          ...matrices.map(({ name, shares }, k) => line(name, shares, k)),
          ...(edge === null
            ? []
            : [
                {
                  ...line(edgeName, [], 0),
                  data: [
                    [1, edge],
                    [Math.max(2, N), edge],
                  ],
                  showSymbol: false,
                  itemStyle: { color: theme.muted },
                  lineStyle: { color: theme.muted, type: 'dashed' as const, width: 1.5 },
                },
              ]),
        ],
      },
    };
  };
}

/** 0 is what is nothing but rounding. */
function shareText(share: number): string {
  return share === 0 ? '0' : withMinus(`${Number((100 * share).toPrecision(3))} %`);
}

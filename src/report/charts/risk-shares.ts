import type { BarSeriesOption } from 'echarts/charts';
import type { RiskSharesChart } from '../model-chart-data.js';
import { axisColours, chartLegend, percentLabel, plotArea, tooltipBox, withMinus } from './axes.js';
import type { Draw } from './draw.js';
import { tooltipList } from './tooltip.js';
import { bandColour, largestPositions } from './weights.js';

/** A stacked bar a strategy: parts that add to its variance to the right of 0, those that hedge to the left. */
export function drawRiskShares({ names, strategies }: RiskSharesChart): Draw {
  const { shown, rest } = largestPositions(
    names.length,
    strategies.map(({ shares }) => ({ weights: shares })),
  );
  return (theme, width) => {
    const colourOf = (part: number): string => {
      const band = shown.indexOf(part);
      return band < 0 ? theme.others : bandColour(theme, band);
    };
    const bar = (name: string, color: string, share: (shares: number[]) => number): BarSeriesOption => ({
      type: 'bar',
      name,
      stack: 'shares',
      barMaxWidth: 32,
      barCategoryGap: '25%',
      itemStyle: { color, borderColor: theme.background, borderWidth: 0.5 },
      emphasis: { focus: 'series' },
      data: strategies.map(({ shares }) => share(shares)),
    });
    const series = shown.map((part) => bar(names[part], colourOf(part), (shares) => shares[part]));
    if (rest.length > 0) {
      const sum = (shares: number[]): number => rest.reduce((total, part) => total + shares[part], 0);
      series.push(bar(`others (${rest.length})`, theme.others, sum));
    }
    const legend = series.map(({ name }) => String(name));
    const area = plotArea(legend, width);
    return {
      height: Math.max(
        256,
        area.top + 48 + Math.max(18, Math.min(44, 900 / strategies.length)) * strategies.length,
      ),
      option: {
        grid: { ...area, right: 24 },
        legend: chartLegend(theme, legend, width),
        tooltip: {
          ...tooltipBox(theme),
          trigger: 'axis',
          axisPointer: { type: 'shadow' },
          formatter: (items) => {
            const { dataIndex } = Array.isArray(items) ? items[0] : items;
            const { name, shares } = strategies[dataIndex];
            const rows = names
              .map((part, k) => ({ colour: colourOf(k), name: part, value: shares[k] }))
              .filter(({ value }) => value !== 0);
            return tooltipList(name, rows, (value) => withMinus(`${(100 * value).toFixed(1)} %`));
          },
        },
        xAxis: {
          type: 'value',
          ...axisColours(theme),
          splitNumber: width < 600 ? 3 : 6,
          axisLabel: { color: theme.muted, hideOverlap: true, formatter: percentLabel },
          max: ({ max }) => (max > 0.99 && max < 1.01 ? 1 : Math.ceil(max * 10) / 10),
        },
        yAxis: {
          type: 'category',
          inverse: true,
          data: strategies.map(({ name }) => name),
          ...axisColours(theme),
          splitLine: { show: false },
          axisTick: { show: false },
          axisLabel: { color: theme.muted, width: Math.min(180, width / 3), overflow: 'truncate' },
        },
        series,
      },
    };
  };
}

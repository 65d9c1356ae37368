import type { WeightsByPeriod } from '../../model/weights-by-period.js';
import { axisColours, tooltipBox } from './axes.js';
import type { Draw } from './draw.js';
import { tooltipList } from './tooltip.js';

/** Below this share of a usual period a bar has the colour of what stands out. */
const LOW = 0.5;

/**
 * A bar a period. Weights of t errors rise and hang from 1, the weight of a usual period, so that the periods that count
 * less are the ones that are seen; those of a half-life stand on 0.
 */
export function drawPeriodWeights({ kind, periods, weights }: WeightsByPeriod): Draw {
  const base = kind === 't' ? 1 : 0;
  const label = (height: number): string => String(Number((height + base).toFixed(4)));
  return (theme) => ({
    height: 260,
    option: {
      // a whole date fits below the last bar
      grid: { left: 8, right: 36, top: 16, bottom: 8, outerBoundsMode: 'same' },
      tooltip: {
        ...tooltipBox(theme),
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        formatter: (items) => {
          const { dataIndex } = Array.isArray(items) ? items[0] : items;
          const value = weights[dataIndex];
          return tooltipList(
            periods[dataIndex],
            [{ colour: value < LOW * base ? theme.areas[5] : theme.areas[0], name: 'weight', value }],
            (weight) => weight.toFixed(3),
          );
        },
      },
      xAxis: {
        type: 'category',
        data: periods,
        ...axisColours(theme),
        axisLine: { ...axisColours(theme).axisLine, onZero: true },
      },
      yAxis: {
        type: 'value',
        min: -base,
        ...axisColours(theme),
        axisLabel: { color: theme.muted, formatter: label },
      },
      series: [
        {
          type: 'bar',
          name: 'weight',
          barCategoryGap: periods.length > 100 ? '0%' : '20%',
          data: weights.map((weight) => ({
            value: weight - base,
            itemStyle: { color: weight < LOW * base ? theme.areas[5] : theme.areas[0] },
          })),
        },
      ],
    },
  });
}

import { monthNames } from '../month-names.js';
import type { MonthsOfStrategy } from '../time/months.js';
import { axisColours, percentLabel, tooltipBox, withMinus } from './axes.js';
import { readableColour } from './contrast.js';
import type { Draw } from './draw.js';
import { tooltipText } from './tooltip.js';

/** Room for the years at the left. */
const left = 44;

/** The least that the scale reaches, so that returns of next to nothing do not get strong colours. */
const leastReach = 0.01;

/** Years × months in colours around 0, the total of the year in a column of its own; a total beyond the months' scale has its last colour. */
export function drawMonthlyReturns({ years }: MonthsOfStrategy): Draw {
  const reach = years
    .flatMap(({ months }) => months)
    .reduce((most: number, value) => Math.max(most, Math.abs(value ?? 0)), leastReach);
  // an empty column sets the total apart
  const columns = [...monthNames, '', 'Year'];
  const cells = years.flatMap(({ months, total }, row) =>
    [...months, null, total].flatMap((value, column) => (value === null ? [] : [{ row, column, value }])),
  );

  return (theme, width) => {
    const room = Math.min(width - left - 8, 1100);
    const cellWidth = room / columns.length;
    const cellHeight = years.length > 30 ? 18 : 26;
    const digits = cellWidth >= 44 ? 1 : 0;
    return {
      height: 28 + cellHeight * years.length + 56,
      option: {
        grid: { left, top: 28, width: room, height: cellHeight * years.length, outerBoundsMode: 'none' },
        tooltip: {
          ...tooltipBox(theme),
          formatter: (item) => {
            const { row, column, value } = cells[(Array.isArray(item) ? item[0] : item).dataIndex];
            const when = column < 12 ? `${monthNames[column]} ${years[row].year}` : `${years[row].year}`;
            return tooltipText(`${when}: ${percentText(value, 2)} %`);
          },
        },
        visualMap: {
          type: 'continuous',
          min: -reach,
          max: reach,
          precision: 4,
          calculable: true,
          formatter: (value) => percentLabel(Number(Number(value).toFixed(3))),
          handleStyle: { borderColor: theme.muted, borderWidth: 1 },
          orient: 'horizontal',
          left: 'center',
          bottom: 0,
          itemHeight: Math.min(240, room * 0.6),
          itemWidth: 14,
          inRange: { color: [...theme.diverging] },
          textStyle: { color: theme.muted },
        },
        xAxis: {
          type: 'category',
          position: 'top',
          data: columns,
          ...axisColours(theme),
          axisLine: { show: false },
          axisTick: { show: false },
          splitLine: { show: false },
          axisLabel: {
            color: theme.muted,
            interval: 0,
            formatter: (name: string) => (cellWidth < 30 && name !== 'Year' ? name.slice(0, 1) : name),
          },
        },
        yAxis: {
          type: 'category',
          inverse: true,
          data: years.map(({ year }) => String(year)),
          ...axisColours(theme),
          axisLine: { show: false },
          axisTick: { show: false },
          splitLine: { show: false },
        },
        series: {
          type: 'heatmap',
          data: cells.map(({ row, column, value }) => {
            const shown = Math.max(-reach, Math.min(reach, value));
            return {
              value: [column, row, shown],
              label: {
                formatter: percentText(value, digits),
                color: readableColour(theme.diverging, (shown + reach) / (2 * reach)),
              },
            };
          }),
          itemStyle: { borderColor: theme.background, borderWidth: 1 },
          label: { show: true, fontSize: cellWidth >= 30 ? 11 : 9, textBorderWidth: 0 },
          emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 1 } },
        },
      },
    };
  };
}

/** 0.0123 → `1.2` */
function percentText(value: number, digits: number): string {
  const text = (100 * value).toFixed(digits);
  return withMinus(Number(text) === 0 ? text.replace('-', '') : text);
}

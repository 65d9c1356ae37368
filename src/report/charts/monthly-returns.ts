import { monthNames } from '../month-names.js';
import type { MonthsOfStrategy } from '../time/months.js';
import { axisColours, percentLabel, tooltipBox, withMinus } from './axes.js';
import { readableColour } from './contrast.js';
import { colourBar } from './colour-bar.js';
import type { Draw } from './draw.js';
import { tooltipText } from './tooltip.js';

/** Room for the years at the left. */
const left = 44;

/** What sets the totals apart from the months. */
const gap = 6;

/** The least that the scale reaches, so that returns of next to nothing do not get strong colours. */
const leastReach = 0.01;

/** Years × months in colours around 0, the total of the year in a column apart; a total beyond the months' scale has its last colour. */
export function drawMonthlyReturns({ years }: MonthsOfStrategy): Draw {
  const reach = years
    .flatMap(({ months }) => months)
    .reduce((most: number, value) => Math.max(most, Math.abs(value ?? 0)), leastReach);
  const blocks = [
    { columns: monthNames, rows: years.map(({ months }) => months) },
    { columns: ['Year'], rows: years.map(({ total }) => [total]) },
  ].map(({ columns, rows }) => ({
    columns,
    cells: rows.flatMap((row, year) =>
      row.flatMap((value, column) => (value === null ? [] : [{ year, column, value }])),
    ),
  }));

  return (theme, width) => {
    const cellWidth = (Math.min(width - left - 8, 1000) - gap) / 13;
    const cellHeight = years.length > 30 ? 18 : 26;
    const height = cellHeight * years.length;
    const digits = cellWidth >= 44 ? 1 : 0;
    const plain = {
      ...axisColours(theme),
      type: 'category',
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { show: false },
    } as const;
    return {
      height: 28 + height + 56,
      option: {
        grid: blocks.map(({ columns }, k) => ({
          left: left + k * (12 * cellWidth + gap),
          width: columns.length * cellWidth,
          ...{ top: 28, height, outerBoundsMode: 'none' },
        })),
        tooltip: {
          ...tooltipBox(theme),
          formatter: (item) => {
            const { seriesIndex = 0, dataIndex } = Array.isArray(item) ? item[0] : item;
            const { year, column, value } = blocks[seriesIndex].cells[dataIndex];
            const when =
              seriesIndex === 0 ? `${monthNames[column]} ${years[year].year}` : `${years[year].year}`;
            return tooltipText(`${when}: ${percentText(value, 2)} %`);
          },
        },
        visualMap: colourBar(theme, {
          min: -reach,
          max: reach,
          precision: 4,
          colours: theme.diverging,
          length: 8 * cellWidth,
          format: (value) => percentLabel(Number(value.toFixed(3))),
        }),
        xAxis: blocks.map(({ columns }, k) => ({
          ...plain,
          gridIndex: k,
          position: 'top',
          data: [...columns],
          axisLabel: {
            color: theme.muted,
            interval: 0,
            formatter: (name: string) => (cellWidth < 30 && name !== 'Year' ? name.slice(0, 1) : name),
          },
        })),
        yAxis: blocks.map((_, k) => ({
          ...plain,
          gridIndex: k,
          inverse: true,
          data: years.map(({ year }) => String(year)),
          axisLabel: { ...plain.axisLabel, show: k === 0 },
        })),
        series: blocks.map(({ cells }, k) => ({
          type: 'heatmap',
          xAxisIndex: k,
          yAxisIndex: k,
          data: cells.map(({ year, column, value }) => {
            const shown = Math.max(-reach, Math.min(reach, value));
            return {
              value: [column, year, shown],
              label: {
                formatter: percentText(value, digits),
                color: readableColour(theme.diverging, (shown + reach) / (2 * reach)),
              },
            };
          }),
          itemStyle: { borderColor: theme.background, borderWidth: 1 },
          label: { show: true, fontSize: cellWidth >= 30 ? 11 : 9, textBorderWidth: 0 },
          emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 1 } },
        })),
      },
    };
  };
}

/** 0.0123 → `1.2` */
function percentText(value: number, digits: number): string {
  const text = (100 * value).toFixed(digits);
  return withMinus(Number(text) === 0 ? text.replace('-', '') : text);
}

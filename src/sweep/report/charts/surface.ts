import { axisColours, tooltipBox } from '../../../report/charts/axes.js';
import { colourBar } from '../../../report/charts/colour-bar.js';
import { readableColour } from '../../../report/charts/contrast.js';
import type { Draw } from '../../../report/charts/draw.js';
import { tooltipText } from '../../../report/charts/tooltip.js';
import { percent } from '../../../report/format.js';
import type { GroupChartData, PairChart } from '../chart-data.js';
import { counted } from '../names.js';
import { statisticText } from '../statistics.js';
import { axisName } from './axis-name.js';
import { categoryLabels } from './category-labels.js';

/** A statistic over two parameters as coloured cells; cells without a trial are left empty. */
export function drawSurface(
  { rows, columns, trials }: PairChart,
  values: readonly (number | null)[],
  { heading, unit }: GroupChartData['statistics'][number],
): Draw {
  const [K, L] = [rows.levels.length, columns.levels.length];
  const cells = values.flatMap((value, cell) =>
    value === null ? [] : [{ row: Math.floor(cell / L), column: cell % L, value, trials: trials[cell] }],
  );
  const least = cells.reduce((a, { value }) => Math.min(a, value), Infinity);
  const greatest = cells.reduce((a, { value }) => Math.max(a, value), -Infinity);
  const longest = rows.levels.reduce((length, level) => Math.max(length, level.length), 0);

  return (theme, width) => {
    const labelRoom = Math.min(width / 4, 16 + 6.8 * longest);
    const left = labelRoom + 24;
    const cellWidth = Math.min(width - left - 12, 120 * L, 900) / L;
    const cellHeight = K > 12 ? 22 : 32;
    const [plotWidth, plotHeight] = [cellWidth * L, cellHeight * K];
    const below = categoryLabels(theme, columns.levels, cellWidth);
    const digits = unit === 'percent' ? 1 : 2;
    const hasDigits = cellWidth >= 38;
    const colours = theme.sequential;
    const plain = {
      ...axisColours(theme),
      type: 'category',
      splitLine: { show: false },
      axisTick: { show: false },
    } as const;
    return {
      height: 8 + plotHeight + below.room + 32 + 52,
      option: {
        grid: { left, top: 8, width: plotWidth, height: plotHeight, outerBoundsMode: 'none' },
        tooltip: {
          ...tooltipBox(theme),
          formatter: (item) => {
            const { dataIndex } = Array.isArray(item) ? item[0] : item;
            const { row, column, value, trials: n } = cells[dataIndex];
            return tooltipText(
              `${rows.path} ${rows.levels[row]}, ${columns.path} ${columns.levels[column]}: ` +
                `${heading} ${statisticText(unit, value)}, ${counted(n, 'trial')}`,
            );
          },
        },
        visualMap: colourBar(theme, {
          min: least,
          max: greatest,
          precision: 4,
          colours,
          length: plotWidth * 0.6,
          format: (value) => statisticText(unit, value),
        }),
        xAxis: {
          ...plain,
          data: [...columns.levels],
          axisLabel: below.axisLabel,
          ...axisName(theme, columns.path, below.room + 10),
        },
        yAxis: {
          ...plain,
          inverse: true,
          data: [...rows.levels],
          axisLabel: { color: theme.muted, width: labelRoom - 8, overflow: 'truncate', interval: 0 },
          ...axisName(theme, rows.path, labelRoom),
        },
        series: {
          type: 'heatmap',
          data: cells.map(({ row, column, value }) => ({
            value: [column, row, value],
            label: {
              color: readableColour(colours, greatest > least ? (value - least) / (greatest - least) : 0),
              formatter:
                unit === 'percent' ? percent(value, digits).replace(' %', '') : statisticText(unit, value),
            },
          })),
          itemStyle: { borderColor: theme.background, borderWidth: 1 },
          label: { show: hasDigits, fontSize: cellWidth >= 46 ? 12 : 10, textBorderWidth: 0 },
          emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 1 } },
        },
      },
    };
  };
}

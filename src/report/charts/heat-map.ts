import type { Triangle } from '../model-chart-data.js';
import { axisColours, tooltipBox, withMinus } from './axes.js';
import { colourBar } from './colour-bar.js';
import type { Draw } from './draw.js';
import { readableColour } from './contrast.js';
import type { Theme } from './theme.js';

/** Which colours stand for which values. */
export interface HeatScale {
  least: number;
  greatest: number;
  colours: (theme: Theme) => readonly string[];
}

/** −1 to 1, the same for every correlation matrix, so that two of them can be compared by eye. */
export const correlationScale: HeatScale = { least: -1, greatest: 1, colours: (theme) => theme.diverging };

/** From 0, or from the smallest value where that is negative, to the largest. */
export function kernelScale(kernel: Triangle): HeatScale {
  return {
    least: kernel.reduce((a, b) => Math.min(a, b), 0),
    greatest: kernel.reduce((a, b) => Math.max(a, b), 0),
    colours: (theme) => theme.sequential,
  };
}

function cellText(value: number): string {
  return withMinus(value.toFixed(2));
}

/** A symmetric matrix as a square of coloured cells, labelled as far as there is room. */
export function drawHeatMap(assets: readonly string[], triangle: Triangle, scale: HeatScale): Draw {
  const n = assets.length;
  const longest = assets.reduce((length, asset) => Math.max(length, asset.length), 0);
  const labelRoom = Math.min(100, 18 + 7.5 * longest);

  return (theme, width) => {
    const cells = Array.from({ length: n * n }, (_, cell) => {
      const i = Math.floor(cell / n);
      const j = cell % n;
      const [row, column] = i >= j ? [i, j] : [j, i];
      return [j, i, triangle[(row * (row + 1)) / 2 + column]];
    });
    const side = Math.min(width - labelRoom - 16, 680, Math.max(240, 96 * n));
    const cellWidth = side / n;
    const hasDigits = cellWidth >= 30;
    const colours = scale.colours(theme);
    const range = scale.greatest - scale.least;
    const digits = (value: number): string =>
      readableColour(colours, range > 0 ? (value - scale.least) / range : 0);
    const fontSize = Math.max(9, Math.min(12, cellWidth * 0.8));
    const labels = {
      ...axisColours(theme),
      splitLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: theme.muted,
        fontSize,
        // as many labels as fit without touching
        interval: Math.ceil((fontSize + 2) / cellWidth) - 1,
      },
    };
    const left = labelRoom + Math.max(0, (width - labelRoom - 16 - side) / 2);
    return {
      height: side + labelRoom + 64,
      option: {
        grid: { left, top: 8, width: side, height: side, outerBoundsMode: 'none' },
        tooltip: {
          ...tooltipBox(theme),
          formatter: (item) => {
            const [j, i, value] = (Array.isArray(item) ? item[0] : item).value as number[];
            const text = document.createElement('span');
            text.textContent = `${assets[i]} and ${assets[j]}: ${cellText(value)}`;
            return text;
          },
        },
        visualMap: colourBar(theme, {
          min: scale.least,
          max: scale.greatest,
          precision: 2,
          colours,
          length: side * 0.6,
          format: cellText,
        }),
        xAxis: {
          type: 'category',
          data: [...assets],
          ...labels,
          axisLabel: { ...labels.axisLabel, rotate: 90 },
        },
        yAxis: { type: 'category', inverse: true, data: [...assets], ...labels },
        series: {
          type: 'heatmap',
          data: hasDigits
            ? cells.map((value) => ({ value, label: { color: digits(value[2]) } }))
            : cells.map((value) => ({ value })),
          itemStyle: { borderColor: theme.background, borderWidth: cellWidth > 12 ? 1 : 0 },
          label: {
            show: hasDigits,
            fontSize: Math.min(12, cellWidth / 3),
            formatter: ({ value }) => cellText((value as number[])[2]),
            textBorderWidth: 0,
          },
          emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 1 } },
        },
      },
    };
  };
}

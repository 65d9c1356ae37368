import { axisColours, tooltipBox, withMinus } from '../../../report/charts/axes.js';
import type { Draw } from '../../../report/charts/draw.js';
import { tooltipText } from '../../../report/charts/tooltip.js';
import { decimal } from '../../../report/format.js';
import { axisName } from './axis-name.js';

/** Winners of splits by their Sharpe ratios in sample and out of sample; a line at 0, and one where both are the same. */
export function drawDegradation(points: readonly (readonly [number, number])[]): Draw {
  const [x, y] = [points.map(([inSample]) => inSample), points.map(([, outOfSample]) => outOfSample)];
  const ends = (values: number[], within: number): [number, number] => {
    const [least, greatest] = [Math.min(within, ...values), Math.max(within, ...values)];
    const step = roundStep((greatest - least) / 4);
    return [Math.floor(least / step) * step, Math.ceil(greatest / step) * step];
  };
  const [left, right] = ends(x, x[0]);
  const [bottom, top] = ends(y, 0);
  const [from, to] = [Math.max(left, bottom), Math.min(right, top)];

  return (theme, width) => {
    const axis = (min: number, max: number, name: string, gap: number) => ({
      type: 'value' as const,
      min,
      max,
      ...axisColours(theme),
      ...axisName(theme, name, gap),
      axisLabel: {
        color: theme.muted,
        hideOverlap: true,
        formatter: (value: number) => withMinus(String(Number(value.toPrecision(6)))),
      },
      splitNumber: 4,
    });
    const line = (data: number[][], type: 'dashed' | 'solid') => ({
      type: 'line' as const,
      data,
      silent: true,
      symbol: 'none',
      lineStyle: { color: theme.muted, width: 1.25, type },
    });
    return {
      height: width < 600 ? 280 : 320,
      option: {
        grid: { left: 8, right: 16, top: 16, bottom: 8, outerBoundsMode: 'same' },
        tooltip: {
          ...tooltipBox(theme),
          formatter: (item) => {
            const [inSample, outOfSample] = (Array.isArray(item) ? item[0] : item).value as number[];
            return tooltipText(`${decimal(inSample)} in sample, ${decimal(outOfSample)} out of sample`);
          },
        },
        xAxis: axis(left, right, 'in sample', 28),
        yAxis: axis(bottom, top, 'out of sample', 40),
        series: [
          line(
            [
              [left, 0],
              [right, 0],
            ],
            'solid',
          ),
          ...(from < to
            ? [
                line(
                  [
                    [from, from],
                    [to, to],
                  ],
                  'dashed',
                ),
              ]
            : []),
          {
            type: 'line',
            data: points.map((point) => [...point]),
            symbol: 'circle',
            symbolSize: points.length > 500 ? 3 : 5,
            showSymbol: true,
            showAllSymbol: true,
            lineStyle: { opacity: 0 },
            itemStyle: { color: theme.categories[0], opacity: points.length > 500 ? 0.45 : 0.8 },
          },
        ],
      },
    };
  };
}

/** The least of 1, 2 and 5 times a power of ten that is no less than a size; 1 of none. */
function roundStep(size: number): number {
  if (!(size > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(size));
  return power * (size <= power ? 1 : size <= 2 * power ? 2 : size <= 5 * power ? 5 : 10);
}

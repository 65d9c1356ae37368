import type { EffectsChart } from '../model-chart-data.js';
import { axisColours, percentLabel, tooltipBox, withMinus } from './axes.js';
import type { Draw } from './draw.js';
import { tooltipList } from './tooltip.js';

/** Assets at either end that are drawn of many. */
export const shownAtEnds = 30;

/** A point an asset with its interval as a line, the largest effect on top; of many assets the two ends. */
export function drawEffects({ term, assets, effects, margins, reliability }: EffectsChart): Draw {
  const N = assets.length;
  const all = assets.map((_, k) => k);
  const hidden = N - 2 * shownAtEnds;
  /** null is the gap where others are left out */
  const rows: (number | null)[] =
    hidden > 1 ? [...all.slice(0, shownAtEnds), null, ...all.slice(N - shownAtEnds)] : all;
  const ends = (k: number): [number, number] => [
    effects[k] - (margins?.[k] ?? 0),
    effects[k] + (margins?.[k] ?? 0),
  ];

  return (theme, width) => {
    const rowHeight = rows.length <= 20 ? 24 : 16;
    const [colour] = theme.categories;
    return {
      height: Math.max(256, 48 + rowHeight * rows.length),
      option: {
        grid: { left: 8, right: 20, top: 8, bottom: 8, outerBoundsMode: 'same' },
        tooltip: {
          ...tooltipBox(theme),
          trigger: 'axis',
          axisPointer: { type: 'shadow', axis: 'y' },
          formatter: (items) => {
            const [first] = Array.isArray(items) ? items : [items];
            const k = rows[(first.value as [number | string, number])[1]];
            if (k === null) return '';
            return tooltipList(
              assets[k],
              [{ colour, name: term, value: effects[k] }],
              percentText,
              detail(k),
            );
          },
        },
        xAxis: {
          type: 'value',
          ...axisColours(theme),
          splitNumber: width < 600 ? 3 : 6,
          axisLabel: { color: theme.muted, hideOverlap: true, formatter: percentLabel },
        },
        yAxis: {
          type: 'category',
          inverse: true,
          data: rows.map((k) => (k === null ? `⋮ ${hidden} more` : assets[k])),
          ...axisColours(theme),
          axisTick: { show: false },
          splitLine: { show: false },
          // the line at 0 is that of the other axis
          axisLine: { onZero: true, lineStyle: { color: theme.muted } },
          axisLabel: {
            color: theme.muted,
            interval: 0,
            fontSize: rowHeight < 20 ? 11 : 12,
            width: Math.min(140, width / 3),
            overflow: 'truncate',
          },
        },
        series: [
          ...(margins === null
            ? []
            : [
                {
                  type: 'line' as const,
                  name: '95 % interval',
                  // a gap after each interval, so that they are one series
                  data: rows.flatMap((k, row) =>
                    k === null ? [] : [...ends(k).map((end) => [end, row]), ['-', row]],
                  ),
                  showSymbol: false,
                  silent: true,
                  lineStyle: { color: colour, width: 2, opacity: 0.55 },
                  itemStyle: { color: colour },
                },
              ]),
          {
            type: 'line',
            name: term,
            data: rows.map((k, row) => [k === null ? '-' : effects[k], row]),
            symbol: 'circle',
            symbolSize: 7,
            showSymbol: true,
            showAllSymbol: true,
            lineStyle: { opacity: 0 },
            itemStyle: { color: colour },
          },
        ],
      },
    };
  };

  function detail(k: number): string {
    const [low, high] = ends(k);
    const known = reliability?.[k] ?? null;
    return [
      ...(margins === null ? [] : [`95 % interval ${percentText(low)} to ${percentText(high)}`]),
      ...(known === null ? [] : [`reliability ${withMinus(known.toFixed(2))}`]),
    ].join(', ');
  }
}

function percentText(value: number): string {
  return withMinus(`${(100 * value).toFixed(3)} %`);
}

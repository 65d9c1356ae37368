/** Options that the charts have in common, so that they look alike. */
import type { LegendComponentOption, TooltipComponentOption } from 'echarts/components';
import type { Theme } from './theme.js';

/** Margins of the plot inside its chart; the legend stands in the upper one. */
export function plotArea(names: readonly string[], width: number) {
  const top = 16 + 24 * (legendLines(names, width) ?? 1);
  return { left: 8, right: 16, top, bottom: 8, outerBoundsMode: 'same' } as const;
}

/** Lines that a legend of all names takes, by a generous width of letters; null where it would take too many. */
function legendLines(names: readonly string[], width: number): number | null {
  let lines = 1;
  let used = 0;
  for (const name of names) {
    const wide = 60 + 7.5 * Math.min(name.length, 22);
    if (used > 0 && used + wide > width - 16) {
      lines++;
      used = 0;
    }
    used += wide;
  }
  return lines > 4 ? null : lines;
}

export function axisColours(theme: Theme): {
  axisLine: object;
  axisTick: object;
  axisLabel: { color: string; hideOverlap: boolean };
  splitLine: object;
} {
  return {
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { lineStyle: { color: theme.line } },
    axisLabel: { color: theme.muted, hideOverlap: true },
    splitLine: { lineStyle: { color: theme.line, opacity: 0.6 } },
  };
}

/** Few names are all shown, on as many lines as they need; many are one line that scrolls. */
export function chartLegend(theme: Theme, names: readonly string[], width: number): LegendComponentOption {
  return {
    type: legendLines(names, width) === null ? 'scroll' : 'plain',
    top: 4,
    left: 8,
    right: 8,
    // some fonts are wider than a saved picture can know
    itemGap: 18,
    textStyle: { color: theme.text, width: 160, overflow: 'truncate' },
    pageTextStyle: { color: theme.muted },
    pageIconColor: theme.text,
    pageIconInactiveColor: theme.line,
    inactiveColor: theme.line,
  };
}

export function tooltipBox(theme: Theme): TooltipComponentOption {
  return {
    confine: true,
    backgroundColor: theme.background,
    borderColor: theme.line,
    textStyle: { color: theme.text, fontSize: 13 },
    extraCssText: 'max-width: min(24rem, 90vw); white-space: normal;',
  };
}

/** A number as the tables of the report write it, with a minus sign. */
export function withMinus(text: string): string {
  return text.replace('-', '−');
}

export function percentLabel(value: number): string {
  return withMinus(`${Number((100 * value).toPrecision(6))} %`);
}

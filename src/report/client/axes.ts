/** Options that the charts have in common, so that they look alike. */
import type { LegendComponentOption, TooltipComponentOption } from 'echarts/components';
import type { Theme } from './theme.js';

/** Margins of the plot inside its chart; the legend stands in the upper one. */
export const plotArea = { left: 8, right: 16, top: 40, bottom: 8, outerBoundsMode: 'same' } as const;

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

/** One line that scrolls, whatever the number of names. */
export function scrollLegend(theme: Theme): LegendComponentOption {
  return {
    type: 'scroll',
    top: 4,
    left: 8,
    right: 8,
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

export function percentLabel(value: number): string {
  return `${Number((100 * value).toPrecision(6))} %`;
}

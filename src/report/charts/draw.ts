import type { BarSeriesOption, HeatmapSeriesOption, LineSeriesOption } from 'echarts/charts';
import type {
  GridComponentOption,
  LegendComponentOption,
  TooltipComponentOption,
  VisualMapComponentOption,
} from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import type { Theme } from './theme.js';

export type ChartOption = ComposeOption<
  | BarSeriesOption
  | HeatmapSeriesOption
  | LineSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | TooltipComponentOption
  | VisualMapComponentOption
>;

/** What a chart looks like in a theme and at a width in CSS pixels. */
export type Draw = (theme: Theme, width: number) => { height: number; option: ChartOption };

/** What every chart has in common. */
export function completeOption(theme: Theme, option: ChartOption): ChartOption {
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { color: theme.text, fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif" },
    ...option,
  };
}

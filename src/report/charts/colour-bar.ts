import type { VisualMapComponentOption } from 'echarts/components';
import type { Theme } from './theme.js';

/** Which values a bar of colours stands for, and how it writes them. */
export interface ColourBar {
  min: number;
  max: number;
  /** decimals that its handles keep */
  precision: number;
  colours: readonly string[];
  /** CSS pixels */
  length: number;
  format: (value: number) => string;
}

/** The bar below a heat map, whose handles leave out what is beyond them. */
export function colourBar(theme: Theme, bar: ColourBar): VisualMapComponentOption {
  return {
    type: 'continuous',
    min: bar.min,
    max: bar.max,
    precision: bar.precision,
    calculable: true,
    formatter: (value) => bar.format(Number(value)),
    handleStyle: { borderColor: theme.muted, borderWidth: 1 },
    orient: 'horizontal',
    left: 'center',
    bottom: 0,
    itemHeight: Math.min(240, bar.length),
    itemWidth: 14,
    inRange: { color: [...bar.colours] },
    textStyle: { color: theme.muted },
  };
}

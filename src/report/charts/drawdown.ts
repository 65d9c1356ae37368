import type { StrategyChart } from '../chart-data.js';
import { percentLabel, withMinus } from './axes.js';
import type { Draw } from './draw.js';
import { strategyLines } from './lines.js';

/** V/max V − 1, drawn downwards from 0. */
export function drawDrawdown(strategies: readonly StrategyChart[]): Draw {
  return (theme, width) => ({
    height: width < 600 ? 260 : 300,
    option: strategyLines(
      theme,
      strategies,
      ({ wealth }) => drawdowns(wealth),
      (value) => withMinus(`${(100 * value).toFixed(2)} %`),
      { type: 'value', max: 0, axisLabel: { color: theme.muted, formatter: percentLabel } },
      width,
    ),
  });
}

export function drawdowns(wealth: readonly number[]): number[] {
  let peak = -Infinity;
  return wealth.map((value) => {
    peak = Math.max(peak, value);
    return value / peak - 1;
  });
}

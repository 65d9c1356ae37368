import type { RollingData } from '../time/rolling.js';
import { percentLabel, withMinus } from './axes.js';
import type { Draw } from './draw.js';
import { drawGappedLines } from './gapped-lines.js';

/** Annual volatility of a moving year, a line a strategy, from 0. */
export function drawRollingVolatility({ dates, strategies }: RollingData): Draw {
  return drawGappedLines({
    dates,
    lines: strategies.map(({ name, volatility }) => ({ name, values: volatility })),
    format: (value) => `${(100 * value).toFixed(2)} %`,
    yAxis: ({ muted }) => ({ type: 'value', min: 0, axisLabel: { color: muted, formatter: percentLabel } }),
  });
}

/** Annual Sharpe ratio of a moving year, a line a strategy. */
export function drawRollingSharpe({ dates, strategies }: RollingData): Draw {
  return drawGappedLines({
    dates,
    lines: strategies.map(({ name, sharpe }) => ({ name, values: sharpe })),
    format: (value) => withMinus(value.toFixed(2)),
    yAxis: ({ muted }) => ({
      type: 'value',
      axisLabel: { color: muted, formatter: (value: number) => withMinus(String(value)) },
    }),
  });
}

import type { TradingData } from '../time/trading.js';
import { percentLabel } from './axes.js';
import { drawBands } from './bands.js';
import type { Draw } from './draw.js';
import { drawGappedLines } from './gapped-lines.js';

/** One-way turnover by decision, a line a strategy. */
export function drawTurnover({ dates, strategies }: TradingData): Draw {
  return drawGappedLines({
    dates,
    lines: strategies.map(({ name, turnover }) => ({ name, values: turnover })),
    format: (value) => `${(100 * value).toFixed(2)} %`,
    yAxis: ({ muted }) => ({ type: 'value', min: 0, axisLabel: { color: muted, formatter: percentLabel } }),
  });
}

/** Costs from the first decision on, a line a strategy. */
export function drawCosts({ dates, strategies }: TradingData): Draw {
  return drawGappedLines({
    dates,
    lines: strategies.map(({ name, costs }) => ({ name, values: costs })),
    format: costText,
    yAxis: ({ muted }) => ({ type: 'value', min: 0, axisLabel: { color: muted, formatter: percentLabel } }),
  });
}

/** Costs of one strategy from the first decision on, a band a kind, so that the upper edge is their sum. */
export function drawCostsByKind(
  { dates, kinds }: TradingData,
  { byKind }: TradingData['strategies'][number],
): Draw {
  return drawBands({
    dates,
    bands: (kinds ?? []).map((name, k) => ({ name, values: byKind[k] })),
    colour: ({ areas }, k) => areas[k],
    format: costText,
    heights: { narrow: 280, wide: 300 },
  });
}

function costText(value: number): string {
  return `${(100 * value).toFixed(3)} %`;
}

import type { StrategyChart } from '../chart-data.js';
import { axisColours } from './axes.js';
import type { Draw } from './chart.js';
import { strategyLines } from './lines.js';

/** Net wealth of 1 invested at the first decision, on a linear or a logarithmic axis. */
export function drawWealth(strategies: readonly StrategyChart[], logarithmic: () => boolean): Draw {
  const positive = strategies.flatMap(({ wealth }) => wealth.filter((value) => value > 0));
  const least = positive.reduce((a, b) => Math.min(a, b), 1);
  const greatest = positive.reduce((a, b) => Math.max(a, b), 1);

  return (theme, width) => {
    const log = logarithmic();
    const ticks = logarithmicTicks(least / margin, greatest * margin);
    const colours = axisColours(theme);
    const yAxis = log
      ? {
          type: 'log',
          min: least / margin,
          max: greatest * margin,
          axisTick: { ...colours.axisTick, customValues: ticks },
          axisLabel: {
            ...colours.axisLabel,
            customValues: ticks,
            formatter: (v: number) => String(round(v)),
          },
        }
      : { type: 'value', scale: true };
    return {
      height: width < 600 ? 320 : 400,
      option: strategyLines(
        theme,
        strategies,
        // a logarithmic axis has no place for lost wealth
        ({ wealth }) => (log ? wealth.map((value) => (value > 0 ? value : null)) : wealth),
        (value) => value.toFixed(3),
        yAxis,
      ),
    };
  };
}

/** Round numbers between least and greatest, of the coarsest grid that has at least four of them there. */
export function logarithmicTicks(least: number, greatest: number): number[] {
  let ticks: number[] = [];
  for (const mantissas of grids) {
    const decades: number[] = [];
    for (let k = Math.floor(Math.log10(least)); k <= Math.ceil(Math.log10(greatest)); k++)
      decades.push(10 ** k);
    ticks = decades
      .flatMap((decade) => mantissas.map((mantissa) => round(mantissa * decade)))
      .filter((tick) => tick >= least && tick <= greatest);
    if (ticks.length >= 4) break;
  }
  return ticks;
}

/** How far the logarithmic axis reaches beyond the data. */
const margin = 1.02;

const grids: readonly (readonly number[])[] = [
  [1],
  [1, 2, 5],
  [1, 1.5, 2, 3, 4, 6, 8],
  Array.from({ length: 45 }, (_, k) => 1 + k / 5),
  Array.from({ length: 180 }, (_, k) => 1 + k / 20),
];

function round(value: number): number {
  return Number(value.toPrecision(6));
}

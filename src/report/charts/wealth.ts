import type { StrategyChart } from '../chart-data.js';
import { axisColours } from './axes.js';
import type { Draw } from './draw.js';
import { strategyLines } from './lines.js';
import { logarithmicTicks, round } from './logarithmic-ticks.js';

/** Net wealth of 1 invested at the first decision, on a linear or a logarithmic axis. */
export function drawWealth(strategies: readonly StrategyChart[], logarithmic: boolean): Draw {
  const positive = strategies.flatMap(({ wealth }) => wealth.filter((value) => value > 0));
  const least = positive.reduce((a, b) => Math.min(a, b), 1);
  const greatest = positive.reduce((a, b) => Math.max(a, b), 1);

  return (theme, width) => {
    const ticks = logarithmicTicks(least / margin, greatest * margin);
    const colours = axisColours(theme);
    const yAxis = logarithmic
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
        ({ wealth }) => (logarithmic ? wealth.map((value) => (value > 0 ? value : null)) : wealth),
        (value) => value.toFixed(3),
        yAxis,
        width,
      ),
    };
  };
}

/** How far the logarithmic axis reaches beyond the data. */
const margin = 1.02;

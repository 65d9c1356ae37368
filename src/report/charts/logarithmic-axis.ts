import { axisColours } from './axes.js';
import { logarithmicTicks, round } from './logarithmic-ticks.js';
import type { Theme } from './theme.js';

/** How far the axis reaches beyond the data. */
const margin = 1.25;

/** Ticks that stand on the axis without touching. */
const mostTicks = 9;

/** A logarithmic axis for positive values; `top` is where marks without a value stand. */
export function logarithmicAxis(values: readonly (number | null)[]): {
  top: number;
  yAxis: (theme: Theme) => object;
} {
  const found = values.filter((value) => value !== null && value > 0) as number[];
  const [low, high] = [
    found.reduce((a, b) => Math.min(a, b), Infinity),
    found.reduce((a, b) => Math.max(a, b), 0),
  ];
  const [min, max] = found.length === 0 ? [1, 10] : [low / margin, high * margin];
  const all = logarithmicTicks(min, max);
  const every = Math.ceil(all.length / mostTicks);
  const ticks = all.filter((_, k) => k % every === 0);
  return {
    top: max,
    yAxis: (theme) => ({
      type: 'log',
      min,
      max,
      axisTick: { ...axisColours(theme).axisTick, customValues: ticks },
      axisLabel: { ...axisColours(theme).axisLabel, customValues: ticks, formatter: powerLabel },
    }),
  };
}

/** 2000 → `2000`, 200000 → `2·10⁵` */
export function powerLabel(value: number): string {
  if (value < 1e5 && value > 1e-4) return String(round(value));
  const [mantissa, exponent] = round(value).toExponential().split('e');
  const power = [...String(Number(exponent))].map((digit) => superscripts[digit]).join('');
  return mantissa === '1' ? `10${power}` : `${mantissa}·10${power}`;
}

const superscripts: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].map((digit, k) => [String(k), digit])),
  '-': '⁻',
};

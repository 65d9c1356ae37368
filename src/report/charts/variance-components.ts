import { plusMinus, significant } from '../format.js';
import type { FitData } from '../time/fits.js';
import { withMinus } from './axes.js';
import type { Draw } from './draw.js';
import { drawGappedLines } from './gapped-lines.js';

/** Variance components by decision, each with a band of two standard errors cut at 0; hollow at the boundary. */
export function drawVarianceComponents({ dates, components }: FitData): Draw {
  return drawGappedLines({
    dates,
    lines: components.map(({ label, estimates, standardErrors, boundary }) => {
      const atBoundary = new Set(boundary);
      return {
        name: label,
        values: estimates,
        band: twoErrors(estimates, standardErrors, 0, Infinity),
        hollow: boundary,
        text: (k) =>
          plusMinus(estimates[k] ?? NaN, standardErrors[k], atBoundary.has(k) ? 'at the boundary' : 'no SE'),
      };
    }),
    format: (value) => significant(value, 3),
    yAxis: ({ muted }) => ({
      type: 'value',
      min: 0,
      axisLabel: { color: muted, formatter: (value: number) => withMinus(String(value)) },
    }),
    note: (k) => (components.every(({ estimates }) => estimates[k] === null) ? 'no fit' : null),
  });
}

/** Two standard errors on either side, as far as they lie within the limits; null without a standard error. */
export function twoErrors(
  estimates: readonly (number | null)[],
  standardErrors: readonly (number | null)[],
  least: number,
  greatest: number,
): { low: (number | null)[]; high: (number | null)[] } {
  const edge = (sign: number): (number | null)[] =>
    estimates.map((estimate, k) => {
      const error = standardErrors[k];
      if (estimate === null || error === null) return null;
      return Math.max(least, Math.min(greatest, estimate + sign * 2 * error));
    });
  return { low: edge(-1), high: edge(1) };
}

import { significant } from '../format.js';
import type { FitData } from '../time/fits.js';
import type { Draw } from './draw.js';
import { drawGappedLines } from './gapped-lines.js';
import { logarithmicAxis } from './logarithmic-axis.js';

/** Condition number of every covariance by decision, logarithmic; a diamond at the top where it is singular. */
export function drawConditionNumbers({ dates, conditions }: FitData): Draw {
  const lines = conditions.map(({ name, values }) => ({
    name,
    all: values,
    values: values.map((value) => (value === 'singular' ? null : value)),
  }));
  const { top, yAxis } = logarithmicAxis(lines.flatMap(({ values }) => values));
  return drawGappedLines({
    dates,
    lines: lines.map(({ name, all, values }) => ({
      name,
      values,
      floating: all.map((value) => (value === 'singular' ? top : null)),
      text: (k) => (all[k] === 'singular' ? 'singular' : null),
    })),
    format: (value) => significant(value),
    yAxis,
  });
}

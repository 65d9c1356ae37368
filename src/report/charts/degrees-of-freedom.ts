import { decimal, significant } from '../format.js';
import type { FitData } from '../time/fits.js';
import type { Draw } from './draw.js';
import { drawGappedLines, type GappedLine } from './gapped-lines.js';
import { logarithmicAxis } from './logarithmic-axis.js';

/** Degrees of freedom of t errors by decision on a logarithmic axis; a diamond at the top where errors are normal. */
export function drawStudentDf({ dates }: FitData, found: NonNullable<FitData['studentDf']>): Draw {
  const values = found.map((df) => (df === 'upper' ? null : df));
  const { top, yAxis } = logarithmicAxis(values);
  return drawGappedLines({
    dates,
    lines: [
      {
        name: 'degrees of freedom',
        values,
        floating: found.map((df) => (df === 'upper' ? top : null)),
        text: (k) => (found[k] === 'upper' ? 'normal errors' : null),
      },
    ],
    format: (value) => significant(value, 3),
    yAxis,
    note: (k) => (found[k] === null ? 'no fit' : null),
  });
}

/** What a half-life leaves of the periods: how many they count as, and the degrees of freedom of the fit. */
export function drawDiscount(
  { dates }: FitData,
  { effectivePeriods, degreesOfFreedom }: NonNullable<FitData['discount']>,
): Draw {
  const lines: GappedLine[] = [
    { name: 'effective periods', values: effectivePeriods },
    { name: 'degrees of freedom', values: degreesOfFreedom },
  ];
  return drawGappedLines({
    dates,
    lines,
    format: (value) => decimal(value, 1),
    yAxis: () => ({ type: 'value', min: 0 }),
    note: (k) => (effectivePeriods[k] === null ? 'no fit' : null),
  });
}

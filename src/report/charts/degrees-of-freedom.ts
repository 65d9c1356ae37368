import { LARGEST_DEGREES, SMALLEST_DEGREES } from '../../model/student-likelihood.js';
import { decimal, significant } from '../format.js';
import type { FitData, StudentDfData } from '../time/fits.js';
import type { Draw } from './draw.js';
import { drawGappedLines, type GappedLine } from './gapped-lines.js';
import { logarithmicAxis } from './logarithmic-axis.js';

/**
 * Degrees of freedom of t errors by decision on a logarithmic axis, with two standard errors of their logarithm on either
 * side, cut to the bounds of the estimate; a diamond at the top where errors are normal.
 */
export function drawStudentDf({ dates }: FitData, { degrees, standardErrors }: StudentDfData): Draw {
  const values = degrees.map((df) => (df === 'upper' ? null : df));
  const edge = (sign: number): (number | null)[] =>
    values.map((df, k) => {
      const error = standardErrors[k];
      if (df === null || error === null) return null;
      return Math.max(SMALLEST_DEGREES, Math.min(LARGEST_DEGREES, df * Math.exp((sign * 2 * error) / df)));
    });
  const band = { low: edge(-1), high: edge(1) };
  const { top, yAxis } = logarithmicAxis([...values, ...band.low, ...band.high]);
  return drawGappedLines({
    dates,
    lines: [
      {
        name: 'degrees of freedom',
        values,
        band,
        floating: degrees.map((df) => (df === 'upper' ? top : null)),
        text: (k) => {
          const [df, error] = [values[k], standardErrors[k]];
          if (degrees[k] === 'upper') return 'normal errors';
          if (df === null) return null;
          return `${significant(df, 3)} ${error === null ? '(no SE)' : `± ${significant(error, 2)}`}`;
        },
      },
    ],
    format: (value) => significant(value, 3),
    yAxis,
    note: (k) => (degrees[k] === null ? 'no fit' : null),
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

import type { PanelFit, StudentErrors } from './types.js';

/** How many of the periods with the lowest weights are named. */
const NAMED = 5;

/** The t errors of a fit in short, as plain JSON. */
export interface ErrorsSummary extends Omit<StudentErrors, 'weights'> {
  /** the five periods that count least, the lowest weight first; none where errors are normal */
  lowestWeights: { period: string; weight: number }[];
  largestWeight: number;
}

/** What a fit with t errors found of them; undefined where errors are normal by assumption. */
export function summarizeErrors(periods: readonly string[], { errors }: PanelFit): ErrorsSummary | undefined {
  if (errors === undefined) return undefined;
  const { weights, ...found } = errors;
  if (found.degreesOfFreedom === null) return { ...found, lowestWeights: [], largestWeight: 1 };
  const all = periods.map((period, t) => ({ period, weight: weights[t] }));
  return {
    ...found,
    lowestWeights: all.sort((a, b) => a.weight - b.weight).slice(0, NAMED),
    largestWeight: Math.max(...weights),
  };
}

/** What is bootstrapped: series on their own scale, and the difference of two of them with its standard error. */
import { log } from '../numeric/elementary.js';
import type { ComparedMoment } from './block-bootstrap.js';
import type { DifferenceTestSettings } from './difference-tests.types.js';
import { excessOver } from './excess.js';
import { andrewsBandwidth, longRunVariance } from './long-run-variance.js';
import { mean, spread } from './moments.js';

/** Fewer periods say nothing about a block bootstrap. */
const LEAST_PERIODS = 30;

/** A series on its own scale, (e − mean)/deviation; null where it does not vary. */
export interface Standardised {
  values: Float64Array;
  /** mean/deviation, with T in the denominator of the variance */
  mean: number;
  logVariance: number;
}

export function seriesOf(returns: ArrayLike<number>, riskFree: ArrayLike<number>): Standardised | null {
  const { values, size } = excessOver(returns, riskFree, 'riskFree');
  const centre = mean(values);
  const sampleDeviation = spread(values, size);
  if (centre === null || sampleDeviation === null) return null;
  const deviation = sampleDeviation * Math.sqrt(1 - 1 / values.length);
  return {
    values: values.map((e) => (e - centre) / deviation),
    mean: centre / deviation,
    logVariance: 2 * log(deviation),
  };
}

/** A difference that can be tested, or why it cannot. */
export type Pair =
  { difference: number; error: number; series: Standardised } | { difference: number | null; reason: string };

/** Why no pair of series can be tested over so many periods; null where they can. */
export function tooShort({ periods, blockLength }: DifferenceTestSettings): string | null {
  if (periods < LEAST_PERIODS) return `${periods} periods when ${LEAST_PERIODS} are needed`;
  return periods < 2 * blockLength ? `${periods} periods hold no two blocks of ${blockLength}` : null;
}

export function pairOf(
  statistic: ComparedMoment,
  first: Standardised | null,
  second: Standardised | null,
  name: string,
  base: string,
  settings: DifferenceTestSettings,
): Pair {
  if (first === null || second === null) {
    const constant = first === null ? name : base;
    return { difference: null, reason: `the returns of ${constant} do not vary` };
  }
  const difference =
    statistic === 'sharpe' ? first.mean - second.mean : first.logVariance - second.logVariance;
  const reason = tooShort(settings);
  if (reason !== null) return { difference, reason };
  const other = influence(statistic, second);
  const z = influence(statistic, first).map((value, t) => value - other[t]);
  const error =
    spread(z, 1) === null ? 0 : Math.sqrt(longRunVariance(z, andrewsBandwidth([z])) / settings.periods);
  if (!(error > 0))
    return { difference, reason: `the returns of ${name} and ${base} do not differ but in scale` };
  return { difference, error, series: first };
}

/** w of each period; see assembly/sampling/block-bootstrap.ts, with σ = 1 and values that are centred */
function influence(statistic: ComparedMoment, { values, mean }: Standardised): Float64Array {
  return statistic === 'sharpe'
    ? values.map((x) => x - 0.5 * mean * (x * x - 1))
    : values.map((x) => x * x - 1);
}

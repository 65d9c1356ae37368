import { DataError } from '../../errors.js';
import { largest, mean, spread } from '../../statistics/moments.js';
import type { ReturnsPanel } from './types.js';

/** Moments of every trial, as far as they are known. */
export interface Ratios {
  /** mean/deviation a period, NaN where the returns do not vary beyond rounding */
  sharpes: Float64Array;
  means: Float64Array;
  /** T − 1 in the denominator of the variance */
  deviations: Float64Array;
  /** trials that have a ratio, ascending */
  defined: number[];
}

export function emptyRatios(trials: number): Ratios {
  return {
    sharpes: new Float64Array(trials).fill(NaN),
    means: new Float64Array(trials),
    deviations: new Float64Array(trials),
    defined: [],
  };
}

/**
 * Enters one trial.
 *
 * @returns whether it has a Sharpe ratio
 * @throws DataError `not-finite` naming the trial and the period
 */
export function addRatio(ratios: Ratios, trial: number, returns: Float64Array): boolean {
  for (let t = 0; t < returns.length; t++) if (!Number.isFinite(returns[t])) refuse(trial, t, returns[t]);
  const centre = mean(returns);
  const deviation = spread(returns, largest(returns));
  if (centre === null || deviation === null) return false;
  ratios.means[trial] = centre;
  ratios.deviations[trial] = deviation;
  ratios.sharpes[trial] = centre / deviation;
  ratios.defined.push(trial);
  return true;
}

function refuse(trial: number, period: number, value: number): never {
  throw new DataError(
    'not-finite',
    `trial ${trial} has the return ${value} in period ${period}`,
    'give the excess net returns of all trials over the periods that all of them have',
    { trial, period, value: String(value) },
  );
}

/** One trial as a vector of length 1, (r − mean)/(deviation·√(T − 1)), so that products are correlations. */
export function standardise(
  { means, deviations }: Ratios,
  trial: number,
  returns: Float64Array,
  out: Float64Array,
): void {
  const centre = means[trial];
  const length = deviations[trial] * Math.sqrt(returns.length - 1);
  for (let t = 0; t < returns.length; t++) out[t] = (returns[t] - centre) / length;
}

/** A copy of the returns of one trial. */
export function returnsOf(panel: ReturnsPanel, trial: number): Float64Array {
  return panel.rows(trial, trial + 1).slice();
}

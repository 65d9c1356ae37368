import { dayNumber, isIsoDate } from '../data/calendar.js';
import type { Panel } from '../model/types.js';

/** Largest distance from a straight line, relative to the range of the values, that is rounding. */
const ROUNDING = 1e-9;

/** A straight line through fewer points than this says nothing. */
const FEWEST_PERIODS = 4;

/**
 * Whether a covariate says when, or in which state, a period is and adds nothing to risk: one that the panel's
 * `conditioning` names, a factor, or a straight line over the periods or their dates, such as a trend, which is known in
 * advance. Its name says nothing.
 */
export function isConditioning(name: string, panel: Panel): boolean {
  const values = panel.covariates[name];
  if (panel.conditioning?.includes(name) === true || !(values instanceof Float64Array)) return true;
  return isStraight(values, panel.periods);
}

/** Whether values are a straight line over the numbers of the periods, or over their dates where all are ISO dates. */
export function isStraight(values: Float64Array, periods: readonly string[]): boolean {
  const T = values.length;
  if (T < FEWEST_PERIODS) return false;
  const isLineOver = (times: readonly number[]): boolean => {
    const slope = (values[T - 1] - values[0]) / (times[T - 1] - times[0]);
    const range = Math.abs(values[T - 1] - values[0]);
    return values.every(
      (value, t) => Math.abs(value - values[0] - slope * (times[t] - times[0])) <= ROUNDING * range,
    );
  };
  return (
    isLineOver(periods.map((_, t) => t)) || (periods.every(isIsoDate) && isLineOver(periods.map(dayNumber)))
  );
}

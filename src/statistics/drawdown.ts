import { checkSeries } from './checks.js';
import { largest } from './moments.js';

/** The largest loss from a peak, with its periods as positions in the series of returns. */
export interface Drawdown {
  /** 1 − V/max V at the trough, above 0, at most 1 */
  depth: number;
  /** the last period that ends at the peak; −1 where that is V_0, before the first */
  start: number;
  /** the period that ends lowest; the first of equally low ones */
  trough: number;
  /** the first period after it that ends at the peak or above; null where none does */
  recovery: number | null;
}

/**
 * Drawdown after each period, d_t = 1 − V_t/max_{s≤t} V_s, V_0 included: a fraction of the peak, in [0, 1].
 *
 * V is computed relative to its peak, so that no length of the series is too long for it. A return of −1 or less costs
 * all wealth, and none comes back: d is 1 from there on.
 *
 * @param returns T simple returns by period
 * @returns T values
 * @throws DataError `not-finite`
 */
export function drawdownSeries(returns: ArrayLike<number>): Float64Array {
  checkSeries({ returns });
  const drawdowns = new Float64Array(returns.length);
  let level = 1;
  for (let t = 0; t < drawdowns.length; t++) {
    level = Math.max(0, Math.min(1, level * (1 + returns[t])));
    drawdowns[t] = 1 - level;
  }
  return drawdowns;
}

/**
 * Maximum drawdown max_t (1 − V_t/max_{s≤t} V_s), V_0 included: a loss in the first period counts. A fraction of the
 * peak, in [0, 1].
 *
 * @param returns T simple returns by period
 * @returns null for no periods
 * @throws DataError `not-finite`
 */
export function maxDrawdown(returns: ArrayLike<number>): number | null {
  const drawdowns = drawdownSeries(returns);
  return drawdowns.length === 0 ? null : largest(drawdowns);
}

/**
 * The maximum drawdown with its start, trough and recovery; the first of equally deep ones.
 *
 * @param returns T simple returns by period
 * @returns null where wealth was never below a peak
 * @throws DataError `not-finite`
 */
export function worstDrawdown(returns: ArrayLike<number>): Drawdown | null {
  const drawdowns = drawdownSeries(returns);
  let trough = -1;
  let depth = 0;
  drawdowns.forEach((drawdown, t) => {
    if (drawdown > depth) [trough, depth] = [t, drawdown];
  });
  if (trough < 0) return null;
  const start = drawdowns.lastIndexOf(0, trough);
  const recovery = drawdowns.indexOf(0, trough);
  return { depth, start, trough, recovery: recovery < 0 ? null : recovery };
}

/**
 * Ulcer index √(Σ d_t²/T) of the drawdowns d_t after each period: a fraction of the peak (Martin and McCann 1989 give it
 * in percent).
 *
 * @param returns T simple returns by period
 * @returns null for no periods
 * @throws DataError `not-finite`
 */
export function ulcerIndex(returns: ArrayLike<number>): number | null {
  const drawdowns = drawdownSeries(returns);
  if (drawdowns.length === 0) return null;
  const squares = drawdowns.reduce((sum, depth) => sum + depth * depth, 0);
  return Math.sqrt(squares / drawdowns.length);
}

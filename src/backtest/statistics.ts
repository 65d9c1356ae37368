import { power } from '../numeric/elementary.js';
import type { BacktestStatistics } from './types.js';

/** x̄ = Σx/T; null for no values. */
function mean(values: ArrayLike<number>): number | null {
  let sum = 0;
  for (let t = 0; t < values.length; t++) sum += values[t];
  return values.length === 0 ? null : sum / values.length;
}

/** √(Σ(x − x̄)²/(T − 1)); null for fewer than two values. */
function standardDeviation(values: ArrayLike<number>): number | null {
  const centre = mean(values);
  if (centre === null || values.length < 2) return null;
  let squares = 0;
  for (let t = 0; t < values.length; t++) squares += (values[t] - centre) * (values[t] - centre);
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * Compound annual growth (V_T/V_0)^{P/T} − 1.
 *
 * @param returns T simple returns by period
 * @param periodsPerYear P
 * @returns null for no periods, where wealth was lost (V ≤ 0 at any time), or beyond the largest double
 */
export function annualReturn(returns: ArrayLike<number>, periodsPerYear: number): number | null {
  let wealth = 1;
  for (let t = 0; t < returns.length && wealth > 0; t++) wealth *= 1 + returns[t];
  if (returns.length === 0 || wealth <= 0) return null;
  const growth = power(wealth, periodsPerYear / returns.length);
  return Number.isFinite(growth) ? growth - 1 : null;
}

/** √P·sd(r), ddof 1; null for fewer than two periods. */
export function annualVolatility(returns: ArrayLike<number>, periodsPerYear: number): number | null {
  const deviation = standardDeviation(returns);
  return deviation === null ? null : Math.sqrt(periodsPerYear) * deviation;
}

/**
 * √P·mean(e)/sd(e), ddof 1, of the excess returns e_t = r_t − f_t.
 *
 * @param riskFree f: one rate a period, as long as returns
 * @returns null for fewer than two periods, or where e does not vary beyond rounding
 */
export function sharpe(
  returns: ArrayLike<number>,
  riskFree: ArrayLike<number>,
  periodsPerYear: number,
): number | null {
  const excess = new Float64Array(returns.length);
  for (let t = 0; t < excess.length; t++) excess[t] = returns[t] - riskFree[t];
  const centre = mean(excess);
  const deviation = standardDeviation(excess);
  const largest = excess.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  // A constant series leaves a deviation of rounding errors, and with it a Sharpe ratio of 1e15.
  if (centre === null || deviation === null || deviation <= 1e-14 * largest || deviation === 0) return null;
  return (Math.sqrt(periodsPerYear) * centre) / deviation;
}

/**
 * max_t (1 − V_t/max_{s≤t} V_s), V_0 included: a loss in the first period counts.
 *
 * @returns null for no periods
 */
export function maxDrawdown(returns: ArrayLike<number>): number | null {
  if (returns.length === 0) return null;
  let wealth = 1;
  let peak = 1;
  let deepest = 0;
  for (let t = 0; t < returns.length; t++) {
    wealth *= 1 + returns[t];
    peak = Math.max(peak, wealth);
    deepest = Math.max(deepest, 1 - wealth / peak);
  }
  return deepest;
}

/** What a strategy's net returns and rebalances come to; a statistic that is not defined is null. */
export function statisticsOf(
  netReturns: ArrayLike<number>,
  riskFree: ArrayLike<number>,
  turnovers: ArrayLike<number>,
  periodsPerYear: number,
): BacktestStatistics {
  return {
    annualReturn: annualReturn(netReturns, periodsPerYear),
    annualVolatility: annualVolatility(netReturns, periodsPerYear),
    sharpe: sharpe(netReturns, riskFree, periodsPerYear),
    maxDrawdown: maxDrawdown(netReturns),
    turnover: mean(turnovers),
  };
}

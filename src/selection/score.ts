import type { SelectionScore } from '../config/selection.types.js';
import { excessOver } from '../statistics/excess.js';
import { mean, standardDeviation } from '../statistics/moments.js';
import { sharpe } from '../statistics/sharpe.js';
import { annualVolatility } from '../statistics/volatility.js';

export interface ScoreOptions {
  score: SelectionScore;
  /** P */
  periodsPerYear: number;
  /** λ */
  riskAversion?: number;
}

/**
 * What a candidate's net returns r_t come to, e_t = r_t − f_t, ddof 1:
 *
 *     sharpe        √P·mean(e)/sd(e)
 *     volatility    √P·sd(r)
 *     meanVariance  P·(mean(e) − ½λ·var(e))
 *
 * @param returns  T simple returns by period
 * @param riskFree f: one rate a period
 * @returns null for fewer than two periods, and where the Sharpe ratio is not defined
 */
export function scoreOf(
  returns: Float64Array,
  riskFree: Float64Array,
  { score, periodsPerYear, riskAversion = 0 }: ScoreOptions,
): number | null {
  if (score === 'sharpe') return sharpe(returns, riskFree, periodsPerYear);
  if (score === 'volatility') return annualVolatility(returns, periodsPerYear);
  const { values } = excessOver(returns, riskFree, 'riskFree');
  const centre = mean(values);
  const deviation = standardDeviation(values);
  if (centre === null || deviation === null) return null;
  return periodsPerYear * (centre - (riskAversion / 2) * deviation * deviation);
}

/** Whether one score is better than another: the least volatility, the largest of any other. */
export function isBetter(score: SelectionScore, one: number, other: number): boolean {
  return score === 'volatility' ? one < other : one > other;
}

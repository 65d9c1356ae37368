/** What a portfolio did beside a benchmark. */
import { finiteOrNull } from './checks.js';
import { excessOver, meanOverDeviation } from './excess.js';
import { mean, spread, standardDeviation } from './moments.js';

/**
 * Tracking error √P·sd(a), ddof 1, of the active returns a_t = r_t − b_t: a fraction a year.
 *
 * @param returns T simple returns by period
 * @param benchmark b, as long as returns
 * @param periodsPerYear P
 * @returns null for fewer than two periods
 * @throws DataError `wrong-length`, `not-finite`
 */
export function trackingError(
  returns: ArrayLike<number>,
  benchmark: ArrayLike<number>,
  periodsPerYear: number,
): number | null {
  const deviation = standardDeviation(excessOver(returns, benchmark, 'benchmark').values);
  return deviation === null ? null : finiteOrNull(Math.sqrt(periodsPerYear) * deviation);
}

/**
 * Information ratio √P·mean(a)/sd(a), ddof 1, of the active returns a_t = r_t − b_t: the annual mean of a over the
 * tracking error. (PerformanceAnalytics takes the difference of compound returns instead of that mean.)
 *
 * @param returns T simple returns by period
 * @param benchmark b, as long as returns
 * @param periodsPerYear P
 * @returns null for fewer than two periods, or where a does not vary beyond rounding
 * @throws DataError `wrong-length`, `not-finite`
 */
export function informationRatio(
  returns: ArrayLike<number>,
  benchmark: ArrayLike<number>,
  periodsPerYear: number,
): number | null {
  const ratio = meanOverDeviation(excessOver(returns, benchmark, 'benchmark'));
  return ratio === null ? null : finiteOrNull(Math.sqrt(periodsPerYear) * ratio);
}

/**
 * Beta Σ(e − ē)(m − m̄)/Σ(m − m̄)²: the slope of excess returns e_t = r_t − f_t on those of the benchmark,
 * m_t = b_t − f_t. No unit.
 *
 * @param returns T simple returns by period
 * @param benchmark b, as long as returns
 * @param riskFree f: one rate a period, as long as returns
 * @returns null for fewer than two periods, or where m does not vary beyond rounding
 * @throws DataError `wrong-length`, `not-finite`
 */
export function beta(
  returns: ArrayLike<number>,
  benchmark: ArrayLike<number>,
  riskFree: ArrayLike<number>,
): number | null {
  return regression(returns, benchmark, riskFree)?.slope ?? null;
}

/**
 * Jensen's alpha P·(ē − β·m̄): the intercept of the same regression, as a fraction a year; P = 1 gives it per period.
 *
 * @param returns T simple returns by period
 * @param benchmark b, as long as returns
 * @param riskFree f: one rate a period, as long as returns
 * @param periodsPerYear P
 * @returns null where beta is
 * @throws DataError `wrong-length`, `not-finite`
 */
export function alpha(
  returns: ArrayLike<number>,
  benchmark: ArrayLike<number>,
  riskFree: ArrayLike<number>,
  periodsPerYear: number,
): number | null {
  const line = regression(returns, benchmark, riskFree);
  return line === null ? null : finiteOrNull(periodsPerYear * line.intercept);
}

/** Least squares of e on m. */
function regression(
  returns: ArrayLike<number>,
  benchmark: ArrayLike<number>,
  riskFree: ArrayLike<number>,
): { slope: number; intercept: number } | null {
  const e = excessOver(returns, riskFree, 'riskFree').values;
  const { values: m, size } = excessOver(benchmark, riskFree, 'riskFree');
  const [centre, marketCentre] = [mean(e), mean(m)];
  if (centre === null || marketCentre === null || spread(m, size) === null) return null;
  let products = 0;
  let squares = 0;
  for (let t = 0; t < m.length; t++) {
    products += (e[t] - centre) * (m[t] - marketCentre);
    squares += (m[t] - marketCentre) * (m[t] - marketCentre);
  }
  const slope = finiteOrNull(products / squares);
  return slope === null ? null : { slope, intercept: centre - slope * marketCentre };
}

import { checkSeries, finiteOrNull } from './checks.js';
import { centralMoments } from './moments.js';

/**
 * Skewness m₃/m₂^{3/2} with the population moments m_k = Σ(r − r̄)^k/T: 0 for a symmetric distribution, negative with a
 * longer tail of losses. No unit.
 *
 * @param returns T simple returns by period
 * @returns null where returns do not vary beyond rounding
 * @throws DataError `not-finite`
 */
export function skewness(returns: ArrayLike<number>): number | null {
  checkSeries({ returns });
  const moments = centralMoments(returns);
  if (moments === null) return null;
  const [m2, m3] = moments;
  return finiteOrNull(m3 / (m2 * Math.sqrt(m2)));
}

/**
 * Full kurtosis m₄/m₂² with the population moments m_k = Σ(r − r̄)^k/T: 3 for a normal distribution. No unit.
 *
 * @param returns T simple returns by period
 * @returns null where returns do not vary beyond rounding
 * @throws DataError `not-finite`
 */
export function kurtosis(returns: ArrayLike<number>): number | null {
  checkSeries({ returns });
  const moments = centralMoments(returns);
  if (moments === null) return null;
  const [m2, , m4] = moments;
  return finiteOrNull(m4 / (m2 * m2));
}

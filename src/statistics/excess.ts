import { checkSeries } from './checks.js';
import { largest, mean, spread } from './moments.js';

/** Returns in excess of others, period by period. */
export interface Excess {
  /** e_t = r_t − b_t */
  values: Float64Array;
  /** max(|r|, |b|): rounding errors of e are relative to it */
  size: number;
}

/**
 * e_t = r_t − b_t.
 *
 * @param name what messages call b
 * @throws DataError `wrong-length`, `not-finite`
 */
export function excessOver(returns: ArrayLike<number>, base: ArrayLike<number>, name: string): Excess {
  checkSeries({ returns, [name]: base });
  const values = new Float64Array(returns.length);
  for (let t = 0; t < values.length; t++) values[t] = returns[t] - base[t];
  return {
    values,
    size: Math.max(largest(returns), largest(base)),
  };
}

/** mean(e)/sd(e), ddof 1; null where e does not vary beyond rounding. */
export function meanOverDeviation({ values, size }: Excess): number | null {
  const centre = mean(values);
  const deviation = spread(values, size);
  return centre === null || deviation === null ? null : centre / deviation;
}

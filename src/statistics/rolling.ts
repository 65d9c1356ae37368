/**
 * Statistics of the last `window` periods, by period: null until there are so many. Each window is computed by itself, so
 * that no rounding error is carried along. (Drawdowns over time are `drawdownSeries`.)
 */
import { beta } from './benchmark.js';
import { checkOption, checkSeries } from './checks.js';
import { sharpe } from './sharpe.js';
import { annualVolatility } from './volatility.js';

/**
 * `annualVolatility` of the last `window` returns, a fraction a year.
 *
 * @param returns T simple returns by period
 * @param window periods, at least 2
 * @param periodsPerYear P
 * @returns T values; null for the first window − 1
 * @throws ConfigError `invalid-option`; DataError `not-finite`
 */
export function rollingVolatility(
  returns: ArrayLike<number>,
  window: number,
  periodsPerYear: number,
): (number | null)[] {
  return rolling({ returns }, window, ({ returns }) => annualVolatility(returns, periodsPerYear));
}

/**
 * `sharpe` of the last `window` returns.
 *
 * @param returns T simple returns by period
 * @param riskFree f: one rate a period, as long as returns
 * @param window periods, at least 2
 * @param periodsPerYear P
 * @returns T values; null for the first window − 1, and where excess returns do not vary
 * @throws ConfigError `invalid-option`; DataError `wrong-length`, `not-finite`
 */
export function rollingSharpe(
  returns: ArrayLike<number>,
  riskFree: ArrayLike<number>,
  window: number,
  periodsPerYear: number,
): (number | null)[] {
  return rolling({ returns, riskFree }, window, ({ returns, riskFree }) =>
    sharpe(returns, riskFree, periodsPerYear),
  );
}

/**
 * `beta` of the last `window` returns to the benchmark's.
 *
 * @param returns T simple returns by period
 * @param benchmark b, as long as returns
 * @param riskFree f: one rate a period, as long as returns
 * @param window periods, at least 2
 * @returns T values; null for the first window − 1, and where the benchmark does not vary
 * @throws ConfigError `invalid-option`; DataError `wrong-length`, `not-finite`
 */
export function rollingBeta(
  returns: ArrayLike<number>,
  benchmark: ArrayLike<number>,
  riskFree: ArrayLike<number>,
  window: number,
): (number | null)[] {
  return rolling({ returns, benchmark, riskFree }, window, ({ returns, benchmark, riskFree }) =>
    beta(returns, benchmark, riskFree),
  );
}

function rolling<Name extends string>(
  series: Record<Name, ArrayLike<number>>,
  window: number,
  statistic: (part: Record<Name, Float64Array>) => number | null,
): (number | null)[] {
  checkOption(
    'window',
    window,
    Number.isInteger(window) && window >= 2,
    'it must be a whole number of periods, 2 or more',
  );
  checkSeries(series);
  const names = Object.keys(series) as Name[];
  const whole = names.map((name) => Float64Array.from(series[name]));
  return Array.from(whole[0], (_, t) => {
    const begin = t + 1 - window;
    if (begin < 0) return null;
    const part = names.map((name, k) => [name, whole[k].subarray(begin, t + 1)] as const);
    return statistic(Object.fromEntries(part) as Record<Name, Float64Array>);
  });
}

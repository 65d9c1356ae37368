import { quantile } from '../../numeric/quantile.js';

/**
 * Regimes of a window by its rolling volatilities: `High` above their 75th percentile, `Low` below their 25th, else
 * `Normal`. Both thresholds are those of this window (quantiles as R's type 7).
 *
 * @param volatility of each period of the window, NaN where it is not defined: such a period is `Normal`
 */
export function regime(volatility: Float64Array): string[] {
  const defined = volatility.filter((value) => !Number.isNaN(value));
  if (defined.length === 0) return Array.from(volatility, () => 'Normal');
  const [low, high] = [quantile(defined, 0.25), quantile(defined, 0.75)];
  // A missing volatility is neither above nor below.
  return Array.from(volatility, (value) => (value > high ? 'High' : value < low ? 'Low' : 'Normal'));
}

/** The volatilities that square-root impact takes from a decision's training window. */
import type { ReturnTable } from '../../data/types.js';
import type { ScheduledDecision } from '../schedule.js';
import type { ImpactModel } from './cost-model.js';

/**
 * κ_i·σ_i of the assets that a decision may trade, σ a day: as the configuration gives it, or the sample standard
 * deviation (ddof 1) of the returns that the asset has in the decision's training window, over √(days of a period).
 * Nothing after the decision enters. With fewer than two returns there what the decision before took stays.
 *
 * @param returns periods × assets
 * @param isTraded whether σ_i is needed
 * @param rates    by asset, overwritten where it is
 */
export function impactRates(
  { scale, volatility, rootDays }: ImpactModel,
  { returns, assets }: Pick<ReturnTable, 'returns' | 'assets'>,
  { trainStart, decision }: Pick<ScheduledDecision, 'trainStart' | 'decision'>,
  isTraded: (asset: number) => boolean,
  rates: Float64Array,
): void {
  for (let i = 0; i < assets.length; i++) {
    if (scale[i] === 0 || !isTraded(i)) continue;
    const sigma = Number.isNaN(volatility[i])
      ? deviation(returns, i, assets.length, trainStart, decision) / rootDays
      : volatility[i];
    if (!Number.isNaN(sigma)) rates[i] = scale[i] * sigma;
  }
}

/** Sample standard deviation of a column's rows `first` … `last` that have a value; NaN for fewer than two. */
function deviation(values: Float64Array, column: number, width: number, first: number, last: number): number {
  let count = 0;
  let sum = 0;
  for (let t = first; t <= last; t++) {
    const value = values[t * width + column];
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
  }
  if (count < 2) return NaN;
  const mean = sum / count;
  let squares = 0;
  for (let t = first; t <= last; t++) {
    const value = values[t * width + column];
    if (!Number.isNaN(value)) squares += (value - mean) * (value - mean);
  }
  return Math.sqrt(squares / (count - 1));
}

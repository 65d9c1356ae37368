/** A run's data cut to some periods that need not follow one another. */
import type { BacktestInputs } from '../backtest/inputs.types.js';
import { decisionAtEnd } from '../backtest/schedule.js';
import type { ReturnTable } from '../data/types.js';

/**
 * The inputs of one training window that is made of these periods, as if they followed one another, and of nothing else.
 * Whatever a window makes of its own periods in any order is what it is; what looks at their neighbours (a trend, the
 * volatility up to a day) is not, see `orderProblems`.
 *
 * @param periods positions, ascending
 */
export function splicedInputs(inputs: BacktestInputs, periods: readonly number[]): BacktestInputs {
  const picked = (values: Float64Array): Float64Array => Float64Array.from(periods, (t) => values[t]);
  const rows = (table: ReturnTable): ReturnTable => {
    const width = table.assets.length;
    const returns = new Float64Array(periods.length * width);
    periods.forEach((t, row) => {
      returns.set(table.returns.subarray(t * width, (t + 1) * width), row * width);
    });
    return { ...table, dates: periods.map((t) => table.dates[t]), returns };
  };
  return {
    ...inputs,
    returns: rows(inputs.returns),
    excess: rows(inputs.excess),
    riskFree: picked(inputs.riskFree),
    market: inputs.market && picked(inputs.market),
    benchmark: null,
    covariates: Object.fromEntries(
      Object.entries(inputs.covariates).map(([name, values]) => [name, picked(values)]),
    ),
    schedule: decisionAtEnd(periods.length, periods.length),
  };
}

import type { BacktestResult } from '../../backtest/types.js';
import { riskFreeReturns } from '../../data/risk-free.js';
import type { Frequency } from '../../data/types.js';
import { annualVolatility } from '../../statistics/volatility.js';
import { sharpe } from '../../statistics/sharpe.js';
import { rounded, thinning } from './thinning.js';

/** Volatility and Sharpe ratio of net returns over the last `window` periods, as of the end of each. */
export interface RollingData {
  /** a year of periods */
  window: number;
  /** every `step`-th period is there */
  step: number;
  /** last days of the periods at which a window ends */
  dates: string[];
  /** by strategy: values on these dates, null where undefined */
  strategies: { name: string; volatility: (number | null)[]; sharpe: (number | null)[] }[];
}

/** Null for a run without two full windows. */
export function rollingData({
  strategies,
  periodsPerYear,
  frequency,
  config,
}: BacktestResult): RollingData | null {
  const window = periodsPerYear;
  const periods = strategies[0]?.periods ?? [];
  if (periods.length <= window) return null;
  const rate = typeof config.riskFree === 'number' ? config.riskFree : 0;
  const riskFree = riskFreeReturns(rate, { dates: periods, frequency: frequency as Frequency });
  const { step, kept } = thinning(periods.length - window + 1);
  const rolling = (returns: readonly number[], statistic: (from: number, part: number[]) => number | null) =>
    kept.map((from) => {
      const part = returns.slice(from, from + window);
      return part.every(Number.isFinite) ? rounded(statistic(from, part)) : null;
    });
  return {
    window,
    step,
    dates: kept.map((from) => periods[from + window - 1]),
    strategies: strategies.map(({ name, netReturns }) => ({
      name,
      volatility: rolling(netReturns, (_, part) => annualVolatility(part, periodsPerYear)),
      sharpe: rolling(netReturns, (from, part) =>
        sharpe(part, riskFree.subarray(from, from + window), periodsPerYear),
      ),
    })),
  };
}

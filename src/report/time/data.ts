import type { BacktestResult } from '../../backtest/types.js';
import { type FitData, fitData } from './fits.js';
import { type MonthsOfStrategy, monthsByStrategy, roundedMonths } from './months.js';
import { type RollingData, rollingData } from './rolling.js';
import { type StackData, stackData } from './stacks.js';
import { type TradingData, tradingData } from './trading.js';

/** What the charts through time are drawn from, rounded and thinned out; null where there is nothing to show. */
export interface TimeData {
  rolling: RollingData | null;
  trading: TradingData | null;
  months: MonthsOfStrategy[];
  fits: FitData | null;
  stacks: StackData[];
}

export function timeData(result: BacktestResult): TimeData {
  return {
    rolling: rollingData(result),
    trading: tradingData(result),
    months: roundedMonths(monthsByStrategy(result)),
    fits: fitData(result),
    stacks: stackData(result),
  };
}

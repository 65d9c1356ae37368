import type { StrategyResult } from '../../src/backtest/types.js';

/** Cells of a strategy in a table of performance, but for its deflated Sharpe ratio. */
export function performanceCells(
  row: Pick<StrategyResult, 'name' | 'statistics' | 'grossReturns' | 'netReturns'>,
  periodsPerYear: number,
): string[];

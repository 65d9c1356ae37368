import type { WriteStream } from 'node:tty';
import {
  comparedStatistics,
  compareStrategies,
  comparisonBase,
  type ComparedStatistic,
  type StrategyComparison,
} from '../backtest/compare.js';
import type { BacktestResult } from '../backtest/types.js';
import { decimal, missing, percent, percentagePoints, signed } from '../report/format.js';
import { statisticColumns } from '../report/statistics.js';
import { textTable } from './text-table.js';

/** How much better each strategy did than the one that reports compare with; empty where there is none. */
export function comparison(result: BacktestResult, stream: WriteStream): string {
  const base = comparisonBase(result.strategies.map(({ name }) => name));
  if (base === null) return '';
  const headings = comparedStatistics.map(
    (key) => statisticColumns.find((column) => column.key === key)!.heading,
  );
  const compared = compareStrategies(result, base);
  const rows = compared.map((row) => [row.name, ...comparedStatistics.map((key) => improvement(row, key))]);
  const isLoss = compared.some((row) =>
    (['annualReturn', 'sharpe'] as const).some(
      (key) => row.improvements[key] === null && row.differences[key] !== null,
    ),
  );
  const besides = isLoss ? ', as a difference where that is not above 0' : '';
  return `Improvement over ${base}, in % of its value${besides} (+ is better):\n${textTable(['Strategy', ...headings], rows, stream)}\n`;
}

function improvement({ improvements, differences }: StrategyComparison, key: ComparedStatistic): string {
  if (improvements[key] !== null) return signed(improvements[key], (value) => percent(value, 1));
  // of these two more is better
  if (key === 'annualReturn') return signed(differences[key], percentagePoints);
  return key === 'sharpe' ? signed(differences[key], decimal) : missing;
}

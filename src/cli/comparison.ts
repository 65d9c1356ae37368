import type { WriteStream } from 'node:tty';
import { comparedStatistics, compareStrategies, comparisonBase } from '../backtest/compare.js';
import type { BacktestResult } from '../backtest/types.js';
import { percent, signed } from '../report/format.js';
import { statisticColumns } from '../report/statistics.js';
import { textTable } from './text-table.js';

/** How much better each strategy did than the one that reports compare with; empty where there is none. */
export function comparison(result: BacktestResult, stream: WriteStream): string {
  const base = comparisonBase(result.strategies.map(({ name }) => name));
  if (base === null) return '';
  const headings = comparedStatistics.map(
    (key) => statisticColumns.find((column) => column.key === key)!.heading,
  );
  const rows = compareStrategies(result, base).map(({ name, improvements }) => [
    name,
    ...comparedStatistics.map((key) => signed(improvements[key], (value) => percent(value, 1))),
  ]);
  return `Improvement over ${base}, in % of its value (+ is better):\n${textTable(['Strategy', ...headings], rows, stream)}\n`;
}

import type { WriteStream } from 'node:tty';
import type { BacktestResult } from '../backtest/types.js';
import { probability } from '../report/format.js';
import { isTested, shownDifference, untested } from '../report/strategy-tests.js';
import { textTable } from './text-table.js';

/** Whether Sharpe ratio and variance of each strategy differ from one by more than chance; empty where nothing was compared. */
export function strategyTestsText(
  { comparisons, periodsPerYear }: BacktestResult,
  stream: WriteStream,
): string {
  if (!comparisons) return '';
  const { sharpe, logVariance } = comparisons;
  const reasons = untested(comparisons)
    .map((cause) => `${cause}\n`)
    .join('');
  const title = `Tests against ${sharpe.base}`;
  if (!isTested(comparisons)) return `${title}:\n${reasons}\n`;
  const rows = sharpe.tests.map(({ name, difference, pValue, romanoWolf }, k) => {
    const variance = logVariance.tests[k];
    return [
      name,
      shownDifference('sharpe', difference, periodsPerYear),
      probability(pValue),
      probability(romanoWolf),
      shownDifference('logVariance', variance.difference, periodsPerYear),
      probability(variance.pValue),
      probability(variance.romanoWolf),
    ];
  });
  const headings = ['Strategy', 'Sharpe difference', 'p', 'Adjusted', 'Variance ratio', 'p', 'Adjusted'];
  return `${title}, by block bootstrap, p adjusted for all strategies by Romano and Wolf:\n${textTable(headings, rows, stream)}${reasons}\n`;
}

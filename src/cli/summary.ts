import type { WriteStream } from 'node:tty';
import type { BacktestResult } from '../backtest/types.js';
import { statisticColumns } from '../report/statistics.js';
import { comparison } from './comparison.js';
import { notesText } from './notes-text.js';
import { paint } from './paint.js';
import { textTable } from './text-table.js';

/** What a run prints: statistics by strategy, what is better than the sample covariance, what happened to the data. */
export function summary(result: BacktestResult, stream: WriteStream): string {
  return `${statistics(result, stream)}\n${comparison(result, stream)}${notesText('Data notes', result.notes, 'the report')}`;
}

function statistics({ strategies }: BacktestResult, stream: WriteStream): string {
  const headings = [
    'Strategy',
    ...statisticColumns.map(({ heading }) => heading),
    'Ok',
    'Fallback',
    'Skipped',
  ];
  const rows: string[][] = [];
  for (const { name, statistics, windows } of strategies) {
    const [ok, fallback, skipped] = (['ok', 'fallback', 'skipped'] as const).map(
      (status) => windows.filter((window) => window.status === status).length,
    );
    const warn = (n: number): string => (n === 0 ? '0' : paint(stream, 'yellow', String(n)));
    rows.push([
      name,
      ...statisticColumns.map(({ key, format }) => format(statistics[key])),
      String(ok),
      warn(fallback),
      warn(skipped),
    ]);
  }
  return textTable(headings, rows, stream);
}

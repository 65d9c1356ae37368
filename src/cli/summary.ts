import type { WriteStream } from 'node:tty';
import type { BacktestResult } from '../backtest/types.js';
import { causes } from '../report/causes.js';
import { statisticColumns } from '../report/statistics.js';
import { repeatedNotes } from '../report/window-notes.js';
import { comparison } from './comparison.js';
import { forecastScoresText } from './forecast-scores.js';
import { lastPortfolios } from './last-portfolios.js';
import { notesText } from './notes-text.js';
import { paint } from './paint.js';
import { selectionText } from './selection.js';
import { strategyTestsText } from './strategy-tests.js';
import { textTable } from './text-table.js';

const shownCauses = 10;

/**
 * What a run prints: statistics by strategy, the candidates of a selection, what is better than the sample covariance and whether by more than chance, the last portfolios and their
 * risk, why strategies did something else and assets sat out, what happened to the data and in more windows than one.
 */
export function summary(result: BacktestResult, stream: WriteStream): string {
  const happened = causes(result);
  const shown = happened.length === 0 ? '' : `${listed(happened)}\n`;
  const all = [...result.notes, ...repeatedNotes(result.decisions)];
  const notes = notesText('Data notes', all, 'the report');
  const tests = strategyTestsText(result, stream);
  const forecasts = forecastScoresText(result, stream);
  const portfolios = lastPortfolios(result, stream);
  return `${statistics(result, stream)}\n${comparison(result, stream)}${tests}${forecasts}${portfolios}${shown}${notes}`;
}

function statistics(result: BacktestResult, stream: WriteStream): string {
  const headings = [
    'Strategy',
    ...statisticColumns.map(({ heading }) => heading),
    'Ok',
    'Fallback',
    'Skipped',
  ];
  const rows: string[][] = [];
  for (const { name, statistics, windows } of result.strategies) {
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
  const candidates = selectionText(result, stream);
  return `${textTable(headings, rows, stream)}${candidates === '' ? '' : `\n${candidates.trimEnd()}\n`}`;
}

/** What fell back, was skipped or sat out, a line a cause. */
function listed(sentences: readonly string[]): string {
  const shown = sentences.slice(0, shownCauses).map((sentence) => `${sentence}\n`);
  const more = sentences.length - shownCauses;
  return `${shown.join('')}${more > 0 ? `and ${more} more, see the report\n` : ''}`;
}

import type { WriteStream } from 'node:tty';
import type { BacktestResult } from '../backtest/types.js';
import { forecastColumns, unscored } from '../report/forecast-scores.js';
import { textTable } from './text-table.js';

/** How well covariances foretold what came, where the run was asked for it. */
export function forecastScoresText({ forecastScores }: BacktestResult, stream: WriteStream): string {
  if (forecastScores === undefined) return '';
  if (forecastScores.length === 0) return 'Covariance forecasts: no strategy uses a covariance\n\n';
  const table = textTable(
    ['Covariance', ...forecastColumns.map(({ heading }) => heading)],
    forecastScores.map((scores) => [scores.covariance, ...forecastColumns.map(({ value }) => value(scores))]),
    stream,
  );
  const missed = unscored(forecastScores).map((line) => `${line}\n`);
  return `Covariance forecasts, out of sample (MV: minimum variance):\n${table}${missed.join('')}\n`;
}

/** What `mixfolio fit --bayes` prints: posteriors of the variances and of minimum-variance weights. */
import type { WriteStream } from 'node:tty';
import type { PosteriorSummary } from '../bayes/types.js';
import type { FitResult } from '../fit/types.js';
import { decimal, missing, percent, significant } from '../report/format.js';
import { notesText } from './notes-text.js';
import { cut, mostRows, textTable } from './text-table.js';

export function bayesText({ bayes }: FitResult, stream: WriteStream, files: string): string {
  if (bayes === undefined) return '';
  const known = (value: number, format: (value: number) => string): string =>
    Number.isFinite(value) ? format(value) : missing;
  const chain = ({ rHat, essBulk, essTail }: PosteriorSummary): string[] => [
    known(rHat, (value) => decimal(value, 3)),
    known(essBulk, (value) => decimal(value, 0)),
    known(essTail, (value) => decimal(value, 0)),
  ];
  const variances = textTable(
    ['Posterior', 'Mean', 'SD', '5 %', '50 %', '95 %', 'R-hat', 'Bulk ESS', 'Tail ESS'],
    bayes.summary.map((row) => [
      row.name,
      ...[row.mean, row.sd, row.q5, row.median, row.q95].map((value) => significant(value, 3)),
      ...chain(row),
    ]),
    stream,
  );
  const rows = bayes.weights.map((row) => [
    row.name,
    ...[row.mean, row.q5, row.median, row.q95, bayes.ofMeanCovariance[row.name]].map((value) =>
      percent(value),
    ),
    percent(row.probabilityHeld, 0),
  ]);
  const weights = textTable(
    ['Minimum-variance weights', 'Mean', '5 %', '50 %', '95 %', 'Mean covariance', 'Held'],
    rows.slice(0, mostRows),
    stream,
  );
  const notes = notesText(
    'Notes on the posterior',
    bayes.notes.map(({ message }) => message),
    files,
  );
  return `${variances}\n${weights}${cut(rows.length - mostRows, files)}\n${notes}`;
}

/** What `mixfolio compare` prints. */
import type { WriteStream } from 'node:tty';
import type { ComparedStatistic } from '../backtest/compare.js';
import { comparedStatistics } from '../backtest/compare.js';
import type { PeriodRange, ResultComparison } from '../backtest/compare-results.js';
import { count, percentagePoints, probability, signed } from '../report/format.js';
import { statisticColumns } from '../report/statistics.js';
import { shownDifference } from '../report/strategy-tests.js';
import { factLines } from './fact-lines.js';
import { notesText } from './notes-text.js';
import { cut, mostRows, textTable } from './text-table.js';

export function comparedResultsText(
  compared: ResultComparison,
  files: { first: string; second: string },
  stream: WriteStream,
): string {
  const range = ({ count: n, first, last }: PeriodRange): string =>
    `${count(n, compared.frequency)}, ${first} to ${last}`;
  const { own, periods, others } = compared;
  return [
    factLines([
      ['First', `${files.first}: ${range(own.first)}`],
      ['Second', `${files.second}: ${range(own.second)}`],
      ['Compared', range(periods)],
    ]),
    '\n',
    statistics(compared, stream),
    tests(compared, stream),
    onlyIn('first', others.first),
    onlyIn('second', others.second),
    configuration(compared, stream),
    notesText('Notes', compared.notes, 'mixfolio compare --json'),
  ].join('');
}

function statistics({ strategies }: ResultComparison, stream: WriteStream): string {
  const rows = strategies.flatMap(({ name, first, second, differences }) =>
    comparedStatistics.map((key, k) => {
      const { heading, format } = statisticColumns.find((column) => column.key === key)!;
      return [
        k === 0 ? name : '',
        heading,
        format(first[key]),
        format(second[key]),
        difference(key, differences[key]),
      ];
    }),
  );
  return `${textTable(['Strategy', 'Statistic', 'First', 'Second', 'Second − first'], rows, stream)}\n`;
}

/** Of percentages in percentage points. */
function difference(key: ComparedStatistic, value: number | null): string {
  const { format } = statisticColumns.find((column) => column.key === key)!;
  return signed(value, key === 'sharpe' ? format : percentagePoints);
}

function tests({ strategies, periodsPerYear }: ResultComparison, stream: WriteStream): string {
  const all = strategies.flatMap(({ sharpe, logVariance }) => [sharpe, logVariance]);
  const reasons = strategies.flatMap(({ name, sharpe, logVariance }) =>
    [...new Set([sharpe.reason, logVariance.reason])].flatMap((reason) =>
      reason === null
        ? []
        : [`No test of ${name}: ${reason.replace('second and first', 'the two results')}\n`],
    ),
  );
  const untested = reasons.length === 0 ? '' : `${reasons.join('')}\n`;
  if (all.every(({ reason }) => reason !== null)) return untested;
  const rows = strategies.map(({ name, sharpe, logVariance }) => [
    name,
    shownDifference('sharpe', sharpe.difference, periodsPerYear),
    probability(sharpe.pValue),
    probability(sharpe.holm),
    shownDifference('logVariance', logVariance.difference, periodsPerYear),
    probability(logVariance.pValue),
    probability(logVariance.holm),
  ]);
  const headings = ['Strategy', 'Sharpe difference', 'p', 'Adjusted', 'Variance ratio', 'p', 'Adjusted'];
  return (
    'Tests of the second against the first, by block bootstrap, p adjusted for all strategies by Holm:\n' +
    `${textTable(headings, rows, stream)}\n${untested}`
  );
}

function onlyIn(which: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `In the ${which} alone: ${names.join(', ')}\n\n`;
}

function configuration({ configuration: fields }: ResultComparison, stream: WriteStream): string {
  if (fields.length === 0) return 'The configurations are the same.\n\n';
  const shown = (value: unknown): string => {
    const text = value === undefined ? 'none' : JSON.stringify(value);
    return text.length > 40 ? `${text.slice(0, 39)}…` : text;
  };
  const rows = fields
    .slice(0, mostRows)
    .map(({ path, first, second }) => [path, shown(first), shown(second)]);
  const table = textTable(['Field that differs', 'First', 'Second'], rows, stream);
  return `${table}${cut(fields.length - mostRows, 'mixfolio compare --json')}\n`;
}

import Table from 'cli-table3';
import type { WriteStream } from 'node:tty';
import type { BacktestResult } from '../backtest/types.js';
import { causes } from '../report/causes.js';
import { statisticColumns } from '../report/statistics.js';
import { paint } from './paint.js';

const shownNotes = 5;
const shownCauses = 10;

/** What a run prints: statistics by strategy, then what happened to the data. */
export function summary(result: BacktestResult, stream: WriteStream): string {
  const happened = causes(result);
  const shown = happened.length === 0 ? '' : `${listed(happened)}\n`;
  return `${statistics(result, stream)}\n${shown}${notes(result.notes)}`;
}

function statistics({ strategies }: BacktestResult, stream: WriteStream): string {
  const headings = [
    'Strategy',
    ...statisticColumns.map(({ heading }) => heading),
    'Ok',
    'Fallback',
    'Skipped',
  ];
  const table = new Table({
    head: headings.map((heading) => paint(stream, 'bold', heading)),
    colAligns: headings.map((_, column) => (column === 0 ? 'left' : 'right')),
    chars: borderless,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  for (const { name, statistics, windows } of strategies) {
    const [ok, fallback, skipped] = (['ok', 'fallback', 'skipped'] as const).map(
      (status) => windows.filter((window) => window.status === status).length,
    );
    const warn = (n: number): string => (n === 0 ? '0' : paint(stream, 'yellow', String(n)));
    table.push([
      name,
      ...statisticColumns.map(({ key, format }) => format(statistics[key])),
      String(ok),
      warn(fallback),
      warn(skipped),
    ]);
  }
  return `${table.toString().replace(/ +$/gm, '')}\n`;
}

/** What fell back, was skipped or sat out, a line a cause. */
function listed(sentences: readonly string[]): string {
  const shown = sentences.slice(0, shownCauses).map((sentence) => `${sentence}\n`);
  const more = sentences.length - shownCauses;
  return `${shown.join('')}${more > 0 ? `and ${more} more, see the report\n` : ''}`;
}

function notes(all: readonly string[]): string {
  if (all.length === 0) return '';
  const shown = all.slice(0, shownNotes).map((note) => `  ${note}\n`);
  const more = all.length > shownNotes ? `  and ${all.length - shownNotes} more, see the report\n` : '';
  return `Data notes:\n${shown.join('')}${more}\n`;
}

/** Every border of the table library, switched off. */
const borderless = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((name) => [name, '']),
);

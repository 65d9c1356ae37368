import Table from 'cli-table3';
import type { WriteStream } from 'node:tty';
import { paint } from './paint.js';

/** A table of text without borders: the first column to the left, the others to the right. */
export function textTable(
  headings: readonly string[],
  rows: readonly string[][],
  stream: WriteStream,
): string {
  const table = new Table({
    head: headings.map((heading) => paint(stream, 'bold', heading)),
    colAligns: headings.map((_, column) => (column === 0 ? 'left' : 'right')),
    chars: borderless,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  table.push(...rows);
  return `${table.toString().replace(/ +$/gm, '')}\n`;
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

/** More rows of a table than this are not printed. */
export const mostRows = 30;

/** The line that stands for rows that are not printed, where there are any. */
export function cut(hidden: number, files: string): string {
  return hidden > 0 ? `  and ${hidden} more, see ${files}\n` : '';
}

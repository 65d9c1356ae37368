import Papa from 'papaparse';
import { refuseDuplicates } from '../data/columns.js';
import { type CsvTable, parseCsv } from '../data/csv.js';
import { DataError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { ASYMMETRY } from './block.js';
import type { Kernel } from './types.js';

export interface KernelFormat {
  /** what messages call the text, best its path; default `kernel` */
  name?: string;
}

/**
 * A relationship kernel from a CSV text: a square matrix with assets in its header and in its first column. Rows and
 * columns are matched by name and may come in different orders; the cell above the row names does not matter.
 *
 * @returns labelled in the order of the header; exactly symmetric, differences of rounding averaged away
 * @throws DataError `missing-row`, `missing-column`, `not-a-number` and `kernel-asymmetric` naming two assets,
 *         `blank-ticker`, `duplicate-ticker`, `no-tickers`, with the line where there is one, and what `parseCsv` throws
 */
export function parseKernel(text: string, format: KernelFormat = {}): Kernel {
  const csv = parseCsv(text, format.name ?? 'kernel');
  const labels = headerLabels(csv);
  const rows = rowByLabel(csv, labels);
  const N = labels.length;
  const values = new Float64Array(N * N);
  let largest = 0;
  labels.forEach((label, i) => {
    const { cells, line } = rows.get(label)!;
    for (let j = 0; j < N; j++) {
      values[i * N + j] = parseCell(csv.name, line, cells[j + 1], label, labels[j]);
      largest = Math.max(largest, Math.abs(values[i * N + j]));
    }
  });
  for (let i = 0; i < N; i++)
    for (let j = 0; j < i; j++) {
      const [below, above] = [values[i * N + j], values[j * N + i]];
      if (Math.abs(below - above) > ASYMMETRY * largest) {
        const [line, other] = [rows.get(labels[i])!.line, rows.get(labels[j])!.line];
        throw new DataError(
          'kernel-asymmetric',
          `${csv.name}, line ${line}: ${labels[i]}, ${labels[j]} is ${below}, and on line ${other} the same pair is ${above}`,
          'a relationship kernel is symmetric: correct one of the two',
          { file: csv.name, line, otherLine: other, assets: [labels[i], labels[j]] },
        );
      }
      values[i * N + j] = values[j * N + i] = 0.5 * (below + above);
    }
  return { labels, values };
}

/**
 * A kernel as CSV that `parseKernel` reads back to the same bits: header `asset,<labels>`, one row a label, numbers in
 * the shortest form that is exact.
 */
export function kernelToCsv({ labels, values }: Kernel): string {
  const N = labels.length;
  const rows = labels.map((label, i) => [label, ...values.subarray(i * N, (i + 1) * N)]);
  // a separator in a label would otherwise be taken for the file's
  const quotes = (cell: unknown): boolean => typeof cell === 'string' && /[;|\t]/.test(cell);
  return `${Papa.unparse({ fields: ['asset', ...labels], data: rows }, { newline: '\n', quotes })}\n`;
}

/** The assets of the header, each once. */
function headerLabels({ name, header }: CsvTable): string[] {
  const labels = header.slice(1);
  if (labels.length === 0) {
    throw new DataError(
      'no-tickers',
      `${name} has one column only`,
      'a kernel is a square matrix with assets in its header and in its first column',
      { file: name },
    );
  }
  const blank = labels.indexOf('');
  if (blank >= 0) {
    throw new DataError(
      'blank-ticker',
      `${name}: column ${blank + 2} has no name`,
      'give every column the name of its asset',
      { file: name, column: blank + 2 },
    );
  }
  refuseDuplicates(labels, `${name}, header`);
  return labels;
}

/** The row of each asset: every asset of the header has one, and no other has. */
function rowByLabel(
  { name, rows, lines }: CsvTable,
  labels: readonly string[],
): Map<string, { cells: string[]; line: number }> {
  const columns = new Set(labels);
  const found = new Map<string, { cells: string[]; line: number }>();
  rows.forEach((cells, row) => {
    const label = cells[0].trim();
    const line = lines[row];
    if (label === '') {
      throw new DataError(
        'blank-ticker',
        `${name}, line ${line}: the row has no name`,
        'give every row the name of its asset',
        { file: name, line },
      );
    }
    const first = found.get(label);
    if (first !== undefined) {
      throw new DataError(
        'duplicate-ticker',
        `${name}, line ${line}: ${label} is on line ${first.line} already`,
        'keep one of the two rows',
        { file: name, line, firstLine: first.line, ticker: label },
      );
    }
    if (!columns.has(label)) {
      throw new DataError(
        'missing-column',
        `${name}, line ${line}: there is a row for ${label} and no column`,
        suggestion(label, labels),
        { file: name, line, ticker: label },
      );
    }
    found.set(label, { cells, line });
  });
  const missing = labels.find((label) => !found.has(label));
  if (missing === undefined) return found;
  throw new DataError(
    'missing-row',
    `${name} has a column for ${missing} and no row`,
    'a kernel has a row and a column for every asset',
    { file: name, ticker: missing },
  );
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function parseCell(file: string, line: number, cell: string, row: string, column: string): number {
  const text = cell.trim();
  const value = number.test(text) ? Number(text) : NaN;
  if (Number.isFinite(value)) return value;
  throw new DataError(
    'not-a-number',
    `${file}, line ${line}: ${row}, ${column} is '${text}', not a finite number`,
    'every pair of assets needs a number, with a decimal point and without units',
    { file, line, assets: [row, column], value: text },
  );
}

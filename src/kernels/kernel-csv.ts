import Papa from 'papaparse';
import { isMissing } from '../data/cells.js';
import { refuseDuplicates } from '../data/columns.js';
import { type CsvTable, parseCsv } from '../data/csv.js';
import { byAge, publishedAs } from '../data/publication.js';
import { type RowDateFormat, isRowDateName, splitRowDates } from '../data/row-dates.js';
import type { Dated } from '../data/types.js';
import { DataError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { ASYMMETRY } from './block.js';
import type { Kernel, KernelHistory } from './types.js';

export interface KernelFormat extends RowDateFormat {
  /** what messages call the text, best its path; default `kernel` */
  name?: string;
}

/**
 * A relationship kernel from a CSV text: a square matrix with assets in its header and in its first column. Rows and
 * columns are matched by name and may come in different orders; the cell above the row names does not matter.
 *
 * With a column of dates in front of the assets, `date` or `from`, or one of `availableFrom`, or both, the file is a
 * history: the rows of one date are one matrix, of the assets that have a row then. The columns of other assets are
 * blank (or `NA`) in it, and a row that is blank throughout is none.
 *
 * @returns labelled in the order of the header; exactly symmetric, differences of rounding averaged away
 * @throws DataError `missing-row`, `missing-column`, `not-a-number` and `kernel-asymmetric` naming two assets,
 *         `blank-ticker`, `duplicate-ticker`, `no-tickers`, with the line where there is one, of a history
 *         `invalid-date`, `ambiguous-dates`, `inconsistent-dates`, and what `parseCsv` throws
 */
export function parseKernelSource(text: string, format: KernelFormat = {}): Kernel | KernelHistory {
  const whole = parseCsv(text, format.name ?? 'kernel');
  const { csv, dated } = splitRowDates(whole, format, columnsInFront(whole));
  const labels = headerLabels(csv);
  if (dated === null) return parseSquare(csv, labels);
  const rowsOf = new Map<string, number[]>();
  dated.dates.forEach((date, row) => {
    const key = `${date} ${dated.availableFrom?.[row] ?? ''}`;
    const rows = rowsOf.get(key);
    if (rows === undefined) rowsOf.set(key, [row]);
    else rows.push(row);
  });
  const matrices = [...rowsOf.values()].sort(([a], [b]) => byAge(dated)(a, b));
  const { availableFrom } = dated;
  return {
    dates: matrices.map(([row]) => dated.dates[row]),
    availableFrom: availableFrom && matrices.map(([row]) => availableFrom[row]),
    kernels: matrices.map((rows) => parseDatedMatrix(csv, labels, rows, dated)),
  };
}

/**
 * A kernel that is the same at all times: `parseKernelSource` of a file without dates.
 *
 * @throws DataError `dated-file` where it has some, and as `parseKernelSource`
 */
export function parseKernel(text: string, format: KernelFormat = {}): Kernel {
  const source = parseKernelSource(text, format);
  if (!isKernelHistory(source)) return source;
  const name = format.name ?? 'kernel';
  throw new DataError(
    'dated-file',
    `${name} has dates: its matrix is not the same at all times`,
    'read it with parseKernelSource, and pass that in options.sources.kernels',
    { file: name },
  );
}

export function isKernelHistory(source: object): source is KernelHistory {
  return 'kernels' in source;
}

/** The columns before the assets' that may hold dates: the first, or the first two, unless they are of assets. */
function columnsInFront({ header, rows }: CsvTable): number[] {
  const isOfAssets = (column: number): boolean => {
    const labels = new Set(header.slice(column + 1));
    return rows.every((row) => labels.has(row[column].trim()));
  };
  const isDate = (column: number): boolean => isRowDateName(header[column]) && !isOfAssets(column);
  if (!isDate(0)) return [];
  return header.length > 1 && isDate(1) ? [0, 1] : [0];
}

interface MatrixRow {
  cells: string[];
  line: number;
}

/** A matrix in which every asset of the header has a row. */
function parseSquare(csv: CsvTable, labels: readonly string[]): Kernel {
  const rows = rowByLabel(csv, labels);
  const missing = labels.find((label) => !rows.has(label));
  if (missing === undefined) return parseMatrix(csv, labels, rows);
  throw new DataError(
    'missing-row',
    `${csv.name} has a column for ${missing} and no row`,
    'a kernel has a row and a column for every asset',
    { file: csv.name, ticker: missing },
  );
}

/** The matrix of one date. */
function parseDatedMatrix(csv: CsvTable, labels: readonly string[], rows: number[], dated: Dated): Kernel {
  const { name, lines } = csv;
  const [when, date] = [publishedAs(dated, rows[0]), dated.dates[rows[0]]];
  const filled = rows.filter((row) => !csv.rows[row].slice(1).every(isMissing));
  if (filled.length === 0) {
    throw new DataError(
      'no-tickers',
      `${name}, line ${lines[rows[0]]}: the matrix ${when} is blank`,
      'leave its rows out: the matrix before it then counts on',
      { file: name, line: lines[rows[0]], date },
    );
  }
  const part = { ...csv, rows: filled.map((row) => csv.rows[row]), lines: filled.map((row) => lines[row]) };
  const found = rowByLabel(part, labels);
  labels.forEach((label, j) => {
    if (found.has(label)) return;
    const row = part.rows.findIndex((cells) => !isMissing(cells[j + 1]));
    if (row < 0) return;
    throw new DataError(
      'missing-row',
      `${name}, line ${part.lines[row]}: the matrix ${when} has a number for ${label} and no row of it`,
      'a matrix has a row and a column for every asset; leave the columns of others blank',
      { file: name, line: part.lines[row], date, ticker: label },
    );
  });
  return parseMatrix(part, labels, found);
}

/** The matrix of the assets that have a row, in the order of the header. */
function parseMatrix(
  { name }: CsvTable,
  header: readonly string[],
  rows: ReadonlyMap<string, MatrixRow>,
): Kernel {
  const labels = header.filter((label) => rows.has(label));
  const columns = labels.map((label) => header.indexOf(label) + 1);
  const N = labels.length;
  const values = new Float64Array(N * N);
  let largest = 0;
  labels.forEach((label, i) => {
    const { cells, line } = rows.get(label)!;
    for (let j = 0; j < N; j++) {
      values[i * N + j] = parseCell(name, line, cells[columns[j]], label, labels[j]);
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
          `${name}, line ${line}: ${labels[i]}, ${labels[j]} is ${below}, and on line ${other} the same pair is ${above}`,
          'a relationship kernel is symmetric: correct one of the two',
          { file: name, line, otherLine: other, assets: [labels[i], labels[j]] },
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

/** The row of each asset, each once, and none that has no column. */
function rowByLabel({ name, rows, lines }: CsvTable, labels: readonly string[]): Map<string, MatrixRow> {
  const columns = new Set(labels);
  const found = new Map<string, MatrixRow>();
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
        'keep one of the two rows; matrices of several dates need a column date or availableFrom in front of the assets',
        { file: name, line, firstLine: first.line, ticker: label },
      );
    }
    if (!columns.has(label)) {
      throw new DataError(
        'missing-column',
        `${name}, line ${line}: there is a row for ${label} and no column`,
        rows.some(([own]) => columns.has(own.trim()))
          ? suggestion(label, labels)
          : 'a matrix has the same assets in its header and in its first column; a file of branches or of numbers is a kernel with tree or with fundamentals, which name its columns',
        { file: name, line, ticker: label },
      );
    }
    found.set(label, { cells, line });
  });
  return found;
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

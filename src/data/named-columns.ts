/** Columns of a CSV file that the caller names, beside a column of tickers and columns of dates. */
import { DataError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { tickersOf } from './classes.js';
import { columnNames, findColumn, listed, requireColumn } from './columns.js';
import { type CsvTable, parseCsv } from './csv.js';
import { type RowDateFormat, splitRowDates } from './row-dates.js';
import type { Dated } from './types.js';

/** A file without its dates, and where the columns are. */
export interface NamedColumns {
  csv: CsvTable;
  /** null where the file has no dates */
  dated: Dated | null;
  /** positions of the columns asked for, in the order asked */
  columns: number[];
}

/**
 * @param wanted names of columns, in any case; dates are in none of them
 * @throws DataError `missing-column`, `ambiguous-column`, and what `parseCsv` and `splitRowDates` throw
 */
export function namedColumns(
  text: string,
  name: string,
  wanted: readonly string[],
  format: RowDateFormat,
): NamedColumns {
  const whole = parseCsv(text, name);
  const columnsOf = (csv: CsvTable): number[] => wanted.map((column) => columnOf(csv, column));
  const columns = columnsOf(whole);
  const candidates = whole.header.map((_, column) => column).filter((column) => !columns.includes(column));
  const { csv, dated } = splitRowDates(whole, format, candidates);
  return { csv, dated, columns: columnsOf(csv) };
}

function columnOf(csv: CsvTable, column: string): number {
  const { name, header } = csv;
  const found = findColumn(csv, columnNames(column, column, []));
  if (found >= 0) return found;
  throw new DataError(
    'missing-column',
    `${name} has no column ${column}; its columns are ${listed(header)}`,
    suggestion(column, header),
    { file: name, column, columns: header },
  );
}

/**
 * The tickers of the rows, in the first column that is not one of those: one row each, or one a date.
 *
 * @throws DataError `missing-column`, `blank-ticker`, `duplicate-ticker`, of rows with dates `duplicate-date`
 */
export function tickersBeside({ csv, dated, columns }: NamedColumns): string[] {
  const ticker = csv.header.findIndex((_, column) => !columns.includes(column));
  if (ticker < 0) requireColumn(csv, columnNames('ticker', undefined, ['ticker']));
  return tickersOf({ ...csv, rows: csv.rows.map((row) => [row[ticker]]) }, dated, {
    ofTicker: 'keep one of the two rows; what changes over time needs a column date or availableFrom',
    ofDate: 'keep one of the two rows; one that was corrected later needs a column availableFrom',
  });
}

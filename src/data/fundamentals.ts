import { DataError } from '../errors.js';
import { parseCell } from './cells.js';
import { namedColumns, tickersBeside } from './named-columns.js';
import type { RowDateFormat } from './row-dates.js';
import type { Dated } from './types.js';

export interface FundamentalFormat extends RowDateFormat {
  /** what messages call the text, best its path; default `fundamentals` */
  name?: string;
  /** columns of numbers that are wanted */
  columns: readonly string[];
}

/** Numbers of assets by row, each from its day on. */
export interface FundamentalSource extends Dated {
  /** one a row */
  assets: string[];
  columns: string[];
  /** rows × columns, row-major; NaN where a value is missing */
  numbers: Float64Array;
}

/**
 * Fundamentals from a CSV text in long form, such as `date,ticker,bookToPrice,size`: a row for each asset and day that
 * there is a report of, in any order. Tickers are in the first column that is neither a date nor a number that is wanted.
 * Blank cells, `NA` and the like are missing values.
 *
 * Dates are in a column `date` or `from`, in one of `availableFrom`, the day from which a row was known, or in both.
 *
 * @throws DataError `missing-column` (of a number, of the tickers, or where there is no date), `not-a-number` naming line,
 *         asset and column, `ambiguous-column`, `blank-ticker`, `duplicate-date`, `invalid-date`, `ambiguous-dates`,
 *         `inconsistent-dates`, and what `parseCsv` throws
 */
export function parseFundamentals(
  text: string,
  { name = 'fundamentals', columns: wanted, ...format }: FundamentalFormat,
): FundamentalSource {
  const rows = namedColumns(text, name, wanted, format);
  const { csv, dated, columns } = rows;
  if (dated === null) {
    throw new DataError(
      'missing-column',
      `${name} has no column of dates (date, from, availableFrom): fundamentals count from their day on`,
      'add a column date, or name it with the option date',
      { file: name, column: 'date', columns: csv.header },
    );
  }
  const assets = tickersBeside(rows);
  const numbers = Float64Array.from(
    csv.rows.flatMap((row, r) =>
      columns.map(
        (column, k) =>
        numberOf(row[column], { name, line: csv.lines[r], asset: assets[r], date: dated.dates[r], column: wanted[k] }), // prettier-ignore
      ),
    ),
  );
  return { ...dated, assets, columns: [...wanted], numbers };
}

/** @throws DataError `not-a-number` that names the column as well */
function numberOf(
  cell: string,
  {
    name,
    line,
    asset,
    date,
    column,
  }: Record<'name' | 'asset' | 'date' | 'column', string> & { line: number },
): number {
  try {
    return parseCell(cell, 'values', () => ({ file: name, line, ticker: asset, date }));
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(
      error.code,
      `${name}, line ${line}: ${column} of ${asset} on ${date} is '${cell}', not a number`,
      error.hint,
      { ...error.details, column },
    );
  }
}

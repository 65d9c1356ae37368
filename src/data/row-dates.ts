import { DataError } from '../errors.js';
import { type ColumnNames, columnNames, findColumn, requireColumn } from './columns.js';
import type { CsvTable } from './csv.js';
import { type DateOrder, parseDates } from './parse-dates.js';
import type { Dated } from './types.js';

/** How the dates of rows are to be read; everything has a default. */
export interface RowDateFormat {
  /** column of dates; default `date` or `from`, in any case */
  date?: string;
  /** order of month and day in dates such as `2/1/2000`, where the file itself does not tell */
  dateOrder?: DateOrder;
}

const usualDates = ['date', 'from'];
const availability: ColumnNames = columnNames('availableFrom', undefined, ['availableFrom']);

/** Whether a column of dates may have this name. */
export function isRowDateName(header: string): boolean {
  return [...usualDates, ...availability.names].some((name) => name.toLowerCase() === header.toLowerCase());
}

/**
 * Takes the dates of its rows out of a file: a column of the day that each row is for (`date` or `from`), one of the
 * day from which it was known (`availableFrom`), or both. A date is as written, a month without a day its first.
 *
 * @param candidates columns that may hold dates by their usual names; one that the format names may be any
 * @returns the file without these columns, and its dates, null where it has none
 * @throws DataError `missing-column` where the format names a column that is not there, `ambiguous-column`, and what
 *         `parseDates` throws
 */
export function splitRowDates(
  csv: CsvTable,
  format: RowDateFormat,
  candidates: readonly number[],
): { csv: CsvTable; dated: Dated | null } {
  const within = {
    ...csv,
    header: csv.header.map((name, column) => (candidates.includes(column) ? name : '')),
  };
  const wanted = columnNames('date', format.date, usualDates);
  const date = format.date === undefined ? findColumn(within, wanted) : requireColumn(csv, wanted);
  const available = findColumn(within, availability);
  const columns = [date, available].filter((column, k, all) => column >= 0 && all.indexOf(column) === k);
  if (columns.length === 0) return { csv, dated: null };

  const { rows, lines, name } = csv;
  // one order of month and day for the whole file
  const cells = columns.flatMap((column) => rows.map((row) => row[column]));
  const parsed = parseDates(
    cells,
    columns.flatMap(() => lines),
    name,
    format.dateOrder,
  );
  const datesOf = (column: number): string[] => {
    const start = columns.indexOf(column) * rows.length;
    return parsed.slice(start, start + rows.length);
  };
  return {
    csv: without(csv, columns),
    dated: {
      dates: datesOf(date >= 0 ? date : available),
      availableFrom: available < 0 ? null : datesOf(available),
    },
  };
}

function without(csv: CsvTable, columns: readonly number[]): CsvTable {
  const kept = (cells: readonly string[]): string[] => cells.filter((_, column) => !columns.includes(column));
  return { ...csv, header: kept(csv.header), rows: csv.rows.map(kept) };
}

/** @throws DataError `duplicate-date` for two rows of a ticker that have the same dates */
export function refuseRepeatedRows(
  tickers: readonly string[],
  { dates, availableFrom }: { dates: readonly string[]; availableFrom: readonly string[] | null },
  name: string,
): void {
  const seen = new Set<string>();
  tickers.forEach((ticker, row) => {
    const key = [ticker, dates[row], availableFrom?.[row] ?? ''].join('\n');
    if (seen.has(key)) {
      throw new DataError(
        'duplicate-date',
        `${name} has two rows for ${ticker} on ${dates[row]}`,
        'keep one of the two',
        { file: name, ticker, date: dates[row] },
      );
    }
    seen.add(key);
  });
}

import { isMissing } from './cells.js';
import { namedColumns, tickersBeside } from './named-columns.js';
import type { RowDateFormat } from './row-dates.js';

export interface BranchFormat extends RowDateFormat {
  /** what messages call the text, best its path; default `branches` */
  name?: string;
  /** columns of branches, the coarsest level first */
  levels: readonly string[];
}

/** Where assets hang in a tree, by row; with dates each row counts from its day on. */
export interface BranchSource {
  /** one a row; several of an asset where the rows have dates */
  assets: string[];
  levels: string[];
  /** rows × levels, row-major; '' where the branch is not known */
  branches: string[];
  /** ISO day that each row is for; null where the file has no dates */
  dates: string[] | null;
  /** ISO day from which each row was known, null where the file does not say */
  availableFrom: string[] | null;
}

/**
 * Branches of assets from a CSV text with a column of names a level, such as `ticker,sector,subIndustry`. Tickers are in
 * the first column that is neither a date nor a level. Blank and missing cells are unknown branches.
 *
 * With a column of dates, `date` or `from`, or one of `availableFrom`, or both, rows count from their day on.
 *
 * @throws DataError `missing-column`, `ambiguous-column`, `blank-ticker`, `duplicate-ticker`, of rows with dates
 *         `duplicate-date`, `invalid-date`, `ambiguous-dates`, `inconsistent-dates`, and what `parseCsv` throws
 */
export function parseBranches(
  text: string,
  { name = 'branches', levels, ...format }: BranchFormat,
): BranchSource {
  const rows = namedColumns(text, name, levels, format);
  const { csv, dated, columns } = rows;
  const cell = (text: string): string => (isMissing(text) ? '' : text.trim());
  return {
    assets: tickersBeside(rows),
    levels: [...levels],
    branches: csv.rows.flatMap((row) => columns.map((column) => cell(row[column]))),
    dates: dated && dated.dates,
    availableFrom: dated && dated.availableFrom,
  };
}

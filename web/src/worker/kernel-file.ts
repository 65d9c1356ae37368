/** What kernel the user can make of a CSV file: a matrix, a tree of columns, or numbers of the assets. */
import { isMissing, parseCell } from '../../../src/data/cells.js';
import { listed } from '../../../src/data/columns.js';
import { type CsvTable, parseCsv } from '../../../src/data/csv.js';
import { splitRowDates } from '../../../src/data/row-dates.js';
import { DataError } from '../../../src/errors.js';
import type { JsonObject } from '../configuration.js';
import type { KernelUse } from '../named-files.js';

/** A file without its dates: tickers are in its first column. */
interface AssetRows extends CsvTable {
  isDated: boolean;
}

/**
 * The kernel of a file as the configuration has it: the levels of a tree are the columns of names, the one with the
 * fewest branches first; fundamentals are the columns of numbers.
 *
 * @throws DataError `kernel-use` where the file is of another kind, and what `parseCsv` and `splitRowDates` throw
 */
export function kernelOfFile(text: string, path: string, use: KernelUse): JsonObject {
  const whole = parseCsv(text, path);
  if (isMatrix(whole)) {
    if (use === 'matrixKernel') return { path };
    throw otherUse(path, 'is a matrix: its rows and its columns are the same assets', 'matrix kernel');
  }
  const { csv, dated } = splitRowDates(whole, {}, Array.from(whole.header.keys()));
  const rows = { ...csv, isDated: dated !== null };
  const numbers = columnsOf(rows, true);
  switch (use) {
    case 'matrixKernel':
      throw otherUse(
        path,
        `is no matrix: none of its columns ${listed(whole.header)} has the name of a row`,
        numbers.length > 0 && rows.isDated ? 'fundamentals kernel' : 'tree kernel',
      );
    case 'treeKernel':
      return { tree: levelsOf(rows), path };
    case 'fundamentalsKernel':
      if (numbers.length === 0)
        throw otherUse(path, 'has no column of numbers beside its dates and tickers', 'tree kernel');
      if (!rows.isDated)
        throw otherUse(
          path,
          'has no column date, from or availableFrom, the day that numbers count from',
          null,
        );
      return { fundamentals: numbers, path };
  }
}

/** Whether a row has the name of a column behind its own: dates may stand in front of the assets. */
function isMatrix({ header, rows }: CsvTable): boolean {
  return [0, 1, 2].some((column) => {
    const assets = new Set(header.slice(column + 1));
    return rows.some((row) => column < row.length && assets.has(row[column].trim()));
  });
}

/** Columns behind the tickers in which all that is there is a number, or those where not. */
function columnsOf({ name, header, rows, lines }: AssetRows, ofNumbers: boolean): string[] {
  const isNumber = (cell: string, row: number): boolean => {
    try {
      parseCell(cell, 'values', () => ({ file: name, line: lines[row], ticker: '', date: '' }));
      return true;
    } catch {
      return false;
    }
  };
  return header.filter((title, column) => {
    if (column === 0 || title === '' || rows.every((row) => isMissing(row[column]))) return false;
    return rows.every((row, r) => isNumber(row[column], r)) === ofNumbers;
  });
}

/** Columns of names, or codes where there are no names, by how many branches they have. */
function levelsOf(rows: AssetRows): string[] {
  const names = columnsOf(rows, false);
  const levels = names.length > 0 ? names : columnsOf(rows, true);
  if (levels.length === 0)
    throw otherUse(rows.name, 'has no column of branches behind its tickers', 'matrix kernel');
  const branches = (level: string): number => {
    const column = rows.header.indexOf(level);
    return new Set(rows.rows.map((row) => row[column].trim())).size;
  };
  const counts = new Map(levels.map((level) => [level, branches(level)]));
  return [...levels].sort((a, b) => counts.get(a)! - counts.get(b)!);
}

function otherUse(file: string, what: string, instead: string | null): DataError {
  return new DataError(
    'kernel-use',
    `${file} ${what}`,
    instead === null ? 'add the column, or use it as tree kernel' : `use it as ${instead}`,
    { file },
  );
}

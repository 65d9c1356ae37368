/** A CSV of what is held. */
import { isMissing } from '../data/cells.js';
import { findColumn } from '../data/columns.js';
import { type CsvTable, parseCsv } from '../data/csv.js';
import { DataError } from '../errors.js';

/**
 * Whole shares by ticker of a CSV with a column `symbol` (or `ticker`, `asset`) and one of `shares` (or `quantity`);
 * negative ones are short, blank ones none.
 *
 * @throws DataError `missing-column`, `ambiguous-column`, `blank-ticker`, `duplicate-ticker`, `not-a-number`,
 *         `fractional-holding`, and what reading CSV throws
 */
export function parseHoldings(text: string, name: string): Record<string, number> {
  const csv = parseCsv(text, name);
  const symbol = column(csv, 'symbol', ['symbol', 'ticker', 'asset']);
  const shares = column(csv, 'shares', ['shares', 'quantity']);
  const lineOf = new Map<string, number>();
  const held: [string, number][] = [];
  csv.rows.forEach((row, k) => {
    const line = csv.lines[k];
    const [ticker, cell] = [row[symbol].trim(), row[shares].trim()];
    const refuse = (code: string, problem: string, hint: string, details = {}): never => {
      throw new DataError(code, `${name}, line ${line}: ${problem}`, hint, { file: name, line, ...details });
    };
    if (ticker === '') refuse('blank-ticker', 'the ticker is blank', 'give every row a ticker');
    const firstLine = lineOf.get(ticker);
    if (firstLine !== undefined) {
      const hint = 'add the two up in one row';
      refuse('duplicate-ticker', `${ticker} is on line ${firstLine} already`, hint, { ticker, firstLine });
    }
    lineOf.set(ticker, line);
    if (isMissing(cell)) return;
    const count = Number(cell);
    if (!Number.isFinite(count)) {
      const hint = 'write plain numbers of shares, without thousands separators or units';
      refuse('not-a-number', `the shares of ${ticker} are '${cell}', not a number`, hint, { ticker });
    }
    if (!Number.isInteger(count)) {
      const hint = 'give whole shares; count a fraction of a share as cash';
      refuse('fractional-holding', `${cell} shares of ${ticker} are held`, hint, { ticker });
    }
    held.push([ticker, count]);
  });
  return Object.fromEntries(held);
}

function column(csv: CsvTable, what: string, names: readonly string[]): number {
  const found = findColumn(csv, { what, option: what, names });
  if (found >= 0) return found;
  throw new DataError(
    'missing-column',
    `${csv.name} has no column ${names.join(', ')}; its columns are ${csv.header.join(', ')}`,
    'begin the file with symbol,shares',
    { file: csv.name, column: what, columns: csv.header },
  );
}

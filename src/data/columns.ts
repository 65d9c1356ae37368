import { DataError } from '../errors.js';
import { suggestion } from '../suggest.js';

/** What columns are found in: a file or another source, by its name and the names of its columns. */
export interface Header {
  name: string;
  header: readonly string[];
}

/** Headers that a column may have, in any case; a name that the caller gave is the only one. */
export interface ColumnNames {
  /** what the column holds, for messages */
  what: string;
  /** the option that names the column */
  option: string;
  names: readonly string[];
  /** the field of a configuration that has the option, where it is one only */
  field?: string;
}

/** A column by the name that the caller gave, else by its usual ones. */
export function columnNames(
  option: string,
  given: string | undefined,
  usual: readonly string[],
  field?: string,
): ColumnNames {
  return { what: option, option, names: given === undefined ? usual : [given], field };
}

/**
 * Index of the column with one of these headers, −1 where there is none. A header with the very same letters comes
 * before one that differs in case.
 *
 * @throws DataError `ambiguous-column` when several columns match
 */
export function findColumn({ name, header }: Header, { what, option, names }: ColumnNames): number {
  const lower = names.map((known) => known.toLowerCase());
  const exact = header.filter((column) => names.includes(column));
  const matches = exact.length > 0 ? exact : header.filter((column) => lower.includes(column.toLowerCase()));
  if (matches.length > 1) {
    throw new DataError(
      'ambiguous-column',
      `${name}: the columns ${matches.join(', ')} could all be the ${what} column`,
      new Set(matches).size > 1
        ? `name the right one with the option ${option}`
        : 'rename or remove one of them',
      { file: name, columns: matches },
    );
  }
  return matches.length === 0 ? -1 : header.indexOf(matches[0]);
}

/**
 * Index of the column with one of these headers.
 *
 * @throws DataError `missing-column`, `ambiguous-column`
 */
export function requireColumn(table: Header, wanted: ColumnNames): number {
  const found = findColumn(table, wanted);
  if (found >= 0) return found;
  const { what, option, names, field } = wanted;
  const { name, header } = table;
  throw new DataError(
    'missing-column',
    `${name} has no ${what} column (${names.join(', ')}); its columns are ${listed(header)}`,
    `call it ${names[0]} in the header, or name it with the option ${option}, in a configuration ${field === undefined ? '' : `"${field}": `}{ "path": …, "${option}": … }`,
    { file: name, column: names[0], columns: header },
  );
}

/**
 * Index of each ticker asked for among the known ones.
 *
 * @param what what has the tickers: the file's name, for messages
 * @param noun what it has of each: a row or cell names a `ticker`, the header a `column`
 * @throws DataError `unknown-ticker`, `duplicate-ticker`, `no-tickers`
 */
export function positionsOf(
  asked: readonly string[],
  known: readonly string[],
  what: string,
  noun: 'ticker' | 'column' = 'ticker',
): number[] {
  if (asked.length === 0) {
    throw new DataError(
      'no-tickers',
      `${what}: no ticker is asked for`,
      'ask for one ticker at least, or leave assets out',
    );
  }
  const position = new Map(known.map((ticker, j) => [ticker, j]));
  const seen = new Set<string>();
  return asked.map((ticker) => {
    const j = position.get(ticker);
    if (j === undefined) {
      throw new DataError('unknown-ticker', `${what} has no ${noun} '${ticker}'`, suggestion(ticker, known), {
        ticker,
      });
    }
    if (seen.has(ticker)) throw duplicateTicker(what, ticker, 'is asked for twice');
    seen.add(ticker);
    return j;
  });
}

/** @throws DataError `duplicate-ticker` unless all names of a header are different */
export function refuseDuplicates(tickers: readonly string[], what: string): void {
  const seen = new Set<string>();
  for (const ticker of tickers) {
    if (seen.has(ticker)) throw duplicateTicker(what, ticker, 'stands twice');
    seen.add(ticker);
  }
}

function duplicateTicker(what: string, ticker: string, problem: string): DataError {
  return new DataError(
    'duplicate-ticker',
    `${what}: the ticker ${ticker} ${problem}`,
    'keep one of the two',
    { ticker },
  );
}

/** The first dozen of some names, for messages. */
export function listed(names: readonly string[]): string {
  const shown = names
    .slice(0, 12)
    .map((column) => (column === '' ? "''" : column))
    .join(', ');
  return names.length > 12 ? `${shown}, … (${names.length})` : shown;
}

import { DataError } from '../errors.js';
import { dateOfDay, dayNumber } from './calendar.js';
import { isMissing } from './cells.js';
import { type ColumnNames, columnNames, findColumn, refuseDuplicates, requireColumn } from './columns.js';
import { type CsvTable, parseCsv } from './csv.js';
import { parseDates } from './parse-dates.js';
import { type RowDateFormat, splitRowDates } from './row-dates.js';
import type { MembershipHistory } from './types.js';

export interface MembershipFormat extends RowDateFormat {
  /** what messages call the text, best its path; default `membership` */
  name?: string;
  /** column of tickers; default `ticker`, `asset` or `symbol`, in any case */
  ticker?: string;
  /** column of last days of membership; default `to` */
  to?: string;
}

/** Where columns that the format does not name are looked for. */
const field = 'membership';

/**
 * Who was a member when, from a CSV text in one of two layouts:
 *
 * - spells, a row each: `ticker`, `from` (or `date`) the first and `to` the last day of membership, both included, `to`
 *   blank for a member to this day; an asset may have several spells;
 * - a column of 0 and 1 for each asset and a row for each `date` on which they were looked at, which counts until the next.
 *
 * A column `availableFrom` says from which day a row was known. Of a spell that holds for its beginning, and for its end
 * too where that is earlier.
 *
 * @returns changes of membership: a spell's end is one on the day after it
 * @throws DataError `missing-column`, `ambiguous-column`, `blank-ticker`, `bad-interval`, `overlapping-spells`,
 *         `invalid-indicator`, `unnamed-column`, `duplicate-ticker`, `duplicate-date`, `no-tickers`, `invalid-date`,
 *         `ambiguous-dates`, `inconsistent-dates`, and what `parseCsv` throws
 */
export function parseMembership(text: string, format: MembershipFormat = {}): MembershipHistory {
  const csv = parseCsv(text, format.name ?? 'membership');
  const tickers = columnNames('ticker', format.ticker, ['ticker', 'asset', 'symbol'], field);
  const column = format.ticker === undefined ? findColumn(csv, tickers) : requireColumn(csv, tickers);
  return column >= 0 ? fromSpells(csv, column, format) : fromIndicators(csv, format);
}

/** Rows of a history in the making. */
class Changes {
  private readonly assets: string[] = [];
  private readonly dates: string[] = [];
  private readonly known: string[] = [];
  private readonly isMember: boolean[] = [];

  add(asset: string, date: string, known: string | null, isMember: boolean): void {
    this.assets.push(asset);
    this.dates.push(date);
    if (known !== null) this.known.push(known);
    this.isMember.push(isMember);
  }

  get history(): MembershipHistory {
    const { assets, dates, known, isMember } = this;
    return { assets, dates, availableFrom: known.length > 0 ? known : null, isMember };
  }
}

/** A row of a file of spells. */
interface Spell {
  from: string;
  to: string | null;
  known: string | null;
  line: number;
}

function fromSpells(csv: CsvTable, tickerColumn: number, format: MembershipFormat): MembershipHistory {
  const { rows, lines, name } = csv;
  const from = requireColumn(csv, columnNames('date', format.date, ['from', 'date'], field));
  const end = columnNames('to', format.to, ['to'], field);
  const to = format.to === undefined ? findColumn(csv, end) : requireColumn(csv, end);
  const available: ColumnNames = columnNames('availableFrom', undefined, ['availableFrom']);
  const dates = readDates(csv, [from, to, findColumn(csv, available)], to, format);
  const spells = new Map<string, Spell[]>();
  rows.forEach((row, k) => {
    const ticker = row[tickerColumn].trim();
    if (ticker === '') throw blankTicker(name, lines[k]);
    const [first, last, known] = dates.map((column) => column[k]);
    const spell: Spell = { from: first!, to: last, known, line: lines[k] };
    if (last !== null && last < spell.from) throw badInterval(name, ticker, spell);
    spells.set(ticker, [...(spells.get(ticker) ?? []), spell]);
  });
  const changes = new Changes();
  for (const [ticker, of] of spells) {
    of.sort((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)));
    of.forEach((spell, k) => {
      const next = of.at(k + 1);
      if (next !== undefined && (spell.to === null || next.from <= spell.to))
        throw overlapping(name, ticker, spell, next);
      changes.add(ticker, spell.from, spell.known, true);
      const end = spell.to === null ? null : dateOfDay(dayNumber(spell.to) + 1);
      if (end !== null && end !== next?.from) changes.add(ticker, end, spell.known, false);
    });
  }
  return changes.history;
}

/**
 * The dates of some columns by row, in one order of month and day; null throughout for a column that is not there, and
 * where the column that may have blank cells has one.
 */
function readDates(
  { rows, lines, name }: CsvTable,
  columns: readonly number[],
  mayBeBlank: number,
  { dateOrder }: MembershipFormat,
): (string | null)[][] {
  const cells = columns.flatMap((column) =>
    rows.flatMap((row, k) =>
      column < 0 || (column === mayBeBlank && isMissing(row[column]))
        ? []
        : [{ column, k, text: row[column] }],
    ),
  );
  const parsed = parseDates(
    cells.map(({ text }) => text),
    cells.map(({ k }) => lines[k]),
    name,
    dateOrder,
  );
  const found = columns.map(() => rows.map((): string | null => null));
  cells.forEach(({ column, k }, index) => (found[columns.indexOf(column)][k] = parsed[index]));
  return found;
}

/** A row a date, a column an asset. Where all rows are known on their days, those that change nothing are left out. */
function fromIndicators(whole: CsvTable, format: MembershipFormat): MembershipHistory {
  const all = whole.header.map((_, column) => column);
  const { csv, dated } = splitRowDates(whole, format, all);
  if (dated === null) requireColumn(whole, columnNames('date', format.date, ['date', 'from'], field));
  const { dates, availableFrom } = dated!;
  const { name, header, rows, lines } = csv;
  if (header.length === 0) {
    throw new DataError(
      'no-tickers',
      `${name} has dates, and neither a column of tickers nor one for each asset`,
      'write ticker,from,to with a row a spell, or date and a column of 0 and 1 for each asset',
      { file: name },
    );
  }
  const unnamed = header.indexOf('');
  if (unnamed >= 0) {
    throw new DataError(
      'unnamed-column',
      `${name}: column ${unnamed + 1} beside those of dates has no name`,
      'name the asset in the header',
      { file: name, column: unnamed + 1 },
    );
  }
  refuseDuplicates(header, name);
  const key = (row: number): string => `${dates[row]} ${availableFrom?.[row] ?? ''}`;
  const order = rows.map((_, row) => row).sort((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
  const changes = new Changes();
  const last = new Map<string, boolean>();
  order.forEach((row, k) => {
    if (k > 0 && key(order[k - 1]) === key(row)) throw repeatedDate(csv, dates[row], row, order[k - 1]);
    header.forEach((ticker, column) => {
      const cell = rows[row][column].trim();
      if (cell !== '0' && cell !== '1') throw badIndicator(name, lines[row], ticker, cell);
      const isMember = cell === '1';
      if (availableFrom === null && last.get(ticker) === isMember) return;
      last.set(ticker, isMember);
      changes.add(ticker, dates[row], availableFrom?.[row] ?? null, isMember);
    });
  });
  return changes.history;
}

function blankTicker(file: string, line: number): DataError {
  return new DataError(
    'blank-ticker',
    `${file}, line ${line}: the ticker is blank`,
    'give every row a ticker',
    { file, line },
  );
}

function badInterval(file: string, ticker: string, { from, to, line }: Spell): DataError {
  return new DataError(
    'bad-interval',
    `${file}, line ${line}: ${ticker} is a member from ${from} to ${to}, which is earlier`,
    'swap the two days, or leave to blank for a member to this day',
    { file, line, ticker, from, to },
  );
}

function overlapping(file: string, ticker: string, spell: Spell, next: Spell): DataError {
  return new DataError(
    'overlapping-spells',
    `${file}, line ${next.line}: ${ticker} is a member from ${next.from} on, and until ${spell.to ?? 'this day'} already by line ${spell.line}`,
    'to is the last day of a spell, that day included: end the first one the day before, or make one row of the two',
    { file, line: next.line, firstLine: spell.line, ticker, from: next.from, to: spell.to },
  );
}

function repeatedDate({ name, lines }: CsvTable, date: string, row: number, other: number): DataError {
  const [firstLine, line] = [lines[row], lines[other]].sort((a, b) => a - b);
  return new DataError(
    'duplicate-date',
    `${name}, line ${line}: ${date} is on line ${firstLine} already`,
    'keep one of the two rows',
    { file: name, line, firstLine, date },
  );
}

function badIndicator(file: string, line: number, ticker: string, value: string): DataError {
  return new DataError(
    'invalid-indicator',
    `${file}, line ${line}: ${ticker} has '${value}', not 0 or 1`,
    'write 1 for a member, 0 for any other asset; a file of spells needs a column ticker',
    { file, line, ticker, value },
  );
}

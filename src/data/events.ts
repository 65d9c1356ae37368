/** CSV of events by date and ticker. */
import { DataError } from '../errors.js';
import { isIsoDate } from './calendar.js';
import { parseCell } from './cells.js';
import { columnNames, findColumn, requireColumn } from './columns.js';
import { type CsvTable, parseCsv } from './csv.js';
import { type DateOrder, parseDates } from './parse-dates.js';
import type { EventTable } from './types.js';

/** What the events of a table are. */
export type EventKind = 'dividends' | 'splits' | 'delistingReturns';

/** How the columns of a file of dividends, splits or other dated values are read. */
export interface EventFormat {
  /** what messages call the text, best its path; default the kind */
  name?: string;
  /** column of dates; default `date` or `exDate`, in any case */
  date?: string;
  /** long files: column of tickers; default `symbol` or `ticker`, in any case */
  symbol?: string;
  /** long files: column of values; by default as the kind says, in any case */
  value?: string;
  /** order of month and day in dates such as `2/1/2000`, where the file itself does not tell */
  dateOrder?: DateOrder;
}

/** How a kind of events is called in headers, what its values may be and what says that nothing happens. */
const kinds = {
  dividends: {
    noun: 'dividend',
    columns: ['amount', 'dividend', 'dividends'],
    isPossible: (value: number) => value >= 0,
    none: 0,
    hint: 'give money a share, 0 or more, in the currency of the prices',
  },
  splits: {
    noun: 'split',
    columns: ['ratio', 'split', 'splits'],
    isPossible: (value: number) => value > 0,
    none: 1,
    hint: 'give new shares for one old: 2 for two for one, 0.1 for one for ten',
  },
  delistingReturns: {
    noun: 'delisting return',
    columns: ['return', 'delistingReturn', 'dlret'],
    isPossible: (value: number) => value >= -1,
    none: null,
    hint: 'give fractions, −1 or above: −0.3 is −30 %',
  },
} as const;

/**
 * Dividends a share by ex-date, splits (new shares for one old) or delisting returns of a CSV text, long with one row a
 * date and ticker, or wide, `date,TICKER,…`. Blank cells are no events, nor are dividends of 0 and splits of 1. Rows may
 * come in any order.
 *
 * @throws DataError `invalid-event` for a value that cannot be, `duplicate-date` for two of a ticker on one day,
 *         `blank-ticker`, `missing-column`, `ambiguous-column`, `not-a-number`, and what `parseDates` throws
 */
export function parseEvents(text: string, kind: EventKind, format: EventFormat = {}): EventTable {
  const name = format.name ?? kind;
  const csv = parseCsv(text, name);
  const date = requireColumn(csv, columnNames('date', format.date, ['date', 'exDate'], kind));
  const dates = parseDates(
    csv.rows.map((row) => row[date]),
    csv.lines,
    name,
    format.dateOrder,
  );
  const symbol = columnNames('symbol', format.symbol, ['symbol', 'ticker'], kind);
  const value = columnNames('value', format.value, kinds[kind].columns, kind);
  const isLong = format.symbol !== undefined || format.value !== undefined || findColumn(csv, symbol) >= 0;
  const cells = isLong
    ? longCells(csv, requireColumn(csv, symbol), requireColumn(csv, value))
    : wideCells(csv, date);
  const table: EventTable = { assets: [], dates: [], values: new Float64Array(0) };
  const values: number[] = [];
  const lineOf = new Map<string, number>();
  for (const { row, ticker, cell } of cells) {
    const line = csv.lines[row];
    const place = { file: name, line, ticker, date: dates[row] };
    const number = parseCell(cell, 'values', () => place);
    if (Number.isNaN(number)) continue;
    const key = `${dates[row]} ${ticker}`;
    const firstLine = lineOf.get(key);
    if (firstLine !== undefined) throw duplicate(place, firstLine);
    lineOf.set(key, line);
    checkValue(number, kind, `${name}, line ${line}: `, place);
    if (number === kinds[kind].none) continue;
    table.assets.push(ticker);
    table.dates.push(dates[row]);
    values.push(number);
  }
  return { ...table, values: Float64Array.from(values) };
}

/**
 * Refuses a table that breaks its type's promises; tables need not come from `parseEvents`.
 *
 * @throws DataError `wrong-length`, `invalid-date`, `duplicate-date`, `invalid-event`
 */
export function checkEvents({ assets, dates, values }: EventTable, kind: EventKind, name: string): void {
  if (dates.length !== assets.length || values.length !== assets.length) {
    throw new DataError(
      'wrong-length',
      `${name} has ${assets.length} tickers, ${dates.length} dates and ${values.length} values`,
      'give one of each a row',
      { file: name, assets: assets.length, dates: dates.length, values: values.length },
    );
  }
  const seen = new Set<string>();
  assets.forEach((ticker, row) => {
    const date = dates[row];
    if (!isIsoDate(date)) {
      throw new DataError(
        'invalid-date',
        `${name}: '${date}' is not an ISO date`,
        'write dates as 2024-01-31',
        {
          file: name,
          value: date,
        },
      );
    }
    const key = `${date} ${ticker}`;
    if (seen.has(key)) throw duplicate({ file: name, ticker, date }, null);
    seen.add(key);
    checkValue(values[row], kind, `${name}: `, { file: name, ticker, date });
  });
}

function checkValue(
  value: number,
  kind: EventKind,
  where: string,
  place: { file: string; line?: number; ticker: string; date: string },
): void {
  const { noun, isPossible, hint } = kinds[kind];
  if (Number.isFinite(value) && isPossible(value)) return;
  throw new DataError(
    'invalid-event',
    `${where}the ${noun} of ${place.ticker} on ${place.date} is ${value}`,
    hint,
    { ...place, value },
  );
}

interface EventCell {
  row: number;
  ticker: string;
  cell: string;
}

function longCells({ name, rows, lines }: CsvTable, symbol: number, value: number): EventCell[] {
  return rows.map((cells, row) => {
    const ticker = cells[symbol].trim();
    if (ticker !== '') return { row, ticker, cell: cells[value] };
    throw new DataError(
      'blank-ticker',
      `${name}, line ${lines[row]}: the ticker is blank`,
      'give every row a ticker',
      { file: name, line: lines[row] },
    );
  });
}

function wideCells({ name, header, rows }: CsvTable, date: number): EventCell[] {
  const columns = header.map((_, column) => column).filter((column) => column !== date);
  if (columns.length === 0) {
    throw new DataError('no-tickers', `${name} has only dates`, 'add a column for each ticker', {
      file: name,
    });
  }
  const unnamed = columns.find((column) => header[column] === '');
  if (unnamed !== undefined) {
    throw new DataError(
      'unnamed-column',
      `${name}: column ${unnamed + 1} has no name`,
      'give the column a ticker in the header, or remove it',
      { file: name, column: unnamed + 1 },
    );
  }
  return rows.flatMap((cells, row) =>
    columns.map((column) => ({ row, ticker: header[column], cell: cells[column] })),
  );
}

function duplicate(
  place: { file: string; line?: number; ticker: string; date: string },
  firstLine: number | null,
): DataError {
  const { file, line, ticker, date } = place;
  return new DataError(
    'duplicate-date',
    firstLine === null
      ? `${file} has two rows for ${ticker} on ${date}`
      : `${file}, line ${line}: ${ticker} on ${date} is on line ${firstLine} already`,
    'keep one of the two rows, or make one of both',
    firstLine === null ? place : { ...place, firstLine },
  );
}

import { DataError } from '../errors.js';
import { type CellContent, parseCell } from './cells.js';
import {
  type ColumnNames,
  columnNames,
  findColumn,
  listed,
  positionsOf,
  refuseDuplicates,
  requireColumn,
} from './columns.js';
import { type CsvTable, parseCsv } from './csv.js';
import { type DateOrder, parseDates } from './parse-dates.js';
import type { PriceTable } from './types.js';

/** How a CSV of prices is to be read; everything has a default. */
export interface PriceFormat {
  /** what messages call the text, best its path; default `prices` */
  name?: string;
  /** column of dates; default `date`, in any case */
  date?: string;
  /** long files: column of tickers; default `symbol` or `ticker`, in any case */
  symbol?: string;
  /** long files: column of prices; default `price`, `close` or `adjusted`, in any case */
  price?: string;
  /** what the numbers are; returns may be below zero but not −1 or less, values are any; default `prices` */
  input?: CellContent;
  /** order of month and day in dates such as `2/1/2000`, where the file itself does not tell */
  dateOrder?: DateOrder;
  /** tickers to read, in this order; default all of the file. Cells of others are not looked at. */
  assets?: string[];
}

const usualSymbols = ['symbol', 'ticker'];
const usualPrices = ['price', 'close', 'adjusted'];

/** A file with the date of each of its rows. */
interface DatedCsv extends CsvTable {
  dates: string[];
}

/**
 * Prices by date and ticker of a CSV text, in one of two layouts: wide, `date,TICKER,…`, or long, one row a date and
 * ticker, known by its columns of tickers and prices. Rows may come in any order. Blank, `NA`, `N/A`, `#N/A`, `NaN`,
 * `null` and `.` are missing prices. Date forms: see `parseDates`.
 *
 * @returns dates ascending; assets as asked for, else in the order of the header or of their first rows
 * @throws DataError with file, line, ticker and date as far as they apply. The file: `empty-file`, `no-rows`,
 *         `single-date`, `malformed-quotes`, `wrong-cell-count`. Columns: `missing-column`, `ambiguous-column`,
 *         `unnamed-column`, `no-tickers`, `duplicate-ticker`, `unknown-ticker`, `blank-ticker`. Cells:
 *         `invalid-date`, `ambiguous-dates`, `inconsistent-dates`, `duplicate-date`, `not-a-number`,
 *         `non-positive-price`, `return-below-minus-one`, `no-prices`
 */
export function parsePrices(text: string, format: PriceFormat = {}): PriceTable {
  const csv = parseCsv(text, format.name ?? 'prices');
  const dateColumn = requireColumn(csv, columnNames('date', format.date, ['date'], 'prices'));
  const dateCells = csv.rows.map((row) => row[dateColumn]);
  const dated = { ...csv, dates: parseDates(dateCells, csv.lines, csv.name, format.dateOrder) };
  const symbol = columnNames('symbol', format.symbol, usualSymbols, 'prices');
  const price = columnNames('price', format.price, usualPrices, 'prices');
  const long =
    format.symbol !== undefined ||
    format.price !== undefined ||
    (findColumn(csv, symbol) >= 0 && findColumn(csv, price) >= 0);
  if (!long) refuseLongAsWide(csv, dateColumn, symbol, price);
  const table = long
    ? readLong(dated, requireColumn(csv, symbol), requireColumn(csv, price), format)
    : readWide(dated, dateColumn, format);
  checkContent(table, csv.name, format.input ?? 'prices');
  return table;
}

/** A column of tickers makes a file long; that its column of prices has an unusual name does not make it wide. */
function refuseLongAsWide(csv: CsvTable, dateColumn: number, symbol: ColumnNames, price: ColumnNames): void {
  const { name, header, rows } = csv;
  const symbolColumn = findColumn(csv, symbol);
  if (symbolColumn < 0 || rows.some((row) => !Number.isNaN(Number(row[symbolColumn])))) return;
  const others = header.filter((_, column) => column !== dateColumn && column !== symbolColumn);
  throw new DataError(
    'missing-column',
    `${name} is a long file by its column ${header[symbolColumn]}, and has no price column (${price.names.join(', ')}); its columns are ${listed(header)}`,
    `name it with the option price, in a configuration "prices": { "path": …, "price": "${others[0] ?? '…'}" }`,
    { file: name, column: price.names[0], columns: header },
  );
}

/** One row a date, one column a ticker. */
function readWide(
  csv: DatedCsv,
  dateColumn: number,
  { assets: asked, input = 'prices' }: PriceFormat,
): PriceTable {
  const { name, header, lines, rows } = csv;
  const columns = tickerColumns(csv, dateColumn);
  const tickers = columns.map((column) => header[column]);
  refuseDuplicates(tickers, name);
  const assets = asked ?? tickers;
  const used = positionsOf(assets, tickers, name, 'column').map((j) => columns[j]);

  const order = csv.dates.map((_, row) => row).sort((a, b) => compare(csv.dates[a], csv.dates[b]));
  const prices = new Float64Array(rows.length * used.length);
  order.forEach((row, t) => {
    const date = csv.dates[row];
    if (t > 0 && csv.dates[order[t - 1]] === date)
      throw duplicateDate(name, `the date ${date}`, lines[row], lines[order[t - 1]], { date });
    const cells = rows[row];
    for (let j = 0; j < used.length; j++) {
      const place = () => ({ file: name, line: lines[row], ticker: assets[j], date });
      prices[t * used.length + j] = parseCell(cells[used[j]], input, place);
    }
  });
  return { assets: [...assets], dates: order.map((row) => csv.dates[row]), prices };
}

/** Columns of a wide file that hold prices: all but the dates, and but unnamed ones that are blank throughout. */
function tickerColumns({ name, header, rows, lines }: CsvTable, dateColumn: number): number[] {
  const columns = header.map((_, column) => column).filter((column) => column !== dateColumn);
  const named = columns.filter((column) => {
    if (header[column] !== '') return true;
    const filled = rows.findIndex((row) => row[column].trim() !== '');
    if (filled < 0) return false;
    throw new DataError(
      'unnamed-column',
      `${name}: column ${column + 1} has no name, but '${rows[filled][column]}' on line ${lines[filled]}`,
      'give the column a ticker in the header, or remove it',
      { file: name, column: column + 1, line: lines[filled] },
    );
  });
  if (named.length > 0) return named;
  throw new DataError(
    'no-tickers',
    `${name} has no column of prices, only dates`,
    'add a column for each ticker',
    {
      file: name,
    },
  );
}

/** One row a date and ticker. */
function readLong(
  csv: DatedCsv,
  symbolColumn: number,
  priceColumn: number,
  { assets: asked, input = 'prices' }: PriceFormat,
): PriceTable {
  const { name, lines, rows } = csv;
  const tickers = rows.map((row, i) => {
    const ticker = row[symbolColumn].trim();
    if (ticker !== '') return ticker;
    throw new DataError(
      'blank-ticker',
      `${name}, line ${lines[i]}: the ticker is blank`,
      'give every row a ticker',
      {
        file: name,
        line: lines[i],
      },
    );
  });
  const found = [...new Set(tickers)];
  const assets = asked ?? found;
  positionsOf(assets, found, name);
  const columnOf = new Map(assets.map((ticker, j) => [ticker, j]));
  const used = tickers.map((_, i) => i).filter((i) => columnOf.has(tickers[i]));
  const dates = [...new Set(used.map((i) => csv.dates[i]))].sort(compare);
  const rowOf = new Map(dates.map((date, t) => [date, t]));

  const prices = new Float64Array(dates.length * assets.length).fill(NaN);
  const lineOf = new Int32Array(prices.length);
  for (const i of used) {
    const ticker = tickers[i];
    const date = csv.dates[i];
    const cell = rowOf.get(date)! * assets.length + columnOf.get(ticker)!;
    if (lineOf[cell] > 0)
      throw duplicateDate(name, `${ticker} on ${date}`, lines[i], lineOf[cell], { ticker, date });
    lineOf[cell] = lines[i];
    prices[cell] = parseCell(rows[i][priceColumn], input, () => ({
      file: name,
      line: lines[i],
      ticker,
      date,
    }));
  }
  return { assets: [...assets], dates, prices };
}

/** ISO dates in code unit order, which is the calendar's. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function duplicateDate(
  name: string,
  what: string,
  line: number,
  firstLine: number,
  details: { date: string; ticker?: string },
): DataError {
  return new DataError(
    'duplicate-date',
    `${name}, line ${line}: ${what} is on line ${firstLine} already`,
    'keep one of the two rows',
    { file: name, line, firstLine, ...details },
  );
}

/** At least two dates, and something of every ticker. */
function checkContent({ assets, dates, prices }: PriceTable, name: string, input: CellContent): void {
  if (dates.length < 2) {
    throw new DataError(
      'single-date',
      `${name} has ${input} on one date only, ${dates[0]}`,
      input === 'values' ? 'give at least two' : 'a return needs two dates at least',
      { file: name, date: dates[0] },
    );
  }
  const filled = new Uint8Array(assets.length);
  for (let cell = 0; cell < prices.length; cell++)
    if (!Number.isNaN(prices[cell])) filled[cell % assets.length] = 1;
  const empty = filled.indexOf(0);
  if (empty < 0) return;
  const ticker = assets[empty];
  throw new DataError(
    'no-prices',
    `${name}: ${ticker} has no ${input.slice(0, -1)} on any date`,
    'remove the ticker, or leave it out of the assets asked for',
    { file: name, ticker },
  );
}

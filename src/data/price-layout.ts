import { DataError } from '../errors.js';
import type { CellContent, CellPlace, RowUnit } from './cells.js';
import {
  type ColumnNames,
  columnNames,
  findColumn,
  type Header,
  listed,
  positionsOf,
  refuseDuplicates,
  requireColumn,
} from './columns.js';
import type { DateOrder } from './parse-dates.js';
import type { PriceTable } from './types.js';

/** How prices of a file or another source are to be read; everything has a default. */
export interface PriceFormat {
  /** what messages call the source, best its path; default `prices` */
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
  /**
   * points in time that are no midnight of UTC are the days that they are in this zone, such as `America/New_York`;
   * default the zone that the source names. Dates and times as written, of a CSV or without a zone, need none
   */
  timeZone?: string;
  /** tickers to read, in this order; default all of the file. Cells of others are not looked at. */
  assets?: string[];
}

/** The cells of a source of prices, whatever it keeps them as. */
export interface PriceCells extends Header {
  /** of each row what messages call it: its physical line, or its number from 1 */
  lines: readonly number[];
  unit: RowUnit;
  /** ISO dates of a column, in the order of its rows */
  dates(column: number, format: PriceFormat): string[];
  text(row: number, column: number): string;
  /** a number, NaN where it is missing; `place` is for messages */
  number(row: number, column: number, input: CellContent, place: () => CellPlace): number;
}

/** Which columns of a source hold what. */
interface Layout {
  date: ColumnNames;
  symbol: ColumnNames;
  price: ColumnNames;
  isLong: boolean;
}

const usualSymbols = ['symbol', 'ticker'];
const usualPrices = ['price', 'close', 'adjusted'];

function layoutOf(source: Header, format: PriceFormat): Layout {
  const symbol = columnNames('symbol', format.symbol, usualSymbols, 'prices');
  const price = columnNames('price', format.price, usualPrices, 'prices');
  return {
    date: columnNames('date', format.date, ['date'], 'prices'),
    symbol,
    price,
    isLong:
      format.symbol !== undefined ||
      format.price !== undefined ||
      (findColumn(source, symbol) >= 0 && findColumn(source, price) >= 0),
  };
}

/**
 * The columns that `pricesOf` looks at, for sources that read them one by one: of a long one those of dates, tickers
 * and prices, of a wide one all, or that of dates and those asked for.
 *
 * @throws DataError `missing-column`, `ambiguous-column`
 */
export function columnsRead(source: Header, format: PriceFormat): number[] {
  const { date, symbol, price, isLong } = layoutOf(source, format);
  const dateColumn = requireColumn(source, date);
  if (isLong) return [dateColumn, requireColumn(source, symbol), requireColumn(source, price)];
  const { assets } = format;
  const symbolColumn = findColumn(source, symbol);
  return source.header
    .map((_, column) => column)
    .filter(
      (column) =>
        assets === undefined ||
        column === dateColumn ||
        column === symbolColumn ||
        source.header[column] === '' ||
        assets.includes(source.header[column]),
    );
}

/**
 * Prices by date and ticker from the cells of a source, wide or long: what `parsePrices` says of a CSV.
 *
 * @throws DataError what `parsePrices` throws, but of the text itself
 */
export function pricesOf(cells: PriceCells, format: PriceFormat): PriceTable {
  const { date, symbol, price, isLong } = layoutOf(cells, format);
  const dateColumn = requireColumn(cells, date);
  const days = cells.dates(dateColumn, format);
  if (!isLong) refuseLongAsWide(cells, dateColumn, symbol, price);
  const table = isLong
    ? readLong(cells, days, requireColumn(cells, symbol), requireColumn(cells, price), format)
    : readWide(cells, days, dateColumn, format);
  checkContent(table, cells.name, format.input ?? 'prices');
  return table;
}

/** A column of tickers makes a file long; that its column of prices has an unusual name does not make it wide. */
function refuseLongAsWide(
  cells: PriceCells,
  dateColumn: number,
  symbol: ColumnNames,
  price: ColumnNames,
): void {
  const { name, header, lines } = cells;
  const symbolColumn = findColumn(cells, symbol);
  if (symbolColumn < 0 || lines.some((_, row) => !Number.isNaN(Number(cells.text(row, symbolColumn)))))
    return;
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
  cells: PriceCells,
  days: readonly string[],
  dateColumn: number,
  { assets: asked, input = 'prices' }: PriceFormat,
): PriceTable {
  const { name, header, lines, unit } = cells;
  const columns = tickerColumns(cells, dateColumn);
  const tickers = columns.map((column) => header[column]);
  refuseDuplicates(tickers, name);
  const assets = asked ?? tickers;
  const used = positionsOf(assets, tickers, name, 'column').map((j) => columns[j]);

  const order = days.map((_, row) => row).sort((a, b) => compare(days[a], days[b]));
  const prices = new Float64Array(days.length * used.length);
  order.forEach((row, t) => {
    const date = days[row];
    if (t > 0 && days[order[t - 1]] === date)
      throw duplicateDate(cells, `the date ${date}`, row, order[t - 1], { date });
    for (let j = 0; j < used.length; j++) {
      const place = () => ({ file: name, line: lines[row], unit, ticker: assets[j], date });
      prices[t * used.length + j] = cells.number(row, used[j], input, place);
    }
  });
  return { assets: [...assets], dates: order.map((row) => days[row]), prices };
}

/** Columns of a wide file that hold prices: all but the dates, and but unnamed ones that are blank throughout. */
function tickerColumns(cells: PriceCells, dateColumn: number): number[] {
  const { name, header, lines, unit } = cells;
  const columns = header.map((_, column) => column).filter((column) => column !== dateColumn);
  const named = columns.filter((column) => {
    if (header[column] !== '') return true;
    const filled = lines.findIndex((_, row) => cells.text(row, column).trim() !== '');
    if (filled < 0) return false;
    throw new DataError(
      'unnamed-column',
      `${name}: column ${column + 1} has no name, but '${cells.text(filled, column)}' on ${unit} ${lines[filled]}`,
      'give the column a ticker in the header, or remove it',
      { file: name, column: column + 1, [unit]: lines[filled] },
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
  cells: PriceCells,
  days: readonly string[],
  symbolColumn: number,
  priceColumn: number,
  { assets: asked, input = 'prices' }: PriceFormat,
): PriceTable {
  const { name, lines, unit } = cells;
  const tickers = lines.map((line, i) => {
    const ticker = cells.text(i, symbolColumn).trim();
    if (ticker !== '') return ticker;
    throw new DataError(
      'blank-ticker',
      `${name}, ${unit} ${line}: the ticker is blank`,
      'give every row a ticker',
      {
        file: name,
        [unit]: line,
      },
    );
  });
  const found = [...new Set(tickers)];
  const assets = asked ?? found;
  positionsOf(assets, found, name);
  const columnOf = new Map(assets.map((ticker, j) => [ticker, j]));
  const used = tickers.map((_, i) => i).filter((i) => columnOf.has(tickers[i]));
  const dates = [...new Set(used.map((i) => days[i]))].sort(compare);
  const rowOf = new Map(dates.map((date, t) => [date, t]));

  const prices = new Float64Array(dates.length * assets.length).fill(NaN);
  const rowWith = new Int32Array(prices.length).fill(-1);
  for (const i of used) {
    const ticker = tickers[i];
    const date = days[i];
    const cell = rowOf.get(date)! * assets.length + columnOf.get(ticker)!;
    if (rowWith[cell] >= 0)
      throw duplicateDate(cells, `${ticker} on ${date}`, i, rowWith[cell], { ticker, date });
    rowWith[cell] = i;
    prices[cell] = cells.number(i, priceColumn, input, () => ({
      file: name,
      line: lines[i],
      unit,
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
  { name, lines, unit }: PriceCells,
  what: string,
  row: number,
  first: number,
  details: { date: string; ticker?: string },
): DataError {
  return new DataError(
    'duplicate-date',
    `${name}, ${unit} ${lines[row]}: ${what} is on ${unit} ${lines[first]} already`,
    'keep one of the two rows',
    {
      file: name,
      [unit]: lines[row],
      [unit === 'line' ? 'firstLine' : 'firstRow']: lines[first],
      ...details,
    },
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
  const empty = assets.filter((_, asset) => filled[asset] === 0);
  if (empty.length === 0) return;
  const [ticker, ...others] = empty;
  const isAll = empty.length === assets.length;
  const who = others.length === 0 ? `${ticker} has` : `${ticker} and ${others.length} more tickers have`;
  throw new DataError(
    'no-prices',
    isAll
      ? `${name}: no ticker has a ${input.slice(0, -1)} on any date`
      : `${name}: ${who} no ${input.slice(0, -1)} on any date`,
    isAll
      ? 'give numbers with a decimal point; blank cells and NA are missing'
      : 'remove the ticker, or leave it out of the assets asked for',
    { file: name, ticker },
  );
}

import { ConfigError, DataError } from '../errors.js';
import { isIsoDate } from './calendar.js';
import { positionsOf } from './columns.js';
import type { PriceTable } from './types.js';

/** Which part of a table is used. */
export interface SelectionOptions {
  /** first and last date used, ISO, both included; default all */
  from?: string;
  to?: string;
  /** tickers used, in this order; default all */
  assets?: string[];
}

/** The part of a table that is used, and the trading days next to it that are not. */
export interface Selection {
  table: PriceTable;
  /** last trading day before `from`, undefined where the table has none */
  before: string | undefined;
  /** first trading day after `to` */
  after: string | undefined;
  notes: string[];
}

/**
 * Rows from `from` to `to` of the assets asked for. A date on which none of these has a value is no trading day: it
 * is left out, with a note.
 *
 * @throws ConfigError `invalid-option`
 * @throws DataError `unknown-ticker`, `duplicate-ticker`, `no-tickers`, `no-dates`
 */
export function select(table: PriceTable, options: SelectionOptions): Selection {
  const { dates } = table;
  checkRange(options);
  const { assets = table.assets, from = '', to = '9999-12-31' } = options;
  const columns = positionsOf(assets, table.assets, 'the table');
  const value = (row: number, column: number) => table.prices[row * table.assets.length + column];
  const inRange = (row: number) => dates[row] >= from && dates[row] <= to;

  const days = dates.map((_, row) => row).filter((row) => columns.some((j) => !Number.isNaN(value(row, j))));
  const used = days.filter(inRange);
  if (used.length === 0) throw noDates(dates, options);
  const prices = new Float64Array(used.length * columns.length);
  for (let t = 0, cell = 0; t < used.length; t++)
    for (let j = 0; j < columns.length; j++, cell++) prices[cell] = value(used[t], columns[j]);

  const blank = days.length === dates.length ? [] : blankRows(dates, days).filter(inRange);
  return {
    table: { assets: [...assets], dates: used.map((row) => dates[row]), prices },
    before: dates[days.findLast((row) => dates[row] < from) ?? -1],
    after: dates[days.find((row) => dates[row] > to) ?? -1],
    notes:
      blank.length === 0
        ? []
        : [`dates on which no asset has a value are left out: ${blank.length}, the first ${dates[blank[0]]}`],
  };
}

/** Rows that are no trading days. */
function blankRows(dates: readonly string[], days: readonly number[]): number[] {
  const trading = new Set(days);
  return dates.map((_, row) => row).filter((row) => !trading.has(row));
}

function checkRange({ from, to }: SelectionOptions): void {
  for (const [option, date] of Object.entries({ from, to })) {
    if (date === undefined || isIsoDate(date)) continue;
    throw new ConfigError(
      'invalid-option',
      `${option} is '${date}', not an ISO date`,
      'write it as 2024-01-31',
      {
        option,
        value: date,
      },
    );
  }
  if (from !== undefined && to !== undefined && from > to) {
    throw new ConfigError('invalid-option', `from is ${from}, later than to, ${to}`, 'exchange the two', {
      from,
      to,
    });
  }
}

function noDates(dates: readonly string[], { from, to }: SelectionOptions): DataError {
  const range = [from === undefined ? '' : ` from ${from}`, to === undefined ? '' : ` to ${to}`].join('');
  const has =
    dates.length === 0 ? 'it has no dates' : `its dates are ${dates[0]} to ${dates[dates.length - 1]}`;
  return new DataError(
    'no-dates',
    `the table has no values${range}; ${has}`,
    'widen the range of dates, or use other data',
    { from: from ?? null, to: to ?? null },
  );
}

import { DataError } from '../../errors.js';
import type { PriceFormat } from '../price-layout.js';
import type { PriceTable } from '../types.js';
import { type SourceColumn, sourcePrices } from './source-prices.js';

/**
 * Prices of rows in memory, one object a date (`{ date, SPY: 478.2, AGG: 98.1 }`) or one a date and ticker
 * (`{ date, symbol, price }`), by the rules of `parsePrices`: its layouts, names of columns, order, missing prices,
 * checks. Columns are the keys of all rows. Dates are texts in its forms, or `Date`s: midnights of UTC, or points in
 * time of the zone that `format.timeZone` names. `null`, `undefined`, NaN and texts such as `NA` are missing prices.
 *
 * @param format `name` is `rows` where nothing else is said
 * @throws DataError what `parsePrices` throws, with `row` from 1; `empty-file`, `no-rows`, `ambiguous-instants`
 * @throws ConfigError `unknown-time-zone`
 */
export function fromRows(rows: readonly object[], format: PriceFormat = {}): PriceTable {
  const name = format.name ?? 'rows';
  if (rows.length === 0) {
    throw new DataError('no-rows', `${name} has no rows`, 'give one row a date, or a date and ticker', {
      file: name,
    });
  }
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = keys.map((key): SourceColumn => ({
    name: key,
    at: (row) => (rows[row] as Record<string, unknown>)[key],
  }));
  return sourcePrices(name, columns, rows.length, format);
}

/** A column in memory: an array, a typed array, or whatever is like one. */
export type ColumnValues = ArrayLike<unknown>;

/**
 * Prices of columns in memory, by name: `{ dates: […], SPY: […], AGG: […] }`, or `{ date, symbol, price }` with one row
 * a date and ticker. The same rules as those of `fromRows`; the column of dates may be called `dates` too.
 *
 * @param format `name` is `columns` where nothing else is said
 * @throws DataError `wrong-length` naming the column, and what `fromRows` throws
 * @throws ConfigError `unknown-time-zone`
 */
export function fromColumns(
  columns: Readonly<Record<string, ColumnValues>>,
  format: PriceFormat = {},
): PriceTable {
  const name = format.name ?? 'columns';
  const entries = Object.entries(columns);
  const length = entries.length === 0 ? 0 : entries[0][1].length;
  for (const [column, values] of entries) {
    if (values.length === length) continue;
    throw new DataError(
      'wrong-length',
      `${name}: the column ${column} has ${values.length} cells when ${entries[0][0]} has ${length}`,
      'give every column one cell a row, null for a missing price',
      { file: name, column, length: values.length, expected: length },
    );
  }
  const date = format.date ?? (isDated(columns) ? undefined : usual.find((key) => key in columns));
  return sourcePrices(
    name,
    entries.map(([column, values]): SourceColumn => ({ name: column, at: (row) => values[row] })),
    length,
    { ...format, date },
  );
}

const usual = ['dates', 'Dates'];

function isDated(columns: object): boolean {
  return Object.keys(columns).some((key) => key.trim().toLowerCase() === 'date');
}

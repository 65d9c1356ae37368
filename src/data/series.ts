import { DataError } from '../errors.js';
import { positionsOf } from './columns.js';
import type { PriceTable } from './types.js';

/** One column of a table where it has values: prices, returns or rates by date. */
export interface DatedValues {
  /** ISO dates, ascending */
  dates: string[];
  values: Float64Array;
}

/**
 * A column of a table without its missing cells; no name is needed where there is one column only.
 *
 * @throws DataError `ambiguous-column`, `unknown-ticker`, `no-dates`
 */
export function pickSeries(table: PriceTable, column: string | undefined, name: string): DatedValues {
  const { assets } = table;
  if (column === undefined && assets.length !== 1) {
    throw new DataError(
      'ambiguous-column',
      `${name} has ${assets.length} columns (${assets.join(', ')}) and none is asked for`,
      'name the right one with the option column',
      { file: name, columns: assets },
    );
  }
  const [j] = column === undefined ? [0] : positionsOf([column], assets, name, 'column');
  const value = (row: number) => table.prices[row * assets.length + j];
  const rows = table.dates.map((_, row) => row).filter((row) => !Number.isNaN(value(row)));
  if (rows.length === 0) {
    throw new DataError('no-dates', `${name} has no value of ${assets[j]}`, 'use another column', {
      file: name,
      ticker: assets[j],
    });
  }
  return { dates: rows.map((row) => table.dates[row]), values: Float64Array.from(rows, value) };
}

/** The error of a series that does not reach a period; `what` the series lacks there. */
export function missingInSeries(
  { dates }: DatedValues,
  name: string,
  what: string,
  period: string,
): DataError {
  const first = dates[0];
  const last = dates[dates.length - 1];
  return new DataError(
    'missing-period',
    `${name} has no ${what}; it runs from ${first} to ${last}`,
    'use a series that covers all periods and the one before them, or narrow the range with from and to',
    { file: name, period, first, last },
  );
}

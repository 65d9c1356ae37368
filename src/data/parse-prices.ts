import { parseCell } from './cells.js';
import { findColumn } from './columns.js';
import { type CsvTable, parseCsv } from './csv.js';
import { isDate, parseDates } from './parse-dates.js';
import { type PriceFormat, pricesOf } from './price-layout.js';
import type { PriceTable } from './types.js';

/**
 * Prices by date and ticker of a CSV text, in one of two layouts: wide, `date,TICKER,…`, or long, one row a date and
 * ticker, known by its columns of tickers and prices. Rows may come in any order. Blank, `NA`, `N/A`, `#N/A`, `NaN`,
 * `null` and `.` are missing prices. Decimal commas are read where no other number has a point. Date forms: see
 * `parseDates`; where no column is called `date`, the first one is that of dates if all its cells are dates.
 *
 * @returns dates ascending; assets as asked for, else in the order of the header or of their first rows
 * @throws DataError with file, line, ticker and date as far as they apply. The file: `empty-file`, `no-rows`,
 *         `single-date`, `malformed-quotes`, `wrong-cell-count`. Columns: `missing-column`, `ambiguous-column`,
 *         `unnamed-column`, `no-tickers`, `duplicate-ticker`, `unknown-ticker`, `blank-ticker`. Cells:
 *         `invalid-date`, `ambiguous-dates`, `inconsistent-dates`, `duplicate-date`, `not-a-number`,
 *         `non-positive-price`, `return-below-minus-one`, `no-prices`
 *
 * @example
 * ```ts
 * import { parsePrices, toReturns } from 'mixfolio';
 *
 * const prices = parsePrices('date,SPY,AGG\n2024-01-31,480,98\n2024-02-29,504,97.02\n2024-03-28,519.12,97.99\n');
 * const { dates, returns } = toReturns(prices, { frequency: 'month' });
 * console.log(dates, [...returns].map((value) => value.toFixed(3)));
 * // prints
 * //   [ '2024-02-29', '2024-03-28' ] [ '0.050', '-0.010', '0.030', '0.010' ]
 * ```
 */
export function parsePrices(text: string, format: PriceFormat = {}): PriceTable {
  const csv = parseCsv(text, format.name ?? 'prices');
  const { name, rows, lines } = csv;
  const header = format.date === undefined ? withDates(csv) : csv.header;
  return pricesOf(
    {
      name,
      header,
      lines,
      unit: 'line',
      dates: (column, { dateOrder }) =>
        parseDates(
          rows.map((row) => row[column]),
          lines,
          name,
          dateOrder,
        ),
      text: (row, column) => rows[row][column],
      number: (row, column, input, place) => parseCell(rows[row][column], input, place),
    },
    format,
  );
}

/** The header, in which a first column of dates is called `date` where no column is. */
function withDates(csv: CsvTable): readonly string[] {
  const { header, rows } = csv;
  const [first, ...others] = header;
  const isNamed = findColumn(csv, { what: 'date', option: 'date', names: ['date'] }) >= 0;
  // a header that is a date itself is a row of data
  if (isNamed || isDate(first) || !rows.every(([cell]) => isDate(cell))) return header;
  return ['date', ...others];
}

import { DataError } from '../../errors.js';
import { dateOfDay } from '../calendar.js';
import { cellText, typedCell } from '../cells.js';
import { parseDates } from '../parse-dates.js';
import { type PriceFormat, pricesOf } from '../price-layout.js';
import type { PriceTable } from '../types.js';
import { daysOfInstants, type Instant, isCalendarDay, isInstant } from './time.js';

/** One column of a source whose cells have types. */
export interface SourceColumn {
  name: string;
  /**
   * Text, number, bigint; null, undefined or NaN where it is missing; a `CalendarDay`, an `Instant` or a `Date`, which
   * is an instant without a zone. Anything else is a cell that is not what its column has to hold.
   */
  at(row: number): unknown;
}

/**
 * Prices of a source with typed columns, in the layouts and under the rules of `parsePrices`; messages and details say
 * `row`, from 1, where those of a CSV say `line`. Numbers keep their bits, days are those of `daysOfInstants`.
 *
 * @throws DataError `empty-file` without columns, `no-rows`, `ambiguous-instants`, and what `parsePrices` throws
 * @throws ConfigError `unknown-time-zone`
 */
export function sourcePrices(
  name: string,
  columns: readonly SourceColumn[],
  rows: number,
  format: PriceFormat,
): PriceTable {
  if (columns.length === 0) {
    throw new DataError('empty-file', `${name} has no columns`, 'it must have a column of dates and prices', {
      file: name,
    });
  }
  if (rows === 0) {
    throw new DataError('no-rows', `${name} has columns and no rows`, 'add rows of data', { file: name });
  }
  const lines = Array.from({ length: rows }, (_, row) => row + 1);
  return pricesOf(
    {
      name,
      header: columns.map((column) => column.name.trim()),
      lines,
      unit: 'row',
      dates: (column) => datesOf(name, columns[column], lines, format),
      text: (row, column) => textOf(columns[column].at(row)),
      number: (row, column, input, place) => {
        const cell = columns[column].at(row);
        return typedCell(isCalendarDay(cell) || isInstant(cell) ? textOf(cell) : cell, input, place);
      },
    },
    format,
  );
}

function datesOf(
  name: string,
  column: SourceColumn,
  lines: readonly number[],
  format: PriceFormat,
): string[] {
  const instants: Instant[] = [];
  const rows: number[] = [];
  const texts = lines.map((line, row) => {
    const cell = column.at(row);
    const instant = cell instanceof Date ? { milliseconds: cell.getTime() } : cell;
    if (!isInstant(instant)) return textOf(cell);
    instants.push(instant);
    rows.push(line);
    return '';
  });
  const days = daysOfInstants(instants, rows, name, format.timeZone);
  rows.forEach((line, k) => (texts[line - 1] = days[k]));
  return parseDates(texts, lines, name, format.dateOrder, 'row');
}

function textOf(cell: unknown): string {
  if (isCalendarDay(cell)) return dateOfDay(cell.day);
  return isInstant(cell) ? new Date(cell.milliseconds).toISOString() : cellText(cell);
}

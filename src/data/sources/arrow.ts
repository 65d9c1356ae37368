import { DataError } from '../../errors.js';
import type { PriceFormat } from '../price-layout.js';
import type { PriceTable } from '../types.js';
import { type SourceColumn, sourcePrices } from './source-prices.js';
import { dayOfLocalTime, type Instant } from './time.js';

/** What is asked of an Arrow table, such as those of apache-arrow; no package is needed for it. */
export interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: object }[] };
  /** the column at this place, with its values by row */
  getChildAt(index: number): ArrowColumn | null;
}

/** The part of a column of Arrow that is read. */
export interface ArrowColumn {
  /** the value of a row, null where it is missing */
  get(row: number): unknown;
}

/** The parts of Arrow's types that matter; `typeId` is the format's own number. */
interface ArrowType {
  typeId?: number;
  timezone?: string | null;
  scale?: number;
  /** type of the values of a dictionary */
  dictionary?: object;
}

/** Numbers of types in Arrow's format; dictionaries have one in memory only. */
const typeIds = { decimal: 7, date: 8, timestamp: 10, dictionary: -1 } as const;

/**
 * Prices of an Arrow table, wide or long by the rules of `fromRows`. Dates are Date, Timestamp or text columns:
 * timestamps without a zone are the day as written, those with one the day in that zone (or in that of
 * `format.timeZone`), as `parseParquet` has them. Decimals become the double next to them; nulls are missing.
 *
 * @param format `name` is `table` where nothing else is said
 * @throws DataError `wrong-length` for columns that are not there, and what `fromRows` throws
 * @throws ConfigError `unknown-time-zone`
 */
export function fromArrow(table: ArrowTable, format: PriceFormat = {}): PriceTable {
  const name = format.name ?? 'table';
  const columns = table.schema.fields.map(({ name: column, type }, index): SourceColumn => {
    const values = table.getChildAt(index);
    if (values === null) {
      throw new DataError(
        'wrong-length',
        `${name}: the schema has the column ${column}, the table does not`,
        'give a whole Arrow table',
        { file: name, column },
      );
    }
    const read = cellReader(type);
    return { name: column, at: (row) => read(values.get(row)) };
  });
  return sourcePrices(name, columns, table.numRows, format);
}

function cellReader(type: ArrowType): (cell: unknown) => unknown {
  const { typeId, timezone, scale = 0, dictionary } = type;
  switch (typeId) {
    case typeIds.dictionary:
      return dictionary === undefined ? (cell) => cell : cellReader(dictionary);
    case typeIds.date:
      return present((cell) => dayOfLocalTime(millisecondsOf(cell)));
    case typeIds.timestamp:
      return present((cell) => {
        const milliseconds = millisecondsOf(cell);
        return timezone ? ({ milliseconds, zone: timezone } satisfies Instant) : dayOfLocalTime(milliseconds);
      });
    case typeIds.decimal:
      return present((cell) =>
        cell instanceof Uint32Array ? Number(`${wholeNumber(cell)}e${-scale}`) : cell,
      );
    default:
      return (cell) => cell;
  }
}

function present(read: (cell: unknown) => unknown): (cell: unknown) => unknown {
  return (cell) => (cell === null || cell === undefined ? null : read(cell));
}

/** Dates and timestamps are milliseconds to JavaScript, in older versions a `Date`. */
function millisecondsOf(cell: unknown): number {
  return Math.floor(Number(cell));
}

/** The whole number of a decimal: words of two's complement, the lowest first. */
function wholeNumber(words: Uint32Array): bigint {
  let value = 0n;
  for (let k = words.length - 1; k >= 0; k--) value = (value << 32n) | BigInt(words[k]);
  return BigInt.asIntN(32 * words.length, value);
}

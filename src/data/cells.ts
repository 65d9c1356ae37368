import { DataError } from '../errors.js';

/** What the numbers of a file are: prices, or returns (and rates, which obey the same limits). */
export type PriceInput = 'prices' | 'returns';

/** What the numbers of a table may be: those, or values of any sign, such as yields and index levels. */
export type CellContent = PriceInput | 'values';

/** What a source calls its rows in messages and details: a text has lines, a table of values rows; both from 1. */
export type RowUnit = 'line' | 'row';

/** Where a number stands, for messages. */
export interface CellPlace {
  file: string;
  line: number;
  /** what `line` counts; default lines */
  unit?: RowUnit;
  ticker: string;
  date: string;
}

const numberCell = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
/** A comma that separates no thousands. */
const decimalComma = /^\s*[+-]?\d*,(\d{1,2}|\d{4,})\s*$/;
const missingCell = /^\s*(na|n\/a|#n\/a|nan|null|\.)?\s*$/i;

/**
 * The number of a cell; NaN for a missing one (blank, `NA`, `N/A`, `#N/A`, `NaN`, `null`, `.`, in any case).
 *
 * @throws DataError `not-a-number`, `non-positive-price`, `return-below-minus-one`
 */
export function parseCell(cell: string, input: CellContent, place: () => CellPlace): number {
  const plain = Number(cell);
  if (plain > 0 && plain < Infinity && startsAsDecimal(cell)) return plain;
  if (cell === '' || isMissing(cell)) return NaN;
  const value = numberCell.test(cell) ? Number(cell) : NaN;
  if (Number.isFinite(value) && isPossible(value, input)) return value;
  if (Number.isFinite(value)) throw impossibleCell(value, input, place());
  throw notANumber(
    cell,
    place(),
    decimalComma.test(cell)
      ? `give all numbers of the file the same decimal mark, as ${cell.trim().replace(',', '.')}: others have points`
      : 'write plain numbers with a decimal point, without thousands separators or units; leave missing cells blank',
  );
}

/**
 * The same of a cell that has a type: numbers and whole numbers of any size are themselves, texts are read as those of
 * a CSV; `null`, `undefined` and NaN are missing.
 *
 * @throws DataError `not-a-number`, `non-positive-price`, `return-below-minus-one`
 */
export function typedCell(cell: unknown, input: CellContent, place: () => CellPlace): number {
  if (typeof cell === 'string') return parseCell(cell, input, place);
  if (cell === null || cell === undefined) return NaN;
  const value = typeof cell === 'bigint' ? Number(cell) : cell;
  if (typeof value === 'number') {
    if (Number.isNaN(value) || (Number.isFinite(value) && isPossible(value, input))) return value;
    if (Number.isFinite(value)) throw impossibleCell(value, input, place());
  }
  throw notANumber(
    cellText(value),
    place(),
    'give finite numbers, and null for a missing one; a column holds prices alone',
  );
}

/** A typed cell as the text that a CSV would have for it; '' where it is missing. */
export function cellText(cell: unknown): string {
  if (typeof cell === 'string') return cell;
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number' || typeof cell === 'bigint' || typeof cell === 'boolean') return String(cell);
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? 'an invalid date' : cell.toISOString();
  return ArrayBuffer.isView(cell) ? 'bytes' : Array.isArray(cell) ? 'a list' : `of type ${typeof cell}`;
}

function impossibleCell(value: number, input: CellContent, place: CellPlace): DataError {
  const { file, line, unit = 'line', ticker, date } = place;
  return impossibleValue(value, input, `${file}, ${unit} ${line}: `, {
    file,
    [unit]: line,
    ticker,
    date,
    value,
  });
}

function notANumber(cell: string, place: CellPlace, hint: string): DataError {
  const { file, line, unit = 'line', ticker, date } = place;
  return new DataError(
    'not-a-number',
    `${file}, ${unit} ${line}: ${ticker} on ${date} is '${cell}', not a number`,
    hint,
    { file, [unit]: line, ticker, date, value: cell },
  );
}

/** Whether a cell stands for a missing value. */
export function isMissing(cell: string): boolean {
  return missingCell.test(cell);
}

/** Whether a text that `Number` reads is decimal by its first two characters: not blank space before it, not `0x1F`. */
function startsAsDecimal(cell: string): boolean {
  return cell.charCodeAt(0) > 32 && !(cell.charCodeAt(1) > 57);
}

/** Whether a price is above zero, a return above −1; any finite number is a value. */
export function isPossible(value: number, input: CellContent): boolean {
  if (input === 'values') return Number.isFinite(value);
  return input === 'prices' ? value > 0 : value > -1;
}

/** The error of a number that cannot be; `where` opens its message. */
export function impossibleValue(
  value: number,
  input: CellContent,
  where: string,
  details: { ticker: string; date: string; value: number; file?: string; line?: number; row?: number },
): DataError {
  const { ticker, date } = details;
  if (input === 'values') {
    const message = `${where}the value of ${ticker} on ${date} is ${value}`;
    return new DataError('not-finite', message, 'give finite numbers, and NaN for a missing value', details);
  }
  return input === 'prices'
    ? new DataError(
        'non-positive-price',
        `${where}the price of ${ticker} on ${date} is ${value}`,
        "prices must be finite and above zero: correct it or leave it blank; set input to 'returns' where the file holds returns",
        details,
      )
    : new DataError(
        'return-below-minus-one',
        `${where}the return of ${ticker} on ${date} is ${value}`,
        'returns must be finite and above −1, as fractions: 0.01 is 1 %',
        details,
      );
}

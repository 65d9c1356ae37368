import { DataError } from '../errors.js';

/** What the numbers of a file are: prices, or returns (and rates, which obey the same limits). */
export type PriceInput = 'prices' | 'returns';

/** What the numbers of a table may be: those, or values of any sign, such as yields and index levels. */
export type CellContent = PriceInput | 'values';

/** Where a number stands, for messages. */
export interface CellPlace {
  file: string;
  line: number;
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
  const { file, line, ticker, date } = place();
  if (Number.isFinite(value))
    throw impossibleValue(value, input, `${file}, line ${line}: `, { file, line, ticker, date, value });
  throw new DataError(
    'not-a-number',
    `${file}, line ${line}: ${ticker} on ${date} is '${cell}', not a number`,
    decimalComma.test(cell)
      ? `save the file with decimal points: ${cell.trim().replace(',', '.')}, no decimal commas`
      : 'write plain numbers with a decimal point, without thousands separators or units; leave missing cells blank',
    { file, line, ticker, date, value: cell },
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
  details: { ticker: string; date: string; value: number; file?: string; line?: number },
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

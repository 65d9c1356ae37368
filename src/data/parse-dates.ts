import { DataError } from '../errors.js';
import { isCalendarDate, isIsoDate, isoDate } from './calendar.js';
import type { RowUnit } from './cells.js';

/** Which of month and day comes first in dates such as `2/1/2000`. */
export type DateOrder = 'mdy' | 'dmy';

/** Where the rows of a source are, for messages. */
interface Places {
  name: string;
  lines: readonly number[];
  unit: RowUnit;
}

/** A date as written: year and two more fields, month and day unless `inFileOrder`. */
interface WrittenDate {
  year: number;
  first: number;
  second: number;
  /** month and day stand in an order that only the whole file can tell */
  inFileOrder: boolean;
}

/** The parts of a date that matched a form, as [year, month, day]. */
type Reading = (part: string[]) => [string, string | number, string | number];

const monthNames =
  'january february march april may june july august september october november december'.split(' ');

/** 1…12 of an English month's name, its first three letters or `sept`; 0 when it is none. */
function monthNumber(word: string): number {
  const lower = word.toLowerCase();
  return (
    1 +
    monthNames.findIndex(
      (name) =>
        lower === name || lower === name.slice(0, 3) || (lower === name.slice(0, 4) && name === 'september'),
    )
  );
}

const numericForm = /^(\d{1,2})([-/])(\d{1,2})\2(\d{4})$/;
const otherForms: [RegExp, Reading][] = [
  [/^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/, ([, year, , month, day]) => [year, month, day]],
  [/^(\d{4})(\d{2})(\d{2})$/, ([, year, month, day]) => [year, month, day]],
  [/^(\d{4})[-/](\d{1,2})$/, ([, year, month]) => [year, month, 1]],
  [/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, ([, day, month, year]) => [year, month, day]],
  [/^([a-z]{3,9})\.?[ -](\d{1,2}),?[ -](\d{4})$/i, ([, month, day, year]) => [year, monthNumber(month), day]],
  [
    /^(\d{1,2})\.?[ -]([a-z]{3,9})\.?,?[ -](\d{4})$/i,
    ([, day, month, year]) => [year, monthNumber(month), day],
  ],
  [/^([a-z]{3,9})\.?[ -](\d{4})$/i, ([, month, year]) => [year, monthNumber(month), 1]],
];
const timeOfDay = /[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AP]M)?( ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}))?$/i;

/** The parts of a date in any known form, null in none. */
function readDate(text: string): WrittenDate | null {
  const date = text.trim().replace(timeOfDay, '');
  const numeric = numericForm.exec(date);
  if (numeric !== null) {
    const [, first, , second, year] = numeric;
    return { year: Number(year), first: Number(first), second: Number(second), inFileOrder: true };
  }
  for (const [form, reading] of otherForms) {
    const match = form.exec(date);
    if (match === null) continue;
    const [year, month, day] = reading(match).map(Number);
    return { year, first: month, second: day, inFileOrder: false };
  }
  return null;
}

/** Whether a text has the form of a date; in none of a file's orders need there be such a day. */
export function isDate(text: string): boolean {
  return readDate(text) !== null;
}

/**
 * ISO dates of the date cells of one file, in their order. The calendar date is taken as written: a time of day or
 * an offset never moves it to another day, nor does the time zone of the machine.
 *
 * Forms: `2024-01-31`, `2024/01/31`, `20240131`, `Jan 31 2024`, `January 31, 2024`, `31 Jan 2024`, `31-Jan-2024`,
 * `31.1.2024`, `1/31/2024`, `31/1/2024`; `2024-01` and `Jan 2024` are the first of the month. All dates of the last
 * but two kinds in a file share one order, told by any field above 12.
 *
 * @param lines physical line of each cell
 * @param unit what `lines` counts, for messages
 * @throws DataError `invalid-date`, `ambiguous-dates`, `inconsistent-dates`
 */
export function parseDates(
  cells: readonly string[],
  lines: readonly number[],
  name: string,
  order?: DateOrder,
  unit: RowUnit = 'line',
): string[] {
  if (cells.every(isIsoDate)) return [...cells];
  const places = { name, lines, unit };
  const known = new Map<string, WrittenDate>();
  const written = cells.map((cell, row) => {
    const date = known.get(cell) ?? readDate(cell);
    if (date === null) throw invalidDate(cell, row, places, 'is not a date in a known form');
    known.set(cell, date);
    return date;
  });
  const dayFirst = (order ?? orderOf(written, cells, places)) === 'dmy';
  const dates = new Map<WrittenDate, string>();
  return written.map((date, row) => {
    const parsed = dates.get(date);
    if (parsed !== undefined) return parsed;
    const swapped = date.inFileOrder && dayFirst;
    const month = swapped ? date.second : date.first;
    const day = swapped ? date.first : date.second;
    if (!isCalendarDate(date.year, month, day)) {
      const read = date.inFileOrder ? ` when the ${dayFirst ? 'day' : 'month'} comes first` : '';
      throw invalidDate(cells[row], row, places, `is not a date of the calendar${read}`);
    }
    const iso = isoDate(date.year, month, day);
    dates.set(date, iso);
    return iso;
  });
}

/** Whether the month or the day comes first, from the dates of a file in which one field is above 12. */
function orderOf(
  written: readonly WrittenDate[],
  cells: readonly string[],
  { name, lines, unit }: Places,
): DateOrder {
  const dayFirst = written.findIndex((date) => date.inFileOrder && date.first > 12);
  const monthFirst = written.findIndex((date) => date.inFileOrder && date.second > 12);
  if (dayFirst >= 0 && monthFirst >= 0) {
    throw new DataError(
      'inconsistent-dates',
      `${name}: '${cells[dayFirst]}' (${unit} ${lines[dayFirst]}) has the day first, '${cells[monthFirst]}' (${unit} ${lines[monthFirst]}) the month`,
      'write all dates in one form, best as 2024-01-31',
      { file: name, [`${unit}s`]: [lines[dayFirst], lines[monthFirst]] },
    );
  }
  if (dayFirst >= 0) return 'dmy';
  const either = written.findIndex((date) => date.inFileOrder && date.first !== date.second);
  if (monthFirst < 0 && either >= 0) {
    throw new DataError(
      'ambiguous-dates',
      `${name}: no date tells whether the month or the day comes first, for instance '${cells[either]}' (${unit} ${lines[either]})`,
      `say so with the option dateOrder, 'mdy' or 'dmy'; in a configuration: { "path": …, "dateOrder": "mdy" }`,
      { file: name, [unit]: lines[either], value: cells[either] },
    );
  }
  return 'mdy';
}

function invalidDate(cell: string, row: number, { name, lines, unit }: Places, problem: string): DataError {
  return new DataError(
    'invalid-date',
    `${name}, ${unit} ${lines[row]}: '${cell}' ${problem}`,
    'write dates as 2024-01-31',
    { file: name, [unit]: lines[row], value: cell },
  );
}

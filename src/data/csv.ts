import Papa from 'papaparse';
import { DataError } from '../errors.js';
import { rewriteNumbers } from './decimal-marks.js';

/** A CSV file as text cells: every row has as many cells as the header. */
export interface CsvTable {
  /** what messages call it: the file's path */
  name: string;
  /** trimmed column names, possibly empty */
  header: string[];
  rows: string[][];
  /** physical line, from 1, on which each row starts */
  lines: number[];
}

/**
 * Cells of a CSV text: byte order mark, quotes, any line ends; comma, semicolon, tab or `|`, whichever the header
 * has most of, or a first line `sep=;` names. Blank rows are skipped, blank cells behind the last column too. Numbers
 * with decimal commas get points where nothing else can be meant: `rewriteNumbers`.
 *
 * @throws DataError `empty-file`, `not-csv`, `malformed-quotes`, `wrong-cell-count`, `no-rows`
 */
export function parseCsv(text: string, name: string): CsvTable {
  const written = (text.startsWith('\ufeff') ? text.slice(1) : text).replace(/\r\n?/g, '\n');
  const separator = /^\s*"?sep=([,;|\t])"?[ ,;|\t]*(?=\n|$)/i.exec(written);
  // its line stays, blank, so that the others keep their numbers
  const unixText = separator === null ? written : written.replace(separator[0].trimStart(), '');
  const firstLine = /[^\n]*\S[^\n]*/.exec(unixText)?.[0];
  if (firstLine === undefined) {
    throw new DataError('empty-file', `${name} is empty`, 'the first line must name the columns', {
      file: name,
    });
  }
  refuseOtherText(firstLine, name);
  const delimiter = separator?.[1] ?? delimiterOf(firstLine);
  const parsed = Papa.parse<string[]>(unixText, { delimiter, newline: '\n' });
  const starts = startLines(parsed.data, unixText.includes('"'));
  checkQuotes(parsed.errors, starts, name);

  let header: string[] | undefined;
  const rows: string[][] = [];
  const lines: number[] = [];
  parsed.data.forEach((cells, record) => {
    if (cells.every(isBlank)) return;
    if (header === undefined) {
      header = cells.map((cell) => cell.trim());
      return;
    }
    if (cells.length !== header.length) {
      if (cells.length < header.length || !cells.slice(header.length).every(isBlank))
        throw wrongCellCount(name, starts[record], cells.length, header.length);
      cells.length = header.length;
    }
    rows.push(cells);
    lines.push(starts[record]);
  });
  if (rows.length === 0) {
    throw new DataError('no-rows', `${name} has a header and nothing below it`, 'add rows of data', {
      file: name,
    });
  }
  if (unixText.includes(delimiter === ',' ? '"' : ',')) rewriteNumbers(rows);
  return { name, header: header!, rows, lines };
}

/** What often comes in the place of a CSV that was fetched. */
function refuseOtherText(firstLine: string, name: string): void {
  const kind = { '<': 'HTML or XML', '[': 'JSON', '{': 'JSON' }[firstLine.trimStart()[0]];
  if (kind === undefined) return;
  const start = firstLine.trim().slice(0, 30);
  throw new DataError(
    'not-csv',
    `${name} is ${kind}, not CSV: it starts with ${start}`,
    'look into the file; fetch or save the data as CSV, with the names of the columns in the first line',
    { file: name, kind },
  );
}

function isBlank(cell: string): boolean {
  return cell === '' || cell.trim() === '';
}

/** The separator that occurs most often in the header outside quotes; a comma where there is none. */
function delimiterOf(header: string): string {
  const unquoted = header.replace(/"[^"]*"/g, '');
  let best = ',';
  for (const candidate of [',', ';', '\t', '|'])
    if (unquoted.split(candidate).length > unquoted.split(best).length) best = candidate;
  return best;
}

/** Physical line of each record's first character; a quoted cell may hold line ends. */
function startLines(records: string[][], quoted: boolean): number[] {
  if (!quoted) return records.map((_, record) => record + 1);
  let line = 1;
  return records.map((cells) => {
    const start = line;
    line += 1;
    for (const cell of cells) line += cell.split('\n').length - 1;
    return start;
  });
}

function checkQuotes(errors: Papa.ParseError[], starts: number[], name: string): void {
  const error = errors.find(({ type }) => type === 'Quotes');
  if (error === undefined) return;
  const line = starts[Math.min(error.row ?? 0, starts.length - 1)];
  throw new DataError(
    'malformed-quotes',
    `${name}, line ${line}: a quoted cell is not closed, or text follows its closing quote`,
    'close the quote; write a quote inside a quoted cell twice',
    { file: name, line },
  );
}

function wrongCellCount(name: string, line: number, cells: number, columns: number): DataError {
  return new DataError(
    'wrong-cell-count',
    `${name}, line ${line}: ${cells} cells, but the header has ${columns}`,
    'give every row one cell a column; leave the cell of a missing price blank',
    { file: name, line, cells, columns },
  );
}

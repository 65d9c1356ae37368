import { DataError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { listed, refuseDuplicates, requireColumn } from './columns.js';
import { type CsvTable, parseCsv } from './csv.js';
import { type RowDateFormat, splitRowDates } from './row-dates.js';
import type { ClassHistory, ClassTable, Dated } from './types.js';

export interface ClassFormat extends RowDateFormat {
  /** what messages call the text, best its path; default `classes` */
  name?: string;
  /** column that names one class an asset; needed where the file has several such columns */
  column?: string;
}

/**
 * Classes of assets from a CSV text whose first column holds tickers, in one of two layouts: a column of 0 and 1 for
 * each class, or one column that names the class of each asset, blank where it has none.
 *
 * With a column of dates, `date` or `from`, and one of `availableFrom`, or one of the two, the file is a history: rows
 * of either layout, in any order, each the classes of an asset from a day on. The tickers are then in the first of the
 * other columns.
 *
 * @returns assets in the order of the rows; classes in the order of the header, or of their first assets, in a history
 *          by name
 * @throws DataError `invalid-indicator`, `ambiguous-column`, `missing-column`, `no-classes`, `unnamed-column`,
 *         `blank-ticker`, `duplicate-ticker`, `duplicate-class`, of a history `duplicate-date`, `invalid-date`,
 *         `ambiguous-dates`, `inconsistent-dates`, and what `parseCsv` throws
 */
export function parseClassSource(text: string, format: ClassFormat = {}): ClassTable | ClassHistory {
  const whole = parseCsv(text, format.name ?? 'classes');
  // a class may be called as a column of dates is
  const candidates = whole.header
    .map((_, column) => column)
    .filter((column) => !isAllIndicators(whole, column));
  const { csv, dated } = splitRowDates(whole, format, candidates);
  const table = parseRows(csv, dated, format);
  if (dated === null) return table;
  const { assets, classes, indicators } = table;
  return { ...dated, assets, classes, indicators };
}

/**
 * Classes that are the same at all times: `parseClassSource` of a file without dates.
 *
 * @throws DataError `dated-file` where it has some, and as `parseClassSource`
 */
export function parseClasses(text: string, format: ClassFormat = {}): ClassTable {
  const source = parseClassSource(text, format);
  if (!isClassHistory(source)) return source;
  const name = format.name ?? 'classes';
  throw new DataError(
    'dated-file',
    `${name} has dates: its classes are not the same at all times`,
    'read it with parseClassSource, and pass that as options.sources.classes',
    { file: name },
  );
}

export function isClassHistory(source: ClassTable | ClassHistory): source is ClassHistory {
  return 'dates' in source;
}

/** The classes of each row of a file whose dates are taken out. */
function parseRows(csv: CsvTable, dated: Dated | null, format: ClassFormat): ClassTable {
  const assets = tickersOf(csv, dated);
  const columns = csv.header.map((_, column) => column).slice(1);
  if (columns.length === 0) {
    throw new DataError(
      'no-classes',
      `${csv.name} has ${dated === null ? 'one column only' : 'no column of classes'}`,
      'add a column of classes behind the tickers',
      {
        file: csv.name,
      },
    );
  }
  const hasIndicators = csv.rows.some((row) => columns.some((column) => isIndicator(row[column])));
  if (format.column === undefined && hasIndicators) return fromIndicators(csv, assets, columns);
  if (format.column === undefined && columns.length > 1) {
    throw new DataError(
      'ambiguous-column',
      `${csv.name}: the columns ${listed(csv.header.slice(1))} all name classes`,
      'name the right one with the option column',
      { file: csv.name, columns: csv.header.slice(1) },
    );
  }
  const column =
    format.column === undefined
      ? 1
      : requireColumn(csv, { what: 'class', option: 'column', names: [format.column], field: 'classes' });
  const classOf = csv.rows.map((row) => row[column].trim());
  const classes = [...new Set(classOf)].filter((name) => name !== '');
  // in a history the order must not depend on rows that come later
  if (dated !== null) classes.sort();
  const positionOf = new Map(classes.map((name, j) => [name, j]));
  const positions = classOf.map((name) => positionOf.get(name));
  return classTable(assets, classes, (i, j) => positions[i] === j);
}

/**
 * Classes of assets from lists of members, as in a configuration: class → tickers.
 *
 * @param assets the universe
 * @param known tickers that may be listed without being in the universe; default the universe
 * @throws DataError `unknown-ticker`, `duplicate-ticker`
 */
export function classesFromMembers(
  members: Readonly<Record<string, readonly string[]>>,
  assets: readonly string[],
  known: readonly string[] = assets,
): ClassTable {
  const classes = Object.keys(members);
  for (const name of classes) {
    refuseDuplicates(members[name], `class ${name}`);
    const unknown = members[name].find((ticker) => !known.includes(ticker));
    if (unknown === undefined) continue;
    throw new DataError(
      'unknown-ticker',
      `class ${name} lists '${unknown}', which is none of the assets`,
      suggestion(unknown, known),
      { ticker: unknown, class: name },
    );
  }
  const sets = classes.map((name) => new Set(members[name]));
  return classTable([...assets], classes, (i, j) => sets[j].has(assets[i]));
}

/**
 * The rows of a class table for a universe, in its order. Assets that the table does not know are in no class and
 * are listed as such; what it knows beyond the universe is left out.
 *
 * @throws DataError `no-classes` when it knows none of the assets
 */
export function selectClasses(table: ClassTable, assets: readonly string[]): ClassTable {
  const rowOf = new Map(table.assets.map((asset, i) => [asset, i]));
  if (!assets.some((asset) => rowOf.has(asset))) {
    throw new DataError(
      'no-classes',
      `none of the assets ${listed(assets)} is among those with classes, ${listed(table.assets)}`,
      'use the classes of these assets: tickers must have the very same letters',
      { assets: [...assets] },
    );
  }
  const width = table.classes.length;
  return classTable([...assets], table.classes, (i, j) => {
    const row = rowOf.get(assets[i]);
    return row !== undefined && table.indicators[row * width + j] === 1;
  });
}

/** Table from a membership test (asset index, class index). */
export function classTable(
  assets: string[],
  classes: string[],
  isMember: (asset: number, classIndex: number) => boolean,
): ClassTable {
  const indicators = new Float64Array(assets.length * classes.length);
  const unclassified = assets.filter((_, i) => {
    let memberships = 0;
    classes.forEach((_, j) => {
      if (!isMember(i, j)) return;
      indicators[i * classes.length + j] = 1;
      memberships++;
    });
    return memberships === 0;
  });
  return { assets, classes: [...classes], indicators, unclassified };
}

/** A column of 0 and 1 for each class. */
function fromIndicators(
  { name, header, rows, lines }: CsvTable,
  assets: string[],
  columns: number[],
): ClassTable {
  const classes = columns.map((column) => header[column]);
  columns.forEach((column, j) => {
    if (header[column] === '') {
      throw new DataError(
        'unnamed-column',
        `${name}: column ${column + 1} has no name`,
        'name the class in the header',
        {
          file: name,
          column: column + 1,
        },
      );
    }
    if (classes.indexOf(header[column]) !== j) {
      throw new DataError(
        'duplicate-class',
        `${name}: two columns are named ${header[column]}`,
        'rename one of them',
        {
          file: name,
          class: header[column],
        },
      );
    }
    const wrong = rows.findIndex((row) => !isIndicator(row[column]));
    if (wrong < 0) return;
    throw new DataError(
      'invalid-indicator',
      `${name}, line ${lines[wrong]}: ${assets[wrong]} has '${rows[wrong][column]}' for ${header[column]}, not 0 or 1`,
      'write 1 for a member, 0 for any other asset',
      {
        file: name,
        line: lines[wrong],
        ticker: assets[wrong],
        class: header[column],
        value: rows[wrong][column],
      },
    );
  });
  return classTable(assets, classes, (i, j) => rows[i][columns[j]].trim() === '1');
}

function isIndicator(cell: string): boolean {
  const text = cell.trim();
  return text === '0' || text === '1';
}

function isAllIndicators({ rows }: CsvTable, column: number): boolean {
  return rows.every((row) => isIndicator(row[column]));
}

/** The tickers in the first column of rows, each once, or once a date. */
export function tickersOf(
  { name, rows, lines }: CsvTable,
  dated: Dated | null,
  hints: RepeatedHints = ofClasses,
): string[] {
  const lineOf = new Map<string, number>();
  return rows.map((row, i) => {
    const ticker = row[0].trim();
    const line = lines[i];
    if (ticker === '') {
      throw new DataError(
        'blank-ticker',
        `${name}, line ${line}: the ticker is blank`,
        'give every row a ticker',
        {
          file: name,
          line,
        },
      );
    }
    const key = dated === null ? ticker : [ticker, dated.dates[i], dated.availableFrom?.[i] ?? ''].join('\n');
    const firstLine = lineOf.get(key);
    if (firstLine !== undefined) throw repeated(name, ticker, dated?.dates[i], line, firstLine, hints);
    lineOf.set(key, line);
    return ticker;
  });
}

/** What helps where a ticker has two rows, or two of the same date. */
interface RepeatedHints {
  ofTicker: string;
  ofDate: string;
}

const ofClasses: RepeatedHints = {
  ofTicker: 'keep one of the two rows; classes that change over time need a column date or availableFrom',
  ofDate:
    'keep one of the two rows; an asset in several classes at once needs a column of 0 and 1 for each class',
};

function repeated(
  name: string,
  ticker: string,
  date: string | undefined,
  line: number,
  firstLine: number,
  hints: RepeatedHints,
): DataError {
  const place = { file: name, line, firstLine, ticker };
  return date === undefined
    ? new DataError(
        'duplicate-ticker',
        `${name}, line ${line}: ${ticker} is on line ${firstLine} already`,
        hints.ofTicker,
        place,
      )
    : new DataError(
        'duplicate-date',
        `${name}, line ${line}: ${ticker} on ${date} is on line ${firstLine} already`,
        hints.ofDate,
        { ...place, date },
      );
}

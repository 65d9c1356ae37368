import { DataError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { listed, refuseDuplicates, requireColumn } from './columns.js';
import { type CsvTable, parseCsv } from './csv.js';
import type { ClassTable } from './types.js';

export interface ClassFormat {
  /** what messages call the text, best its path; default `classes` */
  name?: string;
  /** column that names one class an asset; needed where the file has several such columns */
  column?: string;
}

/**
 * Classes of assets from a CSV text whose first column holds tickers, in one of two layouts: a column of 0 and 1 for
 * each class, or one column that names the class of each asset, blank where it has none.
 *
 * @returns assets in the order of the rows; classes in the order of the header, or of their first assets
 * @throws DataError `invalid-indicator`, `ambiguous-column`, `missing-column`, `no-classes`, `unnamed-column`,
 *         `blank-ticker`, `duplicate-ticker`, `duplicate-class`, and what `parseCsv` throws
 */
export function parseClasses(text: string, format: ClassFormat = {}): ClassTable {
  const csv = parseCsv(text, format.name ?? 'classes');
  const assets = tickersOf(csv);
  const columns = csv.header.map((_, column) => column).slice(1);
  if (columns.length === 0) {
    throw new DataError(
      'no-classes',
      `${csv.name} has one column only`,
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
      : requireColumn(csv, { what: 'class', option: 'column', names: [format.column] });
  const classOf = csv.rows.map((row) => row[column].trim());
  const classes = [...new Set(classOf)].filter((name) => name !== '');
  return classTable(assets, classes, (i, j) => classOf[i] === classes[j]);
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
function classTable(
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

/** The first column, each ticker once. */
function tickersOf({ name, rows, lines }: CsvTable): string[] {
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
    const firstLine = lineOf.get(ticker);
    if (firstLine !== undefined) {
      throw new DataError(
        'duplicate-ticker',
        `${name}, line ${line}: ${ticker} is on line ${firstLine} already`,
        'keep one of the two rows',
        { file: name, line, firstLine, ticker },
      );
    }
    lineOf.set(ticker, line);
    return ticker;
  });
}

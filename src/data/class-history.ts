import { DataError } from '../errors.js';
import { classTable } from './classes.js';
import { listed } from './columns.js';
import { type PublicationLag, byAge, knownFrom, publishedAs } from './publication.js';
import { refuseRepeatedRows } from './row-dates.js';
import type { ClassHistory, ClassTable, ReturnTable } from './types.js';

/** A class history cut to a universe, by the periods of a run. */
export interface ClassTimeline {
  assets: string[];
  classes: string[];
  /** of each asset its rows, the oldest first: the first period that knows it, and the classes it is in from then on */
  rows: { from: number; classes: Set<number> }[][];
}

/** Classes as a period knows them. */
export interface KnownClasses extends ClassTable {
  /** the assets of which no row is known yet; they are in `unclassified` too */
  unknown: string[];
}

/**
 * The part of a history that belongs to a universe, by the periods of a run; what it knows beyond it is left out.
 *
 * @param target periods of the data, up to the last that decides
 * @param lag    publication lag; default none
 * @param name   what messages call the history, best its path
 * @throws DataError `no-classes` where it knows none of the assets, or none of their rows is known in time;
 *         `duplicate-date` naming asset and date, `wrong-length`, and as `knownFrom`
 */
export function classTimeline(
  history: ClassHistory,
  assets: readonly string[],
  target: Pick<ReturnTable, 'dates' | 'frequency'>,
  { lag, name }: { lag?: PublicationLag; name: string },
): ClassTimeline {
  checkHistory(history, name);
  const from = knownFrom(history, target, lag, name);
  const position = new Map(assets.map((asset, i) => [asset, i]));
  const mine = history.assets.map((_, row) => row).filter((row) => position.has(history.assets[row]));
  if (mine.length === 0) {
    throw new DataError(
      'no-classes',
      `none of the assets ${listed(assets)} is among those with classes, ${listed([...new Set(history.assets)])}`,
      'use the classes of these assets: tickers must have the very same letters',
      { assets: [...assets] },
    );
  }
  mine.sort(byAge(history));
  const last = target.dates.length - 1;
  if (mine.every((row) => from[row] > last)) {
    throw new DataError(
      'no-classes',
      `${name}: no class is known at the last decision, on ${target.dates[last]}; the first row is ${publishedAs(history, mine[0])}` +
        (lag === undefined ? '' : ' and there is a lag'),
      'a row counts from its day on: add the classes that held before',
      { file: name, decision: target.dates[last], first: history.dates[mine[0]] },
    );
  }
  const rows: ClassTimeline['rows'] = assets.map(() => []);
  const columns = history.classes.map((_, column) => column);
  for (const row of mine) {
    const members = columns.filter((column) => history.indicators[row * columns.length + column] === 1);
    rows[position.get(history.assets[row])!].push({ from: from[row], classes: new Set(members) });
  }
  return { assets: [...assets], classes: history.classes, rows };
}

/**
 * Classes at the end of a period: of each asset those of its latest row that is known then. An asset without one is in
 * no class. Classes that nobody is in are left out, so that nothing shows of those that come later.
 */
export function classesKnown({ assets, classes, rows }: ClassTimeline, period: number): KnownClasses {
  const current = rows.map((of) => of.findLast(({ from }) => from <= period)?.classes);
  const columns = classes
    .map((_, column) => column)
    .filter((column) => current.some((members) => members?.has(column)));
  const table = classTable(
    [...assets],
    columns.map((column) => classes[column]),
    (i, j) => current[i]?.has(columns[j]) ?? false,
  );
  return { ...table, unknown: assets.filter((_, i) => current[i] === undefined) };
}

/** Histories need not come from `parseClassSource`. */
function checkHistory(
  { assets, classes, dates, availableFrom, indicators }: ClassHistory,
  name: string,
): void {
  const lengths: [string, number, number][] = [
    ['dates', dates.length, assets.length],
    ['indicators', indicators.length, assets.length * classes.length],
  ];
  for (const [field, length, expected] of lengths) {
    if (length === expected) continue;
    throw new DataError(
      'wrong-length',
      `${name}: ${field} has ${length} elements when ${expected} are expected`,
      'give one asset and one date a row, and indicators dense and row-major, rows × classes',
      { file: name, name: field, length, expected },
    );
  }
  refuseRepeatedRows(assets, { dates, availableFrom }, name);
}

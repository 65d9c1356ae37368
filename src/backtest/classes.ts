/** The classes of a run: the same in every window, or what each decision knows of them. */
import type { ClassesFile, ResolvedConfig } from '../config/types.js';
import { type ClassTimeline, classTimeline, classesKnown } from '../data/class-history.js';
import { isClassHistory, selectClasses } from '../data/classes.js';
import { listed } from '../data/columns.js';
import type { ClassHistory, ClassTable, ReturnTable } from '../data/types.js';
import { DataError } from '../errors.js';

/** The file of `classes`, where it is one and no list of members. */
export function classesFile({ classes }: Pick<ResolvedConfig, 'classes'>): ClassesFile | null {
  return typeof classes?.path === 'string' ? (classes as ClassesFile) : null;
}

/**
 * Classes of the universe from a file, by the periods of the run where the file has dates.
 *
 * @param seen periods of the data, up to the last that decides
 * @throws DataError `undated-file` for a lag of a file without dates, and as `selectClasses` and `classTimeline`
 */
export function classesOfFile(
  source: ClassTable | ClassHistory,
  { path, lag }: ClassesFile,
  universe: readonly string[],
  seen: Pick<ReturnTable, 'dates' | 'frequency'>,
): ClassTable | ClassTimeline {
  if (isClassHistory(source)) return classTimeline(source, universe, seen, { lag, name: path });
  if (lag === undefined) return selectClasses(source, universe);
  throw undatedFile(path, 'classes.lag');
}

/** The error of a publication lag of what has no date. */
export function undatedFile(file: string, field: string): DataError {
  return new DataError(
    'undated-file',
    `${field} is a publication lag, and ${file} has no dates`,
    `add a column date to ${file}, or leave out the lag`,
    { file, path: field },
  );
}

/** What the notes of a run say of its classes. */
export function classNotes(classes: ClassTable | ClassTimeline | null, last: number): string[] {
  if (classes === null) return [];
  if (!('rows' in classes)) return without('assets in none of the classes', classes.unclassified);
  const never = classes.assets.filter(
    (_, i) => !classes.rows[i].some(({ from, classes: of }) => from <= last && of.size > 0),
  );
  return without('assets in none of the classes at any decision', never);
}

/**
 * The classes that a decision at the end of a period sees, and what its window's notes say of them.
 *
 * @param assets those that take part
 */
export function classesAt(
  classes: ClassTable | ClassTimeline | null,
  period: number,
  assets: readonly string[],
): { classes: ClassTable | undefined; notes: string[] } {
  if (classes === null) return { classes: undefined, notes: [] };
  if (!('rows' in classes)) return { classes, notes: [] };
  const known = classesKnown(classes, period);
  const isUnknown = (asset: string): boolean => known.unknown.includes(asset);
  const none = assets.filter((asset) => known.unclassified.includes(asset));
  return {
    classes: known,
    notes: [
      ...without('no class is known yet of', none.filter(isUnknown)),
      ...without(
        'assets in none of the classes',
        none.filter((asset) => !isUnknown(asset)),
      ),
    ],
  };
}

function without(what: string, assets: readonly string[]): string[] {
  return assets.length === 0 ? [] : [`${what}${what.endsWith('of') ? '' : ':'} ${listed(assets)}`];
}

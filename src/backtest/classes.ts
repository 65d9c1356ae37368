/** The classes of a run: the same in every window, or what each decision knows of them. */
import type { ClassesFile, ResolvedConfig } from '../config/types.js';
import { type ClassTimeline, classTimeline, classesKnown } from '../data/class-history.js';
import { isClassHistory, selectClasses } from '../data/classes.js';
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

/** Members of each class. */
export function classMembers(classes: ClassTable | undefined): Record<string, string[]> {
  if (classes === undefined) return {};
  const { assets, classes: labels, indicators } = classes;
  const isIn = (i: number, c: number): boolean => indicators[i * labels.length + c] === 1;
  return Object.fromEntries(labels.map((label, c) => [label, assets.filter((_, i) => isIn(i, c))]));
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

/** What the notes of a run say of its classes; of a timeline each window's do. */
export function classNotes(classes: ClassTable | ClassTimeline | null): string[] {
  return classes === null || 'rows' in classes
    ? []
    : without('assets in none of the classes:', classes.unclassified);
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
  const [unknown, none] = [known.unknown, known.unclassified].map((of) =>
    assets.filter((asset) => of.includes(asset)),
  );
  const nothing = unknown.length === assets.length && unknown.length > 0;
  return {
    classes: known,
    notes: [
      ...(nothing ? ['no class is known yet of any asset'] : without('no class is known yet of', unknown)),
      ...without(
        'assets in none of the classes:',
        none.filter((asset) => !unknown.includes(asset)),
      ),
    ],
  };
}

/** What assets of no class are a group of. */
const UNCLASSIFIED = 'unclassified';

/** The class of an asset: the names of all that it is in, joined by `+`, so that each asset has one. */
export function classOf(asset: string, table: ClassTable | undefined): string {
  const row = table?.assets.indexOf(asset) ?? -1;
  if (table === undefined || row < 0) return UNCLASSIFIED;
  const own = table.classes.filter((_, c) => table.indicators[row * table.classes.length + c] !== 0);
  return own.length === 0 ? UNCLASSIFIED : own.join('+');
}

function without(what: string, assets: readonly string[]): string[] {
  return assets.length === 0 ? [] : [`${what} ${assets.join(', ')}`];
}

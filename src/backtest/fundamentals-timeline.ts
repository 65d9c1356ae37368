/** Fundamentals of a run by its decisions: each sees of every asset the latest row that is known then. */
import type { FundamentalsConfig } from '../config/types.js';
import type { FundamentalSource } from '../data/fundamentals.js';
import { byAge, knownFrom } from '../data/publication.js';
import { DataError } from '../errors.js';
import type { FeatureKernel } from '../kernels/definitions.js';
import { fundamentalFeatures } from '../kernels/fundamentals.js';
import type { RunPeriods } from './kernel-timeline.js';
import { type KnownRows, knownRows, requireOverlap, rowsAt } from './known-rows.js';

/** Fundamentals over a universe, by the periods of a run: of each row its day and its numbers. */
export interface FundamentalsTimeline extends KnownRows<{ date: string; numbers: Float64Array }> {
  /** the kernel that they are features of */
  features: FeatureKernel;
  columns: string[];
}

/**
 * @throws DataError `no-fundamentals` where the source knows none of the assets, `wrong-length` and `missing-column` where
 *         it is of other columns, and as `knownFrom`
 */
export function fundamentalsTimeline(
  name: string,
  source: FundamentalSource,
  config: FundamentalsConfig,
  { universe, seen }: Pick<RunPeriods, 'universe' | 'seen'>,
): FundamentalsTimeline {
  const { fundamentals, path, lag, kind, characteristics, classWeight, rank } = config;
  const { assets, columns, numbers } = source;
  const F = columns.length;
  if (numbers.length !== assets.length * F || source.dates.length !== assets.length) {
    throw new DataError(
      'wrong-length',
      `${path}: ${assets.length} rows of ${F} columns have ${numbers.length} numbers and ${source.dates.length} dates`,
      'numbers are dense and row-major, rows × columns, with one date a row',
      { file: path, length: numbers.length, expected: assets.length * F },
    );
  }
  const positions = fundamentals.map((column) => columns.indexOf(column));
  if (positions.includes(-1)) {
    const column = fundamentals[positions.indexOf(-1)];
    throw new DataError(
      'missing-column',
      `${path}: the fundamentals of the kernel ${name} were read without ${column}`,
      `read the file with the columns ${fundamentals.join(', ')}`,
      { file: path, kernel: name, column },
    );
  }
  requireOverlap(
    'no-fundamentals',
    { path, kernel: name, what: `the kernel ${name}`, column: 'one of the fundamentals' },
    universe,
    assets,
  );
  const from = knownFrom(source, seen, lag, path);
  const rows = knownRows(universe, assets, [...assets.keys()].sort(byAge(source)), (row) => ({
    from: from[row],
    date: source.dates[row],
    numbers: Float64Array.from(positions, (k) => numbers[row * F + k]),
  }));
  const features = { kind, characteristics, classWeight, ...(rank !== undefined && { rank }) };
  return { features, columns: [...fundamentals], ...rows };
}

/**
 * The kernel of features that a decision at the end of a period sees, and what its notes say: of which days the rows are,
 * whose values are missing and whose were winsorised.
 */
export function fundamentalsAt(
  name: string,
  timeline: FundamentalsTimeline,
  period: number,
  assets: readonly string[],
): { kernel: FeatureKernel; notes: string[] } {
  const { features, columns } = timeline;
  const rows = rowsAt(timeline, period, assets);
  const unknown = columns.map(() => NaN);
  const values = Float64Array.from(rows.flatMap((row) => [...(row?.numbers ?? unknown)]));
  const made = fundamentalFeatures({ assets: [...assets], names: [...columns], values });
  const days = rows.flatMap((row) => (row === undefined ? [] : [row.date])).sort();
  const without = assets.filter((_, i) => rows[i] === undefined);
  const notes: string[] = [];
  if (days.length > 0)
    notes.push(`kernel "${name}": fundamentals are of ${days[0]} to ${days[days.length - 1]}`);
  if (without.length > 0)
    notes.push(
      `kernel "${name}": no fundamentals are known of ${without.join(', ')}, which count as average in them`,
    );
  for (const [column, missing] of Object.entries(made.missing)) {
    const own = missing.filter((asset) => !without.includes(asset));
    if (own.length > 0)
      notes.push(`kernel "${name}": ${column} is missing of ${own.join(', ')}, which count as average in it`);
  }
  for (const [column, moved] of Object.entries(made.winsorised))
    notes.push(
      `kernel "${name}": ${column} of ${moved.join(', ')} is winsorised to 3 robust deviations from the median`,
    );
  const { names, values: standardised, dropped } = made;
  const fundamentals = { assets: [...assets], names, values: standardised, dropped };
  return { kernel: { ...features, fundamentals }, notes };
}

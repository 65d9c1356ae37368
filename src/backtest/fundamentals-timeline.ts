/** Fundamentals of a run by its decisions: each sees of every asset the latest row that is known then. */
import type { FundamentalsConfig } from '../config/types.js';
import { listed } from '../data/columns.js';
import type { FundamentalSource } from '../data/fundamentals.js';
import { byAge, knownFrom } from '../data/publication.js';
import { DataError } from '../errors.js';
import type { FeatureKernel } from '../kernels/definitions.js';
import { fundamentalFeatures } from '../kernels/fundamentals.js';
import type { RunPeriods } from './kernel-timeline.js';

/** Fundamentals over a universe, by the periods of a run. */
export interface FundamentalsTimeline {
  /** the kernel that they are features of */
  features: FeatureKernel;
  columns: string[];
  universe: readonly string[];
  /** of each asset of the universe its rows, the oldest first: the first period that knows it, its day, its numbers */
  ofAssets: { from: number; date: string; numbers: Float64Array }[][];
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
  if (!universe.some((asset) => assets.includes(asset))) {
    throw new DataError(
      'no-fundamentals',
      `${path}: none of the assets ${listed(universe)} is among those of the kernel ${name}, ${listed([...new Set(assets)])}`,
      'tickers must have the very same letters',
      { file: path, kernel: name },
    );
  }
  const from = knownFrom(source, seen, lag, path);
  const position = new Map(universe.map((asset, i) => [asset, i]));
  const ofAssets: FundamentalsTimeline['ofAssets'] = universe.map(() => []);
  for (const row of assets.map((_, row) => row).sort(byAge(source))) {
    const i = position.get(assets[row]);
    if (i === undefined) continue;
    const own = Float64Array.from(positions, (k) => numbers[row * F + k]);
    ofAssets[i].push({ from: from[row], date: source.dates[row], numbers: own });
  }
  const features = { kind, characteristics, classWeight, ...(rank !== undefined && { rank }) };
  return { features, columns: [...fundamentals], universe, ofAssets };
}

/**
 * The kernel of features that a decision at the end of a period sees, and what its notes say: of which days the rows are,
 * whose values are missing and whose were winsorised.
 */
export function fundamentalsAt(
  name: string,
  { features, columns, universe, ofAssets }: FundamentalsTimeline,
  period: number,
  assets: readonly string[],
): { kernel: FeatureKernel; notes: string[] } {
  const rows = assets.map((asset) =>
    ofAssets[universe.indexOf(asset)].findLast(({ from }) => from <= period),
  );
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

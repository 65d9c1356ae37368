/** Rows of assets by the periods of a run: each decision sees of every asset the latest row that is known then. */
import { listed } from '../data/columns.js';
import { DataError } from '../errors.js';

/** Of each asset of a universe its rows, the oldest first, each with the first period that knows it. */
export interface KnownRows<Row> {
  universe: readonly string[];
  ofAssets: (Row & { from: number })[][];
}

/**
 * @param assets of the rows of a source; those beyond the universe are left out
 * @param order  of the rows, the oldest first
 * @param row    what is kept of one
 */
export function knownRows<Row>(
  universe: readonly string[],
  assets: readonly string[],
  order: readonly number[],
  row: (at: number) => Row & { from: number },
): KnownRows<Row> {
  const position = new Map(universe.map((asset, i) => [asset, i]));
  const ofAssets: KnownRows<Row>['ofAssets'] = universe.map(() => []);
  for (const at of order) {
    const i = position.get(assets[at]);
    if (i !== undefined) ofAssets[i].push(row(at));
  }
  return { universe, ofAssets };
}

/** The row of each of some assets that a period sees; undefined where it knows none. */
export function rowsAt<Row>(
  { universe, ofAssets }: KnownRows<Row>,
  period: number,
  assets: readonly string[],
): ((Row & { from: number }) | undefined)[] {
  return assets.map((asset) => ofAssets[universe.indexOf(asset)].findLast(({ from }) => from <= period));
}

/**
 * That a source knows an asset of the universe at all.
 *
 * @param what the kernel and what it is made of: `the tree mine`, and what its columns are: `a level`
 * @throws DataError with the code given
 */
export function requireOverlap(
  code: 'no-branches' | 'no-fundamentals',
  { path, kernel, what, column }: { path: string; kernel: string; what: string; column: string },
  universe: readonly string[],
  assets: readonly string[],
): void {
  const known = new Set(assets);
  if (universe.some((asset) => known.has(asset))) return;
  throw new DataError(
    code,
    `${path}: none of the assets ${listed(universe)} is among those of ${what}, ${listed([...known])}`,
    `tickers must have the very same letters; they are in the first column that is neither a date nor ${column}`,
    { file: path, kernel },
  );
}

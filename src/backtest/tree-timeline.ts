/** Trees of a run by its decisions: each sees of every asset the latest row that is known then. */
import type { ResolvedConfig, TreeConfig } from '../config/types.js';
import type { BranchSource } from '../data/branches.js';
import { listed } from '../data/columns.js';
import { byAge, knownFrom } from '../data/publication.js';
import { DataError } from '../errors.js';
import { type TreeTable, treeKernel } from '../kernels/tree.js';
import type { AbsentKernel } from '../kernels/definitions.js';
import type { Kernel } from '../kernels/types.js';
import { classesFile, undatedFile } from './classes.js';
import type { RunPeriods } from './kernel-timeline.js';

/** A tree over a universe, by the periods of a run. */
export interface TreeTimeline {
  levels: string[];
  levelWeights: number[];
  universe: readonly string[];
  /** of each asset of the universe its rows, the oldest first: the first period that knows it, and a branch a level */
  ofAssets: { from: number; branches: string[] }[][];
  /** whether rows have dates */
  dated: boolean;
}

/** The file that a tree is read from: its own, or that of the classes with how its dates are read; null without any. */
export function treeFile(
  { path, date, dateOrder, lag }: TreeConfig,
  config: Pick<ResolvedConfig, 'classes'>,
): (Pick<TreeConfig, 'date' | 'dateOrder' | 'lag'> & { path: string }) | null {
  return path === undefined ? classesFile(config) : { path, date, dateOrder, lag };
}

/**
 * @param file what messages call the source, and its lag
 * @throws DataError `no-branches` where it knows none of the assets, `undated-file`, and as `knownFrom`
 */
export function treeTimeline(
  name: string,
  source: BranchSource,
  { tree, levelWeights }: TreeConfig,
  { path, lag }: NonNullable<ReturnType<typeof treeFile>>,
  { universe, seen }: Pick<RunPeriods, 'universe' | 'seen'>,
): TreeTimeline {
  const { dates, availableFrom, assets, branches } = source;
  if (dates === null && lag !== undefined) throw undatedFile(path, `kernels.${name}.lag`);
  if (!universe.some((asset) => assets.includes(asset))) {
    throw new DataError(
      'no-branches',
      `${path}: none of the assets ${listed(universe)} is among those of the tree ${name}, ${listed([...new Set(assets)])}`,
      'tickers must have the very same letters',
      { file: path, kernel: name },
    );
  }
  const history = dates && { dates, availableFrom };
  const from = history === null ? assets.map(() => 0) : knownFrom(history, seen, lag, path);
  const rows = assets.map((_, row) => row);
  if (history !== null) rows.sort(byAge(history));
  const position = new Map(universe.map((asset, i) => [asset, i]));
  const ofAssets: TreeTimeline['ofAssets'] = universe.map(() => []);
  const L = tree.length;
  for (const row of rows) {
    const i = position.get(assets[row]);
    if (i !== undefined)
      ofAssets[i].push({ from: from[row], branches: branches.slice(row * L, (row + 1) * L) });
  }
  return { levels: [...tree], levelWeights: [...levelWeights], universe, ofAssets, dated: dates !== null };
}

/** The tree of some assets as a period knows it. */
function treeAt(
  { levels, universe, ofAssets }: TreeTimeline,
  period: number,
  assets: readonly string[],
): TreeTable {
  const unknown = levels.map(() => '');
  const rows = assets.map((asset) =>
    ofAssets[universe.indexOf(asset)].findLast(({ from }) => from <= period),
  );
  return { assets: [...assets], levels, branches: rows.flatMap((row) => row?.branches ?? unknown) };
}

/**
 * The kernel of a tree that a decision at the end of a period sees, and what its notes say: who has no known branch at
 * a level. A tree in which all pairs have as much in common tells no assets apart, and is left out.
 */
export function treeKernelAt(
  name: string,
  timeline: TreeTimeline,
  period: number,
  assets: readonly string[],
): { kernel: Kernel | AbsentKernel; notes: string[] } {
  const table = treeAt(timeline, period, assets);
  const { levels, branches } = table;
  const [N, L] = [assets.length, levels.length];
  const notes = levels.flatMap((level, l) => {
    const unknown = assets.filter((_, i) => branches[i * L + l] === '');
    return unknown.length === 0 ? [] : [`kernel "${name}": no ${level} is known of ${unknown.join(', ')}`];
  });
  const kernel = treeKernel(table, timeline.levelWeights);
  const differs = kernel.values.some((value, at) => at % (N + 1) !== 0 && value !== kernel.values[1]);
  if (N > 2 && !differs)
    return { kernel: { absent: `all pairs of assets have as much of the tree "${name}" in common` }, notes };
  return { kernel, notes };
}

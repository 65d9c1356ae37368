/** Trees of a run by its decisions: each sees of every asset the latest row that is known then. */
import type { ResolvedConfig, TreeConfig } from '../config/types.js';
import type { BranchSource } from '../data/branches.js';
import { byAge, knownFrom } from '../data/publication.js';
import { type TreeTable, treeKernel } from '../kernels/tree.js';
import type { AbsentKernel } from '../kernels/definitions.js';
import type { Kernel } from '../kernels/types.js';
import { classesFile, undatedFile } from './classes.js';
import type { RunPeriods } from './kernel-timeline.js';
import { type KnownRows, knownRows, requireOverlap, rowsAt } from './known-rows.js';

/** A tree over a universe, by the periods of a run: of each row a branch a level. */
export interface TreeTimeline extends KnownRows<{ branches: string[] }> {
  levels: string[];
  levelWeights: number[];
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
  requireOverlap(
    'no-branches',
    { path, kernel: name, what: `the tree ${name}`, column: 'a level' },
    universe,
    assets,
  );
  const history = dates && { dates, availableFrom };
  const from = history === null ? assets.map(() => 0) : knownFrom(history, seen, lag, path);
  const order = [...assets.keys()];
  if (history !== null) order.sort(byAge(history));
  const L = tree.length;
  const rows = knownRows(universe, assets, order, (row) => ({
    from: from[row],
    branches: branches.slice(row * L, (row + 1) * L),
  }));
  return { levels: [...tree], levelWeights: [...levelWeights], dated: dates !== null, ...rows };
}

/** The tree of some assets as a period knows it. */
function treeAt(timeline: TreeTimeline, period: number, assets: readonly string[]): TreeTable {
  const { levels } = timeline;
  const unknown = levels.map(() => '');
  const branches = rowsAt(timeline, period, assets).flatMap((row) => row?.branches ?? unknown);
  return { assets: [...assets], levels, branches };
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

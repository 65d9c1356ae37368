/** The blocks of a panel that candidates of a stack predict. */
import { ModelError } from '../../errors.js';
import { observedCells } from '../../model/patterns.js';
import { parseFixedTerm } from '../../model/terms.js';
import type { Panel } from '../../model/types.js';

/** B where nothing is said. */
export const DEFAULT_BLOCKS = 4;
/** Returns of an asset beyond its own effects without which it is not fitted before a block. */
const SPARE_RETURNS = 2;

/** Periods of a block, [from, to), and the assets that its densities are of. */
export interface Block {
  from: number;
  to: number;
  /** the panel's assets that have been seen often enough before the block, by their positions */
  fitted: number[];
  /** those of the fitted ones, by their positions among these, whose density is taken */
  scored: number[];
}

/**
 * Blocks of the second half. An asset with too few returns before a block, of its own effects in the models, is neither
 * fitted nor scored there; and where residuals add up to zero over the assets, the last one follows from the others.
 */
export function blocksOf(
  panel: Panel,
  fixed: readonly (readonly string[])[],
  contrasts: boolean,
  count = DEFAULT_BLOCKS,
): { blocks: Block[]; notes: string[] } {
  const [N, T] = [panel.assets.length, panel.periods.length];
  const start = Math.floor(T / 2);
  if (T - start < count) {
    throw new ModelError(
      'too-few-periods',
      `the second half of ${T} periods has ${T - start}, and ${count} blocks are to be made of them`,
      'use fewer blocks or more periods',
      { periods: T, blocks: count },
    );
  }
  const own = fixed.map((terms) => terms.map(parseFixedTerm).filter(({ kind }) => kind.startsWith('asset')));
  const fewest = Math.max(0, ...own.map((terms) => terms.length)) + SPARE_RETURNS;
  const notes: string[] = [];
  const end = (b: number): number => start + Math.round((b * (T - start)) / count);
  const blocks = Array.from({ length: count }, (_, b): Block => {
    const [from, to] = [end(b), end(b + 1)];
    const counts = observedCells({ assets: panel.assets, returns: panel.returns.subarray(0, from * N) });
    const fitted = counts.flatMap((seen, i) => (seen < fewest ? [] : [i]));
    const without = panel.assets.filter((_, i) => !fitted.includes(i));
    if (without.length > 0) {
      const who = without.length === 1 ? without[0] : `${without.length} assets, ${without[0]} first,`;
      notes.push(`block ${b + 1} is scored without ${who}: too few returns before it`);
    }
    const scored = fitted.map((_, k) => k);
    return { from, to, fitted, scored: contrasts ? scored.slice(0, -1) : scored };
  });
  return { blocks, notes };
}

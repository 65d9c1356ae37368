import type { Panel } from './types.js';

/**
 * The periods of a panel grouped by the assets that they see, in the order of their first period; periods without any
 * return are in no group. null where no cell is missing.
 *
 * @param groups T: periods of different groups are kept apart, in complete panels too
 */
export function patternsOf(
  { assets, periods, returns }: Panel,
  groups: Int32Array | null = null,
): number[][] | null {
  const N = assets.length;
  if (groups === null && !returns.includes(NaN)) return null;
  const patterns = new Map<string, number[]>();
  const nothing = '0'.repeat(N);
  for (let t = 0; t < periods.length; t++) {
    let seen = '';
    for (let i = 0; i < N; i++) seen += Number.isNaN(returns[t * N + i]) ? '0' : '1';
    if (seen === nothing) continue;
    const key = groups === null ? seen : `${seen} ${groups[t]}`;
    const pattern = patterns.get(key);
    if (pattern) pattern.push(t);
    else patterns.set(key, [t]);
  }
  return [...patterns.values()];
}

/** Number of observed cells of each asset. */
export function observedCells({ assets, returns }: Pick<Panel, 'assets' | 'returns'>): number[] {
  const counts = assets.map(() => 0);
  returns.forEach((value, cell) => {
    if (!Number.isNaN(value)) counts[cell % assets.length]++;
  });
  return counts;
}

/** Number of observed cells of each period. */
export function observedInPeriods({ assets, periods, returns }: Panel): number[] {
  const counts = periods.map(() => 0);
  returns.forEach((value, cell) => {
    if (!Number.isNaN(value)) counts[Math.floor(cell / assets.length)]++;
  });
  return counts;
}

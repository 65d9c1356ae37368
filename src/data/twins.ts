import type { ReturnMatrix } from './check-returns.js';

/** Differences of returns up to this are rounding of prices' ratios. */
const ROUNDING = 1e-14;

/**
 * Assets whose returns are those of an earlier one in every period but for rounding, missing ones included, as pairs
 * of the earlier and the later; those without any return are no one's twin.
 */
export function twins({ assets, returns }: Pick<ReturnMatrix, 'assets' | 'returns'>): [string, string][] {
  const N = assets.length;
  const isTwin = (i: number, j: number): boolean => {
    let common = 0;
    for (let row = 0; row < returns.length; row += N) {
      const [a, b] = [returns[row + i], returns[row + j]];
      if (Number.isNaN(a) && Number.isNaN(b)) continue;
      if (!(Math.abs(a - b) <= ROUNDING)) return false;
      common++;
    }
    return common > 0;
  };
  return assets.flatMap((asset, j): [string, string][] => {
    const earlier = assets.findIndex((_, i) => i < j && isTwin(i, j));
    return earlier < 0 ? [] : [[assets[earlier], asset]];
  });
}

/** What a reader should know of them; nothing where there are none. */
export function describeTwins(pairs: readonly [string, string][]): string[] {
  if (pairs.length === 0) return [];
  const [[earlier, later]] = pairs;
  const others =
    pairs.length === 1 ? '' : `, and ${pairs.length - 1} more such ${pairs.length === 2 ? 'pair' : 'pairs'}`;
  return [`${later} has the returns of ${earlier} in all periods${others}: one of two assets adds nothing`];
}

/** Who takes part in each window, found without looking at every return of every window again. */
import type { ReturnTable } from '../../data/types.js';
import type { ScheduledDecision } from '../schedule.js';

/** Assets of a window with all of its returns, by position; null where one that takes part lacks some. */
export type EligibleSets = (decision: ScheduledDecision) => Int32Array | null;

/**
 * The sets of `eligibleAssets`: an asset takes part where its returns of the history are there and those of the window
 * vary. Two tables of where each asset last had no return, and last another one than before, tell it at once.
 *
 * @returns equal sets of windows in a row are the same array
 */
export function eligibleSets({ assets, dates, returns }: ReturnTable): EligibleSets {
  const [N, T] = [assets.length, dates.length];
  const missingAt = new Int32Array(T * N).fill(-1);
  const changedAt = new Int32Array(T * N);
  for (let t = 0; t < T; t++) {
    for (let i = 0; i < N; i++) {
      const cell = t * N + i;
      const value = returns[cell];
      missingAt[cell] = Number.isNaN(value) ? t : t > 0 ? missingAt[cell - N] : -1;
      changedAt[cell] = t > 0 && value === returns[cell - N] ? changedAt[cell - N] : t;
    }
  }
  let last = new Int32Array(0);
  const found = new Int32Array(N);
  return ({ historyStart, trainStart, decision }) => {
    let n = 0;
    for (let i = 0; i < N; i++) {
      const cell = decision * N + i;
      if (missingAt[cell] >= historyStart) continue;
      if (missingAt[cell] >= trainStart) return null;
      if (changedAt[cell] > trainStart) found[n++] = i;
    }
    const set = found.subarray(0, n);
    if (n !== last.length || set.some((position, k) => position !== last[k])) last = set.slice();
    return last;
  };
}

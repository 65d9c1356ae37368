/** Who takes part in each window, found without looking at every return of every window again. */
import { isMember, type MembershipTimeline } from '../../data/membership-timeline.js';
import type { ReturnTable } from '../../data/types.js';
import type { ScheduledDecision } from '../schedule.js';

/** Assets of a window with all of its returns, by position; null where one that takes part lacks some. */
export type EligibleSets = (decision: ScheduledDecision) => Int32Array | null;

/**
 * The sets of `eligibleAssets`: an asset takes part where its returns of the history are there and those of the window
 * vary, and where it is a member. Where each asset has no return, and where it has that of the period before, tells it at once.
 *
 * @returns equal sets of windows in a row are the same array
 */
export function eligibleSets(
  { assets, returns }: Pick<ReturnTable, 'assets' | 'returns'>,
  membership: MembershipTimeline | null = null,
): EligibleSets {
  const N = assets.length;
  const missing = assets.map(() => new Stretches());
  const constant = assets.map(() => new Stretches());
  for (let t = 0, cell = 0; cell < returns.length; t++) {
    for (let i = 0; i < N; i++, cell++) {
      const value = returns[cell];
      if (value !== value) missing[i].add(t);
      else if (t > 0 && value === returns[cell - N]) constant[i].add(t);
    }
  }
  let last = new Int32Array(0);
  const found = new Int32Array(N);
  return ({ historyStart, trainStart, decision }) => {
    let n = 0;
    for (let i = 0; i < N; i++) {
      if (membership !== null && !isMember(membership, i, decision)) continue;
      const missingAt = missing[i].lastUpTo(decision);
      if (missingAt >= historyStart) continue;
      if (missingAt >= trainStart) return null;
      if (constant[i].startAt(decision) > trainStart + 1) found[n++] = i;
    }
    const set = found.subarray(0, n);
    if (n !== last.length || set.some((position, k) => position !== last[k])) last = set.slice();
    return last;
  };
}

/** Some of the periods of an asset, as stretches; asked in about ascending order, which finds them at once. */
class Stretches {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private at = -1;

  /** @param t a period behind all others */
  add(t: number): void {
    const last = this.ends.length - 1;
    if (last >= 0 && this.ends[last] === t) this.ends[last] = t + 1;
    else {
      this.starts.push(t);
      this.ends.push(t + 1);
    }
  }

  /** The last of the periods up to t; −1 where there is none. */
  lastUpTo(t: number): number {
    this.moveTo(t);
    return this.at < 0 ? -1 : Math.min(t, this.ends[this.at] - 1);
  }

  /** Where the stretch begins that t is in; t + 1 where it is in none. */
  startAt(t: number): number {
    this.moveTo(t);
    return this.at >= 0 && t < this.ends[this.at] ? this.starts[this.at] : t + 1;
  }

  /** To the last stretch that begins at t or before. */
  private moveTo(t: number): void {
    const { starts } = this;
    while (this.at + 1 < starts.length && starts[this.at + 1] <= t) this.at++;
    while (this.at >= 0 && starts[this.at] > t) this.at--;
  }
}

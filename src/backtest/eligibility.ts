import { isMember, type MembershipTimeline } from '../data/membership-timeline.js';
import type { ReturnTable } from '../data/types.js';
import type { ScheduledDecision } from './schedule.js';
import type { BacktestDecision } from './types.js';

/** Which assets of the universe take part in a window: their positions, and why the others sit out. */
export interface Eligibility {
  positions: number[];
  /** those of `positions` with a return in every period of the training window */
  complete: number[];
  satOut: BacktestDecision['satOut'];
}

/**
 * An asset takes part where all its returns of the history are there and those of the training window vary: one
 * whose price stands still has no risk to estimate, and is often not traded at all. With a history shorter than the
 * window it may lack returns at the window's start; then the model alone can use it. With a membership it has to be a
 * member at the decision, whatever it was before.
 */
export function eligibleAssets(
  returns: ReturnTable,
  decision: ScheduledDecision,
  membership: MembershipTimeline | null = null,
): Eligibility {
  const { assets, dates } = returns;
  const { historyStart, trainStart, decision: last } = decision;
  const positions: number[] = [];
  const complete: number[] = [];
  const satOut: Eligibility['satOut'] = [];

  assets.forEach((asset, i) => {
    if (membership !== null && !isMember(membership, i, last)) {
      satOut.push({ asset, reason: 'not a member' });
      return;
    }
    const value = (t: number) => returns.returns[t * assets.length + i];
    const isMissing = (t: number) => Number.isNaN(value(t));
    const missing = count(historyStart, last, isMissing);
    if (missing > 0) {
      const reason = `${missing} of ${last - historyStart + 1} returns missing, first ${dates[first(historyStart, last, isMissing)]}`;
      satOut.push({ asset, reason });
      return;
    }
    const seen = last - trainStart + 1 - count(trainStart, historyStart - 1, isMissing);
    // value(last) is there
    if (first(trainStart, last, (t) => !isMissing(t) && value(t) !== value(last)) > last) {
      satOut.push({ asset, reason: `its return is ${value(last)} in all ${seen} periods` });
      return;
    }
    positions.push(i);
    if (seen === last - trainStart + 1) complete.push(i);
  });
  return { positions, complete, satOut };
}

/** In how many of the periods from `from` through `through` something holds. */
function count(from: number, through: number, holds: (t: number) => boolean): number {
  let found = 0;
  for (let t = from; t <= through; t++) if (holds(t)) found++;
  return found;
}

/** The first of these periods in which something holds; `through` + 1 where there is none. */
function first(from: number, through: number, holds: (t: number) => boolean): number {
  let t = from;
  while (t <= through && !holds(t)) t++;
  return t;
}

/** What a window's notes say of assets without returns in all of its periods. */
export function shortHistories(returns: ReturnTable, { positions, complete }: Eligibility): string[] {
  if (positions.length === complete.length) return [];
  const T = returns.dates.length;
  const short = returns.assets.flatMap((asset, i) => {
    const seen = returns.dates.filter(
      (_, t) => !Number.isNaN(returns.returns[t * returns.assets.length + i]),
    );
    return seen.length === T ? [] : [`${asset} ${seen.length}`];
  });
  return [
    `with fewer than ${T} returns, in the model alone and not in other covariances: ${short.join(', ')}`,
  ];
}

/** Rows `from` to `through`, inclusive, of some columns, as a table of its own. */
export function selectReturns(
  table: ReturnTable,
  positions: readonly number[],
  from: number,
  through: number,
): ReturnTable {
  const periods = through - from + 1;
  const returns = new Float64Array(periods * positions.length);
  for (let t = 0; t < periods; t++) {
    positions.forEach((position, i) => {
      returns[t * positions.length + i] = table.returns[(from + t) * table.assets.length + position];
    });
  }
  return {
    assets: positions.map((position) => table.assets[position]),
    dates: table.dates.slice(from, through + 1),
    returns,
    frequency: table.frequency,
    notes: [],
  };
}

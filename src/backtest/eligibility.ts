import type { ReturnTable } from '../data/types.js';
import type { ScheduledDecision } from './schedule.js';
import type { BacktestDecision } from './types.js';

/** Which assets of the universe take part in a window: their positions, and why the others sit out. */
export interface Eligibility {
  positions: number[];
  satOut: BacktestDecision['satOut'];
}

/**
 * An asset takes part where all its returns of the history are there and those of the training window vary: one
 * whose price stands still has no risk to estimate, and is often not traded at all.
 */
export function eligibleAssets(returns: ReturnTable, decision: ScheduledDecision): Eligibility {
  const { assets, dates } = returns;
  const { historyStart, trainStart, decision: last } = decision;
  const value = (t: number, i: number) => returns.returns[t * assets.length + i];
  const positions: number[] = [];
  const satOut: Eligibility['satOut'] = [];

  assets.forEach((asset, i) => {
    let missing = 0;
    let firstMissing = last;
    for (let t = last; t >= historyStart; t--) {
      if (!Number.isNaN(value(t, i))) continue;
      missing++;
      firstMissing = t;
    }
    if (missing > 0) {
      const reason = `${missing} of ${last - historyStart + 1} returns missing, first ${dates[firstMissing]}`;
      satOut.push({ asset, reason });
      return;
    }
    let t = trainStart + 1;
    while (t <= last && value(t, i) === value(trainStart, i)) t++;
    if (t <= last) positions.push(i);
    else
      satOut.push({
        asset,
        reason: `its return is ${value(last, i)} in all ${last - trainStart + 1} periods`,
      });
  });
  return { positions, satOut };
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

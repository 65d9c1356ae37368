import { DataError } from '../errors.js';
import type { ResolvedConfig } from '../config/types.js';

/** What the schedule depends on. */
type WalkForward = Pick<ResolvedConfig['backtest'], 'train' | 'rebalance' | 'lag' | 'minHistory'>;

/** When one decision looks and when its weights are held; 0-based period indices. */
export interface ScheduledDecision {
  /** first period of the history that an asset needs, which may start before or within the training window */
  historyStart: number;
  /** first period of the training window */
  trainStart: number;
  /** last period that the decision sees, that period included */
  decision: number;
  /** first period that its weights are held for: decision + 1 + lag */
  holdStart: number;
  /** the period after the last one they are held for: the next decision's holdStart, or the end of the data */
  holdEnd: number;
}

/** The decisions of a run in their order, computed when asked for: a long run holds none of them. */
export class Schedule implements Iterable<ScheduledDecision> {
  constructor(
    readonly length: number,
    /** the decision at a position, from 0 on */
    readonly at: (index: number) => ScheduledDecision,
  ) {}

  get first(): ScheduledDecision {
    return this.at(0);
  }

  get last(): ScheduledDecision {
    return this.at(this.length - 1);
  }

  *[Symbol.iterator](): Iterator<ScheduledDecision> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }
}

/**
 * The walk forward over T periods: the first decision after train periods, or minHistory where that is longer, then one every
 * `rebalance` periods for as long as there is a period left to hold for.
 *
 * Nothing of a decision depends on T but holdEnd of the last: later data only add decisions.
 *
 * @throws DataError `too-few-periods` where not even one decision has a period to hold for
 */
export function scheduleDecisions(periods: number, walkForward: WalkForward): Schedule {
  const { train, rebalance, lag, minHistory } = walkForward;
  const start = Math.max(train, minHistory);
  const needed = start + lag + 1;
  if (periods < needed) {
    throw new DataError(
      'too-few-periods',
      `the data hold ${periods} return periods, and the first decision needs ${needed}: ` +
        `${start} to look at${lag > 0 ? `, ${lag} of lag` : ''} and 1 to hold for`,
      'use more data, a shorter backtest.train or a higher frequency',
      { periods, needed, train, minHistory, lag },
    );
  }
  const length = Math.ceil((periods - lag - start) / rebalance);
  return new Schedule(length, (index) => {
    const decision = start - 1 + index * rebalance;
    const holdStart = decision + lag + 1;
    return {
      historyStart: decision + 1 - minHistory,
      trainStart: decision + 1 - train,
      decision,
      holdStart,
      holdEnd: Math.min(holdStart + rebalance, periods),
    };
  });
}

/**
 * The one decision at the end of T periods, with nothing to hold for yet: what to buy now.
 *
 * @throws DataError `too-few-periods`
 */
export function decisionNow(periods: number, walkForward: WalkForward): Schedule {
  const { train, minHistory } = walkForward;
  const needed = Math.max(train, minHistory);
  if (periods < needed) {
    throw new DataError(
      'too-few-periods',
      `the data hold ${periods} return periods, and a decision looks at ${needed}`,
      'use more data, a shorter lookback or a higher frequency',
      { periods, needed, train, minHistory },
    );
  }
  return decisionAtEnd(periods, train, minHistory);
}

/** The one decision at the end of the data, which looks at the last `train` periods, with nothing to hold for. */
export function decisionAtEnd(periods: number, train: number, minHistory = train): Schedule {
  return new Schedule(1, () => ({
    historyStart: periods - minHistory,
    trainStart: periods - train,
    decision: periods - 1,
    holdStart: periods,
    holdEnd: periods,
  }));
}

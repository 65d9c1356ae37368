import type { ResolvedConfig } from '../config/types.js';
import { type RebalanceRule, ruleDays } from '../data/rebalance-rule.js';
import { DataError } from '../errors.js';

/** What the schedule depends on. */
type WalkForward = Pick<
  ResolvedConfig['backtest'],
  'train' | 'window' | 'rebalance' | 'lag' | 'minHistory' | 'warmUp'
>;

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

/** Returns that an asset needs up to a decision that is trained on so many periods. */
function historyOf({ minHistory }: WalkForward, trained: number): number {
  return minHistory === 'window' ? trained : minHistory;
}

/**
 * The walk forward over T periods: the first decision after train periods, or minHistory or warmUp where longer, then one
 * every `rebalance` periods, or on the days of its rule, for as long as there is a period left to hold for. Expanding
 * windows begin with the first period of the data, rolling ones train periods before the decision's end.
 *
 * Nothing of a decision depends on T but holdEnd of the last: later data only add decisions.
 *
 * @param dates of the periods, read for a rule of the calendar alone
 * @throws DataError `too-few-periods` where not even one decision has a period to hold for
 */
export function scheduleDecisions(
  periods: number,
  walkForward: WalkForward,
  dates: () => readonly string[],
): Schedule {
  const { train, window, rebalance, lag, minHistory, warmUp = 0 } = walkForward;
  const start = Math.max(train, historyOf(walkForward, train), warmUp);
  const needed = start + lag + 1;
  if (periods < needed) {
    throw new DataError(
      'too-few-periods',
      `the data hold ${periods} return periods, and the first decision needs ${needed}: ` +
        `${start} to look at${lag > 0 ? `, ${lag} of lag` : ''} and 1 to hold for`,
      `use more data, a shorter ${start > train && start === warmUp ? 'backtest.warmUp' : 'backtest.train'} or a higher frequency`,
      { periods, needed, train, minHistory, lag, ...(warmUp > 0 && { warmUp }) },
    );
  }
  const last = periods - lag - 2;
  const { length, decisionAt } =
    typeof rebalance === 'number'
      ? {
          length: Math.ceil((periods - lag - start) / rebalance),
          decisionAt: (index: number) => start - 1 + index * rebalance,
        }
      : onRuleDays(rebalance, dates(), start - 1, last);
  return new Schedule(length, (index) => {
    const decision = decisionAt(index);
    const trainStart = window === 'expanding' ? 0 : decision + 1 - train;
    return {
      historyStart: decision + 1 - historyOf(walkForward, decision + 1 - trainStart),
      trainStart,
      decision,
      holdStart: decision + lag + 1,
      holdEnd: index + 1 < length ? decisionAt(index + 1) + lag + 1 : periods,
    };
  });
}

/** The days of a rule from period `first` to `last`, both included. */
function onRuleDays(
  rule: RebalanceRule,
  dates: readonly string[],
  first: number,
  last: number,
): { length: number; decisionAt: (index: number) => number } {
  const days = ruleDays(rule, dates).filter((t) => t >= first && t <= last);
  if (days.length === 0) {
    throw new DataError(
      'too-few-periods',
      `no decision of "${rule}" lies between ${dates[first]}, the first day with enough data to look at, and ` +
        `${dates[last]}, the last one with a period to hold for`,
      'use more data, a shorter backtest.train or a rule with more decisions',
      { periods: dates.length, rebalance: rule, first: dates[first], last: dates[last] },
    );
  }
  return { length: days.length, decisionAt: (index) => days[index] };
}

/**
 * The one decision at the end of T periods, with nothing to hold for yet: what to buy now. It looks at the last `train`
 * of them, or where windows expand at all.
 *
 * @throws DataError `too-few-periods`
 */
export function decisionNow(periods: number, walkForward: WalkForward): Schedule {
  const { train, window, minHistory } = walkForward;
  const needed = Math.max(train, historyOf(walkForward, train));
  if (periods < needed) {
    throw new DataError(
      'too-few-periods',
      `the data hold ${periods} return periods, and a decision looks at ${needed}`,
      'use more data, a shorter lookback or a higher frequency',
      { periods, needed, train, minHistory },
    );
  }
  const trained = window === 'expanding' ? periods : train;
  return decisionAtEnd(periods, trained, historyOf(walkForward, trained));
}

/**
 * The decisions of a walk forward over T periods up to one at their end, with nothing to hold for yet, whatever its rhythm
 * says: those that a longer walk would have made by then, `lag` or not, and the one of now.
 *
 * @throws DataError `too-few-periods` where no decision has a period to hold for
 */
export function decisionsUntilNow(
  periods: number,
  walkForward: WalkForward,
  dates: () => readonly string[],
): Schedule {
  const { lag } = walkForward;
  const { holdStart } = scheduleDecisions(periods, walkForward, dates).first;
  const before = scheduleDecisions(periods, { ...walkForward, lag: 0 }, dates);
  const now = decisionAtEnd(periods, walkForward.train).first;
  return new Schedule(before.length + 1, (index) => {
    if (index === before.length) return now;
    const decision = before.at(index);
    return { ...decision, holdStart: index === 0 ? holdStart : decision.holdStart + lag };
  });
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

import { describe, expect, it } from 'vitest';
import { scheduleDecisions as schedule } from '../../src/backtest/schedule.js';

type WalkForward = Parameters<typeof schedule>[1];

const walkForward: WalkForward = {
  train: 6,
  window: 'rolling',
  rebalance: 3,
  lag: 0,
  minHistory: 6,
};
/** Numbers of periods do not read dates. */
const scheduleDecisions = (periods: number, given: WalkForward) =>
  schedule(periods, given, () => {
    throw new Error('dates are read');
  });

describe('schedule of decisions', () => {
  it('decides first after the training window, then every rebalance periods, and holds until the next decision', () => {
    const decisions = [...scheduleDecisions(14, walkForward)];
    expect(decisions.map(({ trainStart, decision }) => [trainStart, decision])).toEqual([
      [0, 5],
      [3, 8],
      [6, 11],
    ]);
    expect(decisions.map(({ holdStart, holdEnd }) => [holdStart, holdEnd])).toEqual([
      [6, 9],
      [9, 12],
      [12, 14],
    ]);
  });

  it('makes no decision at the last period, which has no period to hold for', () => {
    expect(scheduleDecisions(9, walkForward)).toHaveLength(1);
    expect(scheduleDecisions(10, walkForward)).toHaveLength(2);
  });

  it('starts holding lag periods later, also where the lag is longer than the time between decisions', () => {
    const decisions = [...scheduleDecisions(14, { ...walkForward, lag: 4 })];
    expect(decisions.map(({ decision, holdStart, holdEnd }) => [decision, holdStart, holdEnd])).toEqual([
      [5, 10, 13],
      [8, 13, 14],
    ]);
  });

  it('waits for the end of the warm-up where that is longer, and trains on the last train periods', () => {
    const decisions = [...scheduleDecisions(16, { ...walkForward, warmUp: 9, lag: 1 })];
    expect(
      decisions.map(({ historyStart, trainStart, decision }) => [historyStart, trainStart, decision]),
    ).toEqual([
      [3, 3, 8],
      [6, 6, 11],
    ]);
    const expanding = scheduleDecisions(16, { ...walkForward, warmUp: 9, window: 'expanding' });
    expect([expanding.first.trainStart, expanding.first.decision]).toEqual([0, 8]);
    expect([...scheduleDecisions(16, { ...walkForward, warmUp: 4 })]).toEqual([
      ...scheduleDecisions(16, walkForward),
    ]);
    const quarterly = schedule(16, { ...walkForward, warmUp: 9, rebalance: 'quarter' }, () =>
      Array.from({ length: 16 }, (_, t) => new Date(Date.UTC(2020, t + 1, 0)).toISOString().slice(0, 10)),
    );
    expect([...quarterly].map(({ decision }) => decision)).toEqual([8, 11, 14]);
    expect(() => scheduleDecisions(9, { ...walkForward, warmUp: 9 })).toThrow('the first decision needs 10');
  });

  it('waits for the history that an asset needs, and trains on its last train periods', () => {
    const [first] = scheduleDecisions(14, { ...walkForward, minHistory: 8 });
    expect(first).toEqual({ historyStart: 0, trainStart: 2, decision: 7, holdStart: 8, holdEnd: 11 });
  });

  it('keeps every decision as it was when later periods are added, but for the end of the last holding', () => {
    for (let periods = 7; periods < 30; periods++) {
      const shorter = [...scheduleDecisions(periods, walkForward)];
      const longer = [...scheduleDecisions(periods + 1, walkForward)].slice(0, shorter.length);
      const untilHolding = (decisions: typeof shorter) =>
        decisions.map((decision) => ({ ...decision, holdEnd: 0 }));
      expect(untilHolding(longer)).toEqual(untilHolding(shorter));
    }
  });

  it('refuses too few periods with the numbers', () => {
    expect(() => scheduleDecisions(7, { ...walkForward, lag: 1 })).toThrow(
      expect.objectContaining({
        code: 'too-few-periods',
        message: expect.stringContaining('hold 7 return periods, and the first decision needs 8') as string,
        details: expect.objectContaining({ periods: 7, needed: 8, train: 6, lag: 1 }) as unknown,
      }),
    );
    expect(scheduleDecisions(8, { ...walkForward, lag: 1 })).toHaveLength(1);
  });
});

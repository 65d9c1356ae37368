import { describe, expect, it } from 'vitest';
import { type ScheduledDecision, scheduleDecisions } from '../../src/backtest/schedule.js';
import { resolveConfig } from '../../src/config/resolve.js';
import type { WalkForwardConfig } from '../../src/config/types.js';
import { rebalanceRules } from '../../src/data/rebalance-rule.js';
import { weekdaysFrom } from '../../src/data/calendar.js';
import { thrown } from '../support/thrown.js';

/** Weekdays of 2024 from 2 January on but Good Friday, 29 March; January has 22 of them. */
const dates = weekdaysFrom('2024-01-01', 130).filter((date) => date !== '2024-03-29');

const resolved = (backtest: WalkForwardConfig, frequency: 'day' | 'week' | 'month' = 'day') =>
  resolveConfig({
    market: 'SPY',
    frequency,
    backtest,
    strategies: [{ name: 'equalWeight' }],
  }).backtest;
const schedule = (backtest: WalkForwardConfig, of = dates): ScheduledDecision[] => [
  ...scheduleDecisions(of.length, resolved(backtest), () => of),
];
const day = (t: number): string => dates[t];

describe('decisions by the calendar', () => {
  it('fall on the last trading day of each month, and hold from the next day through the next decision', () => {
    const decisions = schedule({ train: 20, rebalance: 'month end' });
    expect(decisions.map(({ decision }) => day(decision))).toEqual([
      '2024-01-31',
      '2024-02-29',
      '2024-03-28',
      '2024-04-30',
      '2024-05-31',
      '2024-06-28',
    ]);
    expect(decisions.map(({ holdStart, holdEnd }) => [day(holdStart), day(holdEnd - 1)])).toEqual([
      ['2024-02-01', '2024-02-29'],
      ['2024-03-01', '2024-03-28'],
      ['2024-04-01', '2024-04-30'],
      ['2024-05-01', '2024-05-31'],
      ['2024-06-03', '2024-06-28'],
      ['2024-07-01', '2024-07-01'],
    ]);
    for (const { decision, trainStart, historyStart } of decisions)
      expect([decision + 1 - trainStart, historyStart]).toEqual([20, trainStart]);
  });

  it('begin with the first day of the rule after the training window, and with a lag hold later', () => {
    const [first, second] = schedule({ train: 23, rebalance: 'weekly on Wednesday', lag: 2 });
    // the 23rd trading day is Thursday, 1 February
    expect([first, second].map(({ decision }) => day(decision))).toEqual(['2024-02-07', '2024-02-14']);
    expect([day(first.holdStart), day(first.holdEnd)]).toEqual(['2024-02-12', '2024-02-19']);
  });

  it('take the day before a Friday without trading', () => {
    const fridays = schedule({ train: 20, rebalance: 'weekly on Friday' }).map(({ decision }) =>
      day(decision),
    );
    expect(fridays.filter((date) => date.startsWith('2024-03') || date < '2024-02-10')).toEqual([
      '2024-02-02',
      '2024-02-09',
      '2024-03-01',
      '2024-03-08',
      '2024-03-15',
      '2024-03-22',
      '2024-03-28',
    ]);
  });

  it('hold every period from the first to the last once', () => {
    for (const rebalance of rebalanceRules.filter((rule) => rule !== 'year')) {
      const decisions = schedule({ train: 30, rebalance, lag: 1 });
      decisions.slice(1).forEach(({ holdStart }, k) => expect(holdStart).toBe(decisions[k].holdEnd));
      expect(decisions.at(-1)!.holdEnd).toBe(dates.length);
      for (const { holdStart, holdEnd } of decisions) expect(holdEnd).toBeGreaterThan(holdStart);
    }
  });

  it('stay as they were when later days are added, but for the end of the last holding', () => {
    const known = (decisions: ScheduledDecision[]) =>
      decisions.map((decision) => ({ ...decision, holdEnd: 0 }));
    for (const rebalance of ['month end', 'month start', 'weekly on Friday'] as const) {
      const whole = schedule({ train: 20, rebalance, lag: 1 });
      for (let length = 50; length < dates.length; length++) {
        const shorter = schedule({ train: 20, rebalance, lag: 1 }, dates.slice(0, length));
        expect(known(whole.slice(0, shorter.length))).toEqual(known(shorter));
        const ends = shorter.slice(0, -1).map(({ holdEnd }) => holdEnd);
        expect(whole.slice(0, shorter.length - 1).map(({ holdEnd }) => holdEnd)).toEqual(ends);
      }
    }
  });

  it('are refused where there is none, with the days that they could lie between', () => {
    expect(thrown(() => schedule({ train: 40, rebalance: 'year' }))).toMatchObject({
      code: 'too-few-periods',
      message:
        'no decision of "year" lies between 2024-02-26, the first day with enough data to look at, and 2024-06-28, the last one with a period to hold for',
    });
  });

  it('are refused where they are finer than the frequency', () => {
    expect(thrown(() => resolved({ rebalance: 'weekly on Friday' }, 'month'))).toMatchObject({
      code: 'bad-value',
      message:
        'backtest.rebalance "weekly on Friday" is finer than the frequency month: periods are months, which are known at their end alone',
      details: { path: 'backtest.rebalance', frequency: 'month' },
    });
    expect(thrown(() => resolved({ rebalance: 'weekly on Tuesday' }, 'week'))).toMatchObject({
      code: 'bad-value',
    });
    expect(resolved({ rebalance: 'quarter' }, 'month').rebalance).toBe('quarter');
    expect(thrown(() => resolved({ rebalance: 'monthly' as 'month end' }))).toMatchObject({
      code: 'bad-value',
      details: { path: 'backtest.rebalance' },
    });
  });
});

describe('expanding windows', () => {
  it('begin with the first period, the first one having train periods', () => {
    const decisions = schedule({ train: 100, window: 'expanding', rebalance: 10 });
    expect(decisions).toEqual([
      { historyStart: 0, trainStart: 0, decision: 99, holdStart: 100, holdEnd: 110 },
      { historyStart: 10, trainStart: 0, decision: 109, holdStart: 110, holdEnd: 120 },
      { historyStart: 20, trainStart: 0, decision: 119, holdStart: 120, holdEnd: 129 },
    ]);
  });

  it('ask an asset for train returns, for minHistory, or for all of the window', () => {
    const histories = (minHistory?: number | 'window') =>
      schedule({ train: 100, window: 'expanding', rebalance: 10, minHistory }).map(
        ({ historyStart, decision }) => decision + 1 - historyStart,
      );
    expect(histories()).toEqual([100, 100, 100]);
    expect(histories(50)).toEqual([50, 50, 50]);
    expect(histories('window')).toEqual([100, 110, 120]);
  });

  it('ask for all of the window where the market is the average of the assets, and nothing else is possible', () => {
    const average = (backtest: WalkForwardConfig) => resolveConfig({ market: 'average', backtest }).backtest;
    expect(average({ window: 'expanding' }).minHistory).toBe('window');
    expect(average({}).minHistory).toBe(36);
    expect(thrown(() => average({ window: 'expanding', minHistory: 36 }))).toMatchObject({
      code: 'bad-value',
      details: { path: 'backtest.minHistory' },
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Schedule } from '../../src/backtest/schedule.js';
import { picksOf } from '../../src/selection/picks.js';
import { scoreOf } from '../../src/selection/score.js';
import { randomSource } from '../support/random.js';

/** A decision every `every` periods from the fourth on, `lag` periods before its holding starts. */
function scheduleOf(periods: number, every: number, lag: number): Schedule {
  const at = (index: number) => {
    const decision = 3 + index * every;
    const holdStart = decision + 1 + lag;
    return {
      ...{ historyStart: 0, trainStart: 0, decision, holdStart },
      holdEnd: Math.min(periods, holdStart + every),
    };
  };
  return new Schedule(Math.ceil((periods - lag - 4) / every), at);
}

const account = (netReturns: number[], lostAt: number | null = null) => ({
  netReturns: Float64Array.from(netReturns),
  lostAt,
});
const rules = { score: 'sharpe', minimumHistory: 2, lookback: 'all' } as const;

describe('picks', () => {
  it('are the best score by brute force, of periods that have ended alone', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer({ min: 1, max: 1e9 }),
          candidates: fc.integer({ min: 1, max: 5 }),
          periods: fc.integer({ min: 12, max: 40 }),
          every: fc.integer({ min: 1, max: 4 }),
          lag: fc.integer({ min: 0, max: 3 }),
          minimumHistory: fc.integer({ min: 2, max: 9 }),
          lookback: fc.oneof(fc.constant('all' as const), fc.integer({ min: 2, max: 12 })),
          score: fc.constantFrom('sharpe' as const, 'volatility' as const, 'meanVariance' as const),
        }),
        ({ seed, candidates, periods, every, lag, ...own }) => {
          const { normal } = randomSource(seed);
          const schedule = scheduleOf(periods, every, lag);
          const begin = schedule.first.holdStart;
          const riskFree = Float64Array.from({ length: periods }, () => 0.001 * normal());
          const returns = Array.from({ length: candidates }, () =>
            Array.from({ length: periods - begin }, () => 0.02 * normal()),
          );
          const accounts = returns.map((r) => account(r));
          const given = { ...own, riskAversion: 3 };
          const picks = picksOf(accounts, schedule, riskFree, 12, given);
          let held = 0;
          picks.forEach(({ candidate, scores }, k) => {
            const { decision } = schedule.at(k);
            // period begin + j of the data is entry j of the returns, known once begin + j ≤ decision
            const known = returns[0].flatMap((_, j) => (begin + j <= decision ? j : []));
            const used = own.lookback === 'all' ? known : known.slice(-own.lookback);
            if (known.length >= own.minimumHistory) {
              const values = returns.map((r) => {
                const excess = used.map((j) => r[j] - riskFree[begin + j]);
                const x = own.score === 'volatility' ? used.map((j) => r[j]) : excess;
                const mean = x.reduce((a, b) => a + b, 0) / x.length;
                const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / (x.length - 1);
                if (own.score === 'sharpe') return (Math.sqrt(12) * mean) / Math.sqrt(variance);
                return own.score === 'volatility' ? -Math.sqrt(12 * variance) : 12 * (mean - 1.5 * variance);
              });
              values.forEach((value, c) =>
                expect(own.score === 'volatility' ? -scores[c]! : scores[c]).toBeCloseTo(value, 8),
              );
              held = values.indexOf(Math.max(...values));
            }
            expect(candidate).toBe(held);
          });
          // nothing later is read
          const k = Math.floor(picks.length / 2);
          const { decision } = schedule.at(k);
          const later = returns.map((r) => account(r.map((x, j) => (begin + j <= decision ? x : 1 - 3 * x))));
          const changed = riskFree.map((rate, t) => (t <= decision ? rate : 5));
          expect(picksOf(later, schedule, changed, 12, given).slice(0, k + 1)).toEqual(picks.slice(0, k + 1));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('hold the first candidate before there is enough history, and say so', () => {
    const schedule = scheduleOf(10, 1, 0);
    const accounts = [
      account([0.01, -0.01, 0.01, 0.02, 0, 0.01]),
      account([0.03, 0.02, 0.05, 0.02, 0.04, 0.01]),
    ];
    const picks = picksOf(accounts, schedule, new Float64Array(10), 12, { ...rules, minimumHistory: 3 });
    expect(picks.map(({ candidate }) => candidate)).toEqual([0, 0, 0, 1, 1, 1]);
    expect(picks[1]).toEqual({
      candidate: 0,
      reason: '1 holding period has ended, fewer than the 3 of minimumHistory',
      periods: 0,
      scores: [null, null],
    });
    expect(picks.map(({ periods }) => periods)).toEqual([0, 0, 0, 3, 4, 5]);
  });

  it('stay with the candidate that is held where scores are equal', () => {
    const schedule = scheduleOf(8, 1, 0);
    const [a, b] = [
      [-0.01, 0.01, 0.02, 0.03],
      [0.03, 0.02, 0.01, -0.01],
    ];
    const accounts = [account(a), account(b), account(b)];
    const picks = picksOf(accounts, schedule, new Float64Array(8), 12, rules);
    expect(picks.map(({ candidate }) => candidate)).toEqual([0, 0, 1, 1]);
    expect(picks[2].reason).toBe('2 candidates have the best score');
    const third = picksOf(
      [account(a), account(b), account([0.04, 0.03, 0.01, -0.01])],
      schedule,
      new Float64Array(8),
      12,
      rules,
    );
    expect(third[2].reason).toBeNull();
    const equal = picksOf(
      [account([0.05, 0.01, 0.02, 0]), account(a), account(a)],
      schedule,
      new Float64Array(8),
      12,
      { ...rules, score: 'volatility' },
    );
    expect([equal[2].candidate, equal[3].candidate]).toEqual([1, 1]);
  });

  it('stay with what is held where no candidate has a score', () => {
    const schedule = scheduleOf(8, 1, 0);
    const picks = picksOf(
      [account([0, 0, 0, 0]), account([0, 0, 0, 0])],
      schedule,
      new Float64Array(8),
      12,
      rules,
    );
    expect(picks[3]).toMatchObject({
      candidate: 0,
      scores: [null, null],
      reason: 'no candidate has a score: the one that was held stays',
    });
  });

  it('leave out a candidate that has lost all wealth, from when that is known', () => {
    const schedule = scheduleOf(9, 1, 0);
    const lost = account([0.1, 0.11, 0.12, -1, 0], 7);
    const picks = picksOf(
      [account([0, 0.01, -0.01, 0.01, 0.01]), lost],
      schedule,
      new Float64Array(9),
      12,
      rules,
    );
    expect(picks.map(({ candidate }) => candidate)).toEqual([0, 0, 1, 1, 0]);
    expect(picks.map(({ scores }) => scores[1] === null)).toEqual([true, true, false, false, true]);
  });
});

describe('a score', () => {
  it('is not defined of fewer than two periods, nor a Sharpe ratio of constant returns', () => {
    const one = Float64Array.of(0.01);
    for (const score of ['sharpe', 'volatility', 'meanVariance'] as const)
      expect(scoreOf(one, new Float64Array(1), { score, periodsPerYear: 12, riskAversion: 2 })).toBeNull();
    const constant = new Float64Array(5).fill(0.01);
    const of = (score: 'sharpe' | 'volatility' | 'meanVariance') =>
      scoreOf(constant, new Float64Array(5), { score, periodsPerYear: 12, riskAversion: 2 });
    expect([of('sharpe'), of('volatility')]).toEqual([null, 0]);
    expect(of('meanVariance')).toBeCloseTo(0.12, 14);
  });
});

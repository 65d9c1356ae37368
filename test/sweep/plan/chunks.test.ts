import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { chunkBoundaries, jobsOf } from '../../../src/sweep/plan/chunks.js';
import type { SweepPlan } from '../../../src/sweep/plan/plan.js';
import { planOf } from '../../support/sweeps.js';
import { thrown } from '../../support/thrown.js';

let plan: SweepPlan;
beforeAll(async () => {
  plan = await planOf({
    universes: { a: {}, b: { prices: 'b.csv' } },
    baseline: 'sample',
    strategies: ['systematic', 'sample'],
    space: {
      grid: { 'backtest.train': [24, 36, 48, 60], 'model.halfLife': [6, 12, 24] },
      random: { samples: 5, fields: { 'strategy.maxWeights': { min: 0.2, max: 1 } } },
    },
  });
});

const none = new Set<string>();

describe('the jobs of a plan', () => {
  it('have each backtest once, in the order of the plan, and data of one kind, whatever windows cost', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1, noNaN: true }), (cost) => {
        const jobs = jobsOf(
          plan,
          chunkBoundaries(plan, () => cost),
          none,
        );
        const ids = jobs.flatMap((job) => job.backtests.map(({ id }) => id));
        expect(ids).toEqual(Array.from(plan.order, (number) => plan.backtests[number].id));
        expect(new Set(ids)).toEqual(new Set(plan.backtests.map(({ id }) => id)));
        const dataOf = new Map(plan.backtests.map(({ id, data }) => [id, data]));
        for (const { backtests, data } of jobs)
          expect(new Set(backtests.map(({ id }) => dataOf.get(id)))).toEqual(new Set([data]));
      }),
    );
  });

  it('take about as long as they are to, but the last of each data', () => {
    const cost = 0.01;
    const ends = chunkBoundaries(plan, () => cost, 2);
    const secondsOf = (number: number): number => plan.backtests[number].windows * cost;
    ends.forEach((end, k) => {
      const numbers = [...plan.order.subarray(k === 0 ? 0 : ends[k - 1], end)];
      const seconds = numbers.reduce((sum, number) => sum + secondsOf(number), 0);
      const longest = Math.max(...numbers.map(secondsOf));
      expect(seconds).toBeLessThanOrEqual(2 + longest / 2);
      const next = plan.order[end];
      const isLast = next === undefined || plan.backtests[next].data !== plan.backtests[numbers[0]].data;
      if (!isLast) expect(seconds).toBeGreaterThanOrEqual(1);
    });
    expect(ends.length).toBeGreaterThan(4);
  });

  it('are the same of the same plan and boundaries, made anew', async () => {
    const ends = chunkBoundaries(plan, () => 0.01);
    const again = await planOf({ space: { grid: { 'backtest.train': [24, 36, 48, 60] } } });
    const once = await planOf({ space: { grid: { 'backtest.train': [24, 36, 48, 60] } } });
    expect(jobsOf(again, [3, 5], none)).toEqual(jobsOf(once, [3, 5], none));
    expect(jobsOf(plan, JSON.parse(JSON.stringify(ends)) as number[], none)).toEqual(
      jobsOf(plan, ends, none),
    );
  });

  it('leave out what is done: whole jobs, and single backtests, which makes another job', () => {
    const ends = chunkBoundaries(plan, () => 0.01);
    const all = jobsOf(plan, ends, none);
    const [first, second, ...others] = all;
    const done = new Set([...first.backtests.map(({ id }) => id), second.backtests[0].id]);
    const rest = jobsOf(plan, ends, done);
    expect(rest.slice(1)).toEqual(others);
    expect(rest[0].backtests).toEqual(second.backtests.slice(1));
    expect(rest[0].id).not.toBe(second.id);
    expect(jobsOf(plan, ends, new Set(plan.backtests.map(({ id }) => id)))).toEqual([]);
  });

  it('refuse boundaries of another plan', () => {
    const end = plan.order.length;
    const seam = Array.from(plan.order).findIndex(
      (n) => plan.backtests[n].data !== plan.backtests[plan.order[0]].data,
    );
    expect(jobsOf(plan, [seam, end], none)).toHaveLength(2);
    for (const wrong of [[], [end], [seam, end + 1], [seam, seam, end], [seam, 1, end], [1.5, seam, end]])
      expect(thrown(() => jobsOf(plan, wrong, none)).code).toBe('bad-boundaries');
  });
});

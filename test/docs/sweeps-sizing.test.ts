import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { page, withFigures } from '../../bench/sweeps/page.mjs';
import { estimate } from '../../bench/sweeps/scaling.mjs';

const results = JSON.parse(readFileSync('bench/sweeps.json', 'utf8')) as Parameters<typeof page>[0];

describe('what sweeps cost, as it is published', () => {
  it('is the page that npm run bench:sweeps makes of its results', () => {
    expect(readFileSync('bench/SWEEPS.md', 'utf8')).toBe(page(results));
  });

  it('is in the sizing guide as it was measured', () => {
    const guide = readFileSync('docs/sweeps-sizing.md', 'utf8');
    expect(guide).toBe(withFigures(guide, results));
  });
});

describe('the estimate for a cluster', () => {
  const costs = {
    ...{ plannerSeconds: 0.01, redisSeconds: 0.004, workerSeconds: 0.5 },
    ...{ bytesIn: 3e5, bytesOut: 2e5 },
  };

  it('is the pace of the threads while these are few', () => {
    const { rate, planner, redis, bytes, worth } = estimate(25, 2, costs);
    expect([rate, planner, redis, bytes, worth]).toEqual([10, 0.1, 0.04, 5e6, 20]);
  });

  it('is the pace of whoever is busy first, which more threads do not change', () => {
    expect(estimate(1000, 2, costs)).toMatchObject({ rate: 100, planner: 1, redis: 0.4, threads: 250 });
    expect(estimate(2000, 2, costs).rate).toBe(100);
    expect(estimate(1000, 2, { ...costs, redisSeconds: 0.02 })).toMatchObject({ rate: 50, redis: 1 });
  });
});

import { expect, test } from 'vitest';
import { progressKeeper } from '../../src/sweep/progress.js';
import type { SweepJob } from '../../src/sweep/types.js';

const jobOf = (...ids: string[]) =>
  ({ backtests: ids.map((id) => ({ id, strategy: '', part: {} })) }) as unknown as SweepJob;

test('speed and time left are of this run, counts of all', () => {
  let now = 5000;
  const jobs = [jobOf('10', '20'), jobOf('30'), jobOf('40')];
  const progress = progressKeeper(jobs, Number, { backtests: 3, windows: 100 }, () => now);
  expect(progress.now()).toMatchObject({
    ...{ state: 'running', windowsPerSecond: null, secondsLeft: null },
    ...{ backtests: { done: 3, total: 7 }, windows: { done: 100, total: 200 } },
    jobs: { done: 0, failed: 0, total: 3 },
  });
  now += 2000;
  progress.done(jobs[0]);
  progress.failed();
  progress.state('analysing');
  expect(progress.now()).toEqual({
    ...{ state: 'analysing', windowsPerSecond: 15, secondsLeft: 70 / 15 },
    ...{ backtests: { done: 5, total: 7 }, windows: { done: 130, total: 200 } },
    jobs: { done: 1, failed: 1, total: 3 },
  });
});

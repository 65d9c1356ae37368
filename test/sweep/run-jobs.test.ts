import { expect, test } from 'vitest';
import { JobFailure } from '../../src/sweep/job-failure.js';
import { runJobs } from '../../src/sweep/run-jobs.js';
import type { PartStore } from '../../src/sweep/store/parts.js';
import type { Dispatcher, SweepJob } from '../../src/sweep/types.js';
import { emptyResult, weeklyBase } from '../support/sweep-study.js';

const jobs = Array.from({ length: 7 }, (_, k): SweepJob => ({
  ...{ id: `job ${k}`, engine: 'engine', data: 'data', base: weeklyBase },
  backtests: [{ id: `backtest ${k}`, strategy: 'systematic', part: {} }],
}));

/** Runs the jobs; what was saved, done and set aside, and how many were under way at most. */
async function ran(
  run: (job: SweepJob, signal: AbortSignal) => Promise<void>,
  options: { capacity?: () => number; signal?: AbortSignal; save?: (job: string) => Promise<void> } = {},
) {
  const {
    capacity = () => 2,
    signal = new AbortController().signal,
    save = () => Promise.resolve(),
  } = options;
  const seen = {
    saved: [] as string[],
    done: [] as string[],
    failed: [] as string[],
    most: 0,
    error: null as unknown,
  };
  let active = 0;
  const dispatcher: Dispatcher = {
    capacity,
    async run(job, either) {
      seen.most = Math.max(seen.most, ++active);
      try {
        await run(job, either);
        return emptyResult(job.id);
      } finally {
        active--;
      }
    },
    close: () => Promise.resolve(),
  };
  const store = {
    async save({ job }: { job: string }) {
      await save(job);
      seen.saved.push(job);
    },
  } as unknown as PartStore;
  const watcher = {
    onDone: ({ id }: SweepJob) => void seen.done.push(id),
    onFailed: ({ job }: JobFailure) => Promise.resolve(void seen.failed.push(job.id)),
  };
  await runJobs(jobs, dispatcher, store, watcher, signal).catch((error: unknown) => (seen.error = error));
  return { ...seen, left: active };
}

const ids = jobs.map(({ id }) => id);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('every job is saved and told of, no more at a time than there is room for', async () => {
  const { saved, done, most, error } = await ran(turn, { capacity: () => 3 });
  expect(error).toBe(null);
  expect(most).toBe(3);
  expect(saved.sort()).toEqual(ids);
  expect(done.sort()).toEqual(ids);
});

test('room that comes later is used', async () => {
  let looks = 0;
  const { saved, error } = await ran(turn, { capacity: () => (looks++ < 1 ? 0 : 7) });
  expect(error).toBe(null);
  expect(saved).toHaveLength(jobs.length);
});

test('a job that failed is set aside, and the others are done', async () => {
  const { saved, failed, error } = await ran(async (job) => {
    await turn();
    if (job.id === 'job 2') throw new JobFailure(job, 3, 'it is poison');
  });
  expect(error).toBe(null);
  expect(failed).toEqual(['job 2']);
  expect(saved.sort()).toEqual(ids.filter((id) => id !== 'job 2'));
});

test('any other error ends the run, and those under way are told', async () => {
  const reason = new Error('the disk is full');
  const { error, left, saved } = await ran(
    (job, signal) =>
      job.id === 'job 0'
        ? turn()
        : new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    { save: () => Promise.reject(reason) },
  );
  expect(error).toBe(reason);
  expect(left).toBe(0);
  expect(saved).toEqual([]);
});

test('an error that comes in the same moment as the end of another job is not lost', async () => {
  const reason = new Error('the last one failed');
  let release = (): void => {};
  const both = new Promise<void>((resolve) => (release = resolve));
  const { error } = await ran(async (job) => {
    if (job.id === 'job 6') release();
    if (job.id !== 'job 5' && job.id !== 'job 6') return;
    await both;
    if (job.id === 'job 6') throw reason;
  });
  expect(error).toBe(reason);
});

test('the reason of the signal ends the run', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const { error, left } = await ran(
    async (job, signal) => {
      await turn();
      if (job.id === 'job 3') controller.abort(reason);
      signal.throwIfAborted();
    },
    { signal: controller.signal },
  );
  expect(error).toBe(reason);
  expect(left).toBe(0);
});

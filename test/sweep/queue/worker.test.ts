import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { describe, expect, onTestFinished, test } from 'vitest';
import { redisBlobs } from '../../../src/sweep/queue/blobs/redis.js';
import { connect } from '../../../src/sweep/queue/connection.js';
import { cancelSweep } from '../../../src/sweep/queue/cancel.js';
import { startWorker } from '../../../src/sweep/queue/worker.js';
import { hasRedis, until } from '../../support/redis-server.js';
import { rejected } from '../../support/thrown.js';
import { bundle, engine, jobOf, jobsOf, resultOf } from './support/jobs.js';
import { workerProcess } from './support/processes.js';
import {
  expectResults,
  jobsLeft,
  planner,
  redis,
  runAll,
  temporary,
  workerSettings,
} from './support/sweep.js';
import { times } from './support/times.js';

const { signal } = new AbortController();

describe.skipIf(!hasRedis)('a worker of a queue', () => {
  test('finishes the job it has when it is told to stop, and takes no other', async () => {
    const { url } = await redis();
    const folder = temporary();
    const { dispatcher } = await planner(url);
    const worker = await workerProcess(workerSettings(url, { folder }));
    const jobs = jobsOf(3, 600);
    const running = runAll(dispatcher, jobs);
    await until(() => begun(folder) === 1, 'it has a job');
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
    expect(worker.output()).toMatch(/"done":1,"failed":0,"returned":0/);
    expect(begun(folder)).toBe(1);
    await workerProcess(workerSettings(url, { folder }));
    expectResults(jobs, await running);
  });

  test('gives a job back when its grace is over, which counts as no attempt', async () => {
    const server = await redis();
    const folder = temporary();
    const { dispatcher } = await planner(server.url);
    const job = jobOf('long', 2500);
    const running = dispatcher.run(job, signal);
    for (let stop = 0; stop < 3; stop++) {
      const worker = await workerProcess(workerSettings(server.url, { folder, grace: 100 }));
      await until(() => begun(folder) === 1 && server.cli('keys', '*:lock') !== '', 'it has the job');
      worker.child.kill('SIGTERM');
      expect(await worker.ended).toBe(0);
      expect(worker.output()).toMatch(/"done":0,"failed":0,"returned":1/);
      const [key] = server.cli('keys', `mixfolio:queue:*${job.id}`).split('\n');
      expect(server.cli('hget', key, 'atm')).toBe('');
      expect(server.cli('hget', key, 'stc')).toBe('');
    }
    await workerProcess(workerSettings(server.url, { folder }));
    expectResults([job], [await running]);
  });

  test('drops within a second what it has of a sweep that is cancelled, and the queue forgets it', async () => {
    const server = await redis();
    const folder = temporary();
    const { dispatcher } = await planner(server.url, { sweep: 'unwanted' });
    await workerProcess(workerSettings(server.url, { folder, concurrency: 2 }));
    const running = runAll(dispatcher, jobsOf(6, 60_000)).catch((error: unknown) => error);
    await until(() => begun(folder) === 2, 'two jobs are under way');
    const began = Date.now();
    const cancelled = await cancelSweep({ url: server.url }, 'unwanted');
    expect(cancelled).toEqual({ wasLive: true, waiting: 4, active: 2 });
    expect(await running).toMatchObject({ code: 'sweep-cancelled' });
    const aborted = (): string[] => readdirSync(folder).filter((name) => name.startsWith('aborted-'));
    await until(() => aborted().length === 2 && jobsLeft(server).length === 0, 'both are dropped');
    for (const name of aborted()) {
      expect(Number(readFileSync(join(folder, name), 'utf8')) - began).toBeLessThan(1000);
    }
    const again = await planner(server.url, { sweep: 'unwanted' });
    const jobs = jobsOf(2, 10, 'after');
    expectResults(jobs, await runAll(again.dispatcher, jobs));
  });

  test('does nothing for a sweep of another engine, and says so where it is not wanted at all', async () => {
    const { url } = await redis();
    const { dispatcher, notes } = await planner(url);
    const other = await workerProcess(workerSettings(url, { engine: '0.2.0+fedcba987654' }));
    expect(await other.ended).toBe(1);
    expect(other.output()).toContain(
      'error [worker-version]: this worker has the engine 0.2.0+fedcba987654; what runs at redis://127.0.0.1',
    );
    expect(other.output()).toContain(`wants ${engine}\n`);
    await until(
      () => notes.some((note) => note.includes('is refused: it has the engine 0.2.0')),
      'the planner sees it',
    );
    expect(dispatcher.workforce().refused).toMatchObject([
      { engine: '0.2.0+fedcba987654', state: 'refused' },
    ]);
    await workerProcess(workerSettings(url));
    const jobs = jobsOf(2, 10);
    expectResults(jobs, await runAll(dispatcher, jobs));
  });

  test('of another engine that was there before a sweep says that it does nothing for it, as the planner does', async () => {
    const { url } = await redis();
    const other = await workerProcess(workerSettings(url, { engine: '0.2.0+fedcba987654' }));
    const { dispatcher, notes } = await planner(url);
    const said = `a sweep wants the engine ${engine}; this worker has 0.2.0+fedcba987654`;
    await until(() => other.output().includes(said), 'the worker says it');
    await until(
      () => notes.some((note) => note.includes('gets no job of this sweep: it has the engine 0.2.0')),
      'the planner says it',
    );
    expect(dispatcher.workforce()).toMatchObject({ workers: [], refused: [{ state: 'working' }] });
    expect(other.output().split(said)).toHaveLength(2);
    other.child.kill('SIGTERM');
    expect(await other.ended).toBe(0);
  });

  test('works on nothing that is no job of its engine', async () => {
    const { url } = await redis();
    const folder = temporary();
    await workerProcess(workerSettings(url, { folder }));
    const queue = new Queue(engine, { connection: { url }, prefix: 'mixfolio:queue' });
    onTestFinished(() => queue.close());
    const { id } = jobOf('stranger');
    const strangers = {
      [id]: { sweep: 's', job: { ...jobOf('stranger'), engine: 'other' } },
      ['ab'.repeat(32)]: { sweep: 's', job: jobOf('stranger') },
      ['cd'.repeat(32)]: { sweep: 's', job: { ...jobOf('x'), id: 'cd'.repeat(32), backtests: [] } },
      ['ef'.repeat(32)]: 'nonsense',
    };
    for (const [jobId, data] of Object.entries(strangers)) {
      await queue.add('chunk', data, { jobId, attempts: 3 });
    }
    await until(async () => (await queue.getFailedCount()) === 4, 'all are set aside');
    const reasons = new Map((await queue.getFailed()).map((job) => [job.id, job]));
    expect(reasons.get(id)?.failedReason).toBe(
      `worker-version: the job wants the engine other, this worker has ${engine}`,
    );
    expect(reasons.get('ab'.repeat(32))?.failedReason).toMatch(/^bad-job: the entry abab/);
    expect(reasons.get('cd'.repeat(32))?.failedReason).toMatch(/^bad-job: .*backtests/);
    expect(reasons.get('ef'.repeat(32))?.attemptsMade).toBe(1);
    expect(begun(folder)).toBe(0);
  });

  test('waits for data that are not there yet, and fetches them again where they are damaged', async () => {
    const server = await redis();
    const { dispatcher } = await planner(server.url);
    const blobs = await connect({ url: server.url });
    onTestFinished(() => blobs.close());
    await redisBlobs(blobs, 60_000).put('bundles', bundle.hash, Buffer.from('damaged'));
    await workerProcess(workerSettings(server.url, { cache: join(temporary(), 'cache') }));
    const job = jobOf('a', 10);
    expectResults([job], [await dispatcher.run(job, signal)]);
  });

  test('keeps data in a folder for the next start', async () => {
    const server = await redis();
    const cache = join(temporary(), 'cache');
    const { dispatcher } = await planner(server.url);
    const first = await workerProcess(workerSettings(server.url, { cache }));
    await dispatcher.run(jobOf('a', 10), signal);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(existsSync(join(cache, 'bundles', bundle.hash))).toBe(true);
    await workerProcess(workerSettings(server.url, { cache }));
    expectResults([jobOf('b', 10)], [await dispatcher.run(jobOf('b', 10), signal)]);
  });

  test('ends where its limit of memory leaves it none to work with', async () => {
    const { url } = await redis();
    const worker = await startWorker({
      ...{ address: { url }, engine, concurrency: 1, times, memory: 2 ** 20 },
      perform: (job, data) => Promise.resolve(resultOf(job, data)),
    });
    expect((await rejected(worker.ended)).code).toBe('memory-limit');
  });
});

/** How many jobs were begun. */
function begun(folder: string): number {
  return readdirSync(folder).filter((name) => name.startsWith('started-')).length;
}

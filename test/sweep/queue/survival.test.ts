/** What happens when something dies in the middle: each ends with the complete, identical result. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { JobFailure } from '../../../src/sweep/job-failure.js';
import type { SweepJob } from '../../../src/sweep/types.js';
import { hasRedis, until, type RedisServer } from '../../support/redis-server.js';
import { jobsOf } from './support/jobs.js';
import { plannerProcess, workerProcess } from './support/processes.js';
import { expectResults, planner, redis, runAll, temporary, workerSettings } from './support/sweep.js';
import { times } from './support/times.js';

const { signal } = new AbortController();

describe.skipIf(!hasRedis)('a sweep over a queue', () => {
  test('survives that one of two workers is killed in the middle of a job', async () => {
    const { url } = await redis();
    const { dispatcher } = await planner(url);
    const folder = temporary();
    const settings = workerSettings(url, { folder });
    const doomed = await workerProcess(settings);
    const jobs = jobsOf(10, 300);
    const running = runAll(dispatcher, jobs);
    await until(() => started(folder).length > 1, 'the first worker is in the middle of a job');
    await workerProcess(settings);
    doomed.child.kill('SIGKILL');
    expectResults(jobs, await running);
  });

  test('survives that Redis is killed in the middle and comes back with its append-only file', async () => {
    const server = await redis();
    const { dispatcher, notes } = await planner(server.url);
    const folder = temporary();
    const jobs = jobsOf(12, 200);
    const running = runAll(dispatcher, jobs);
    const workers = [
      await workerProcess(workerSettings(server.url, { folder })),
      await workerProcess(workerSettings(server.url, { folder })),
    ];
    await until(() => started(folder).length > 3, 'jobs are under way');
    await server.kill();
    await sleep(1500);
    await server.start();
    expectResults(jobs, await running);
    expect(notes).toContain('Redis cannot be reached: waiting until it is there again');
    expect(notes).toContain('Redis is there again');
    workers.forEach(({ child }) => child.kill('SIGTERM'));
    expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual([0, 0]);
  });

  test('goes on where it was when its planner is killed and started again: what is done is not begun again', async () => {
    const server = await redis();
    const folder = temporary();
    await workerProcess(workerSettings(server.url, { folder }));
    const killed = await plannerProcess(server.url, 12, 300);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(started(folder).length).toBeLessThan(12);
    // the worker goes on alone
    await until(() => waitingResults(server).length > 2, 'it has done some since');
    const done = waitingResults(server);
    const marks = done.map((id) => join(folder, `started-${id}`));
    marks.forEach((mark) => rmSync(mark));
    const { dispatcher } = await planner(server.url, { sweep: 'killed' });
    const jobs = jobsOf(12, 300);
    expectResults(jobs, await runAll(dispatcher, jobs));
    const again = new Set(started(folder));
    expect(done.filter((id) => again.has(id))).toEqual([]);
    expect(new Set([...again, ...done])).toEqual(new Set(jobs.map(({ id }) => id)));
  });

  test('sets a job aside that throws three times, does the others, and the job too once it is well', async () => {
    const { url } = await redis();
    const folder = temporary();
    const { dispatcher } = await planner(url);
    const jobs = jobsOf(6, 20);
    writeFileSync(join(folder, `throw-${jobs[2].id}`), '');
    const worker = await workerProcess(workerSettings(url, { folder }));
    const [failure, ...results] = await settled(jobs, (job) => dispatcher.run(job, signal), 2);
    expect(failure).toMatchObject({ code: 'job-failed', attempts: 3, reason: 'poison', job: jobs[2] });
    expect(failure.trace).toContain('perform');
    expectResults(jobs.toSpliced(2, 1), results);
    // what the worker says of the third may come after what Redis says
    await until(() => worker.output().match(/failed: poison/g)?.length === 3, 'the worker said so');
    rmSync(join(folder, `throw-${jobs[2].id}`));
    const again = await planner(url);
    expectResults(jobs, await runAll(again.dispatcher, jobs));
  });

  test('sets a job aside that took three workers with it', async () => {
    const { url } = await redis();
    const folder = temporary();
    const { dispatcher } = await planner(url);
    const jobs = jobsOf(4, 20);
    writeFileSync(join(folder, `die-${jobs[1].id}`), '');
    const running = settled(jobs, (job) => dispatcher.run(job, signal), 1);
    for (let death = 0; death < 3; death++)
      await (
        await workerProcess(workerSettings(url, { folder }))
      ).ended;
    await workerProcess(workerSettings(url, { folder }));
    const [failure, ...results] = await running;
    expect(failure).toMatchObject({ attempts: 3, job: jobs[1] });
    expect(failure.reason).toBe('each of 3 workers that had it died, or fell silent, in the middle of it');
    expectResults(jobs.toSpliced(1, 1), results);
  });

  test('waits while Redis is full, and loses nothing', async () => {
    const server = await redis('--maxmemory-policy', 'noeviction');
    const { dispatcher, notes } = await planner(server.url);
    const folder = temporary();
    const worker = await workerProcess(workerSettings(server.url, { folder, concurrency: 2 }));
    const jobs = jobsOf(12, 150);
    const running = runAll(dispatcher, jobs);
    await until(() => started(folder).length > 2, 'jobs are under way');
    server.cli('config', 'set', 'maxmemory', '1mb');
    await until(
      () => /Redis is full/.test(worker.output()) && /Redis is full/.test(notes.join()),
      'both say so',
    );
    await sleep(1500);
    server.cli('config', 'set', 'maxmemory', '0');
    expectResults(jobs, await running);
    expect(notes).toContain('Redis is well again');
  });
});

/** Ids of the jobs that workers began. */
function started(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => /^started-(.*)/.exec(name)?.[1] ?? []);
}

/** Ids of the jobs whose results nobody has fetched: those that somebody has expire soon. */
function waitingResults({ cli }: RedisServer): string[] {
  const ids = cli('keys', 'mixfolio:outcome:*')
    .split('\n')
    .flatMap((key) => /:([0-9a-f]{64})$/.exec(key)?.[1] ?? []);
  return ids.filter((id) => Number(cli('pttl', `mixfolio:outcome:${id}`)) > times.shared);
}

/** The failure of one job, then the results of the others. */
async function settled<T>(
  jobs: readonly SweepJob[],
  run: (job: SweepJob) => Promise<T>,
  failing: number,
): Promise<[JobFailure, ...T[]]> {
  const runs = jobs.map(run);
  const failure = await runs[failing].then(
    () => null,
    (error: unknown) => error,
  );
  if (!(failure instanceof JobFailure)) throw new Error(`no failure of a job: ${String(failure)}`);
  return [failure, ...(await Promise.all(runs.toSpliced(failing, 1)))];
}

import { describe, expect, test } from 'vitest';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasRedis, until } from '../../support/redis-server.js';
import { rejected } from '../../support/thrown.js';
import { jobOf, jobsOf, plain } from './support/jobs.js';
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

describe.skipIf(!hasRedis)('the planner of a queue', () => {
  test('gives what each job came to, whichever of two workers did it', async () => {
    const { url } = await redis();
    const { dispatcher } = await planner(url);
    const settings = workerSettings(url, { concurrency: 2 });
    const workers = [await workerProcess(settings), await workerProcess(settings)];
    const jobs = jobsOf(40, 50);
    expectResults(jobs, await runAll(dispatcher, jobs));
    workers.forEach(({ child }) => child.kill('SIGTERM'));
    expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual([0, 0]);
    const done = workers.map(({ output }) => Number(/"done":(\d+)/.exec(output())?.[1]));
    expect(done[0] + done[1]).toBe(40);
    expect(Math.min(...done)).toBeGreaterThan(0);
  });

  test('ends its jobs and itself while Redis is away', async () => {
    const server = await redis();
    const { dispatcher } = await planner(server.url);
    const stop = new AbortController();
    const running = dispatcher.run(jobOf('waits'), stop.signal);
    await server.kill();
    stop.abort(new Error('no more'));
    await expect(running).rejects.toThrow('no more');
    await dispatcher.close();
  });

  test('sets a job aside whose error has no message', async () => {
    const { url } = await redis();
    const folder = temporary();
    const job = jobOf('mute');
    writeFileSync(join(folder, `throw-${job.id}`), '');
    await workerProcess(workerSettings(url, { folder, poison: '' }));
    const { dispatcher } = await planner(url);
    const error = await rejected(dispatcher.run(job, new AbortController().signal));
    expect(error).toMatchObject({ attempts: 3 });
    expect(error.message).toContain('an error without a message');
  });

  test('does no job twice that an earlier sweep did a moment ago', async () => {
    const { url } = await redis();
    const worker = await workerProcess(workerSettings(url));
    const jobs = jobsOf(5, 10);
    const first = await planner(url);
    const results = await runAll(first.dispatcher, jobs);
    await first.dispatcher.close();
    worker.child.kill('SIGKILL');
    await worker.ended;
    const second = await planner(url);
    expectResults(jobs, await runAll(second.dispatcher, jobs));
    expect(results).toHaveLength(5);
  });

  test('keeps half as many jobs again in the queue as there are threads', async () => {
    const { url } = await redis();
    const { dispatcher, notes } = await planner(url);
    expect(dispatcher.capacity()).toBe(8);
    expect(notes.join()).toContain('no worker with the engine');
    const settings = workerSettings(url, { concurrency: 5 });
    await workerProcess(settings);
    await workerProcess(settings);
    await until(() => dispatcher.capacity() === 8 + 15, 'both workers are seen');
  });

  test('sends data again that Redis lost, and jobs too', async () => {
    const server = await redis();
    const { dispatcher, notes } = await planner(server.url);
    const jobs = jobsOf(8, 50);
    const running = runAll(dispatcher, jobs);
    await until(() => server.cli('keys', 'mixfolio:queue:*:wait') !== '', 'jobs wait');
    server.cli('flushall');
    await workerProcess(workerSettings(server.url));
    expectResults(jobs, await running);
    expect(notes.join('\n')).toMatch(/Redis lost \d jobs: they are in the queue again/);
    expect(notes.join('\n')).toContain('was gone from Redis: sent again');
  });

  test('takes its jobs back when it is interrupted, those under way too', async () => {
    const server = await redis();
    const { dispatcher } = await planner(server.url);
    const folder = temporary();
    await workerProcess(workerSettings(server.url, { folder }));
    const controller = new AbortController();
    const running = runAll(dispatcher, jobsOf(8, 60_000), controller.signal);
    await until(() => server.cli('keys', 'mixfolio:queue:*:active') !== '', 'one is under way');
    controller.abort(new Error('interrupted'));
    await expect(running).rejects.toThrow('interrupted');
    await until(() => jobsLeft(server).length === 0, 'none is left');
    expect(readdirSync(folder).filter((name) => name.startsWith('aborted-'))).toHaveLength(1);
  });

  test('does a job again whose result was damaged', async () => {
    const server = await redis();
    const worker = await workerProcess(workerSettings(server.url));
    const job = jobOf('damaged', 10);
    const first = await planner(server.url);
    const [result] = await runAll(first.dispatcher, [job]);
    const [part] = server.cli('keys', 'mixfolio:blob:results:*:0').split('\n');
    server.cli('set', part, 'other bytes', 'keepttl');
    const second = await planner(server.url);
    expect(plain(await second.dispatcher.run(job, new AbortController().signal))).toEqual(plain(result));
    expect(second.notes.join('\n')).toMatch(/has bytes of the hash .*: the job is done again/);
    worker.child.kill('SIGKILL');
  });

  test('refuses data that are not those of the hash', async () => {
    const { url } = await redis();
    const { dispatcher } = await planner(url, {
      bundles: () => ({ hash: 'ab'.repeat(32), bytes: new Uint8Array() }),
    });
    const error = await rejected(dispatcher.run(jobOf('a'), new AbortController().signal));
    expect(error.code).toBe('unknown-data');
  });
});

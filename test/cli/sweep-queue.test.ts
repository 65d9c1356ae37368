/** What the command comes to when something ends in the middle: the bytes of a run that nothing happened to. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { jobs, queuedSweep, type QueuedSweep } from '../support/queued-sweep.js';
import { hasRedis, until, testRedis } from '../support/redis-server.js';
import { startedWorker } from '../support/started-cli.js';

// processes share the cores with other tests
vi.setConfig({ testTimeout: 240_000 });

describe.skipIf(!hasRedis)('mixfolio sweep --queue', () => {
  test('ends as without a queue though Redis was killed in the middle, its file synced every second', async () => {
    const server = await testRedis('--appendfsync', 'everysec');
    expect(server.cli('config', 'get', 'appendfsync')).toMatch(/everysec$/);
    const sweep = await queuedSweep(server.url);
    await startedWorker(server.url);
    const running = sweep.start();
    await sweep.begun();
    await server.kill();
    expectMiddle(sweep);
    await until(
      () => running.output().includes('Redis cannot be reached'),
      'the planner sees that it is gone',
    );
    expectMiddle(sweep);
    await server.start();
    sweep.expectSame(await running.ended);
  });

  test('goes on with the rest after its planner was killed in the middle', async () => {
    const { url } = await testRedis();
    const sweep = await queuedSweep(url);
    await startedWorker(url);
    const killed = sweep.start();
    await sweep.begun();
    killed.child.kill('SIGKILL');
    await killed.ended;
    expectMiddle(sweep);
    const before = written(sweep);
    sweep.expectSame(await sweep.start().ended);
    expect(written(sweep)).toMatchObject(before);
  });

  test('takes its jobs out of the queue at a SIGTERM, ends with 143, and the same command goes on', async () => {
    const server = await testRedis();
    const sweep = await queuedSweep(server.url);
    const worker = await startedWorker(server.url);
    const stopped = sweep.start();
    await sweep.begun();
    // so that there are jobs in the queue
    worker.kill('SIGSTOP');
    const waiting = (): string => server.cli('llen', `mixfolio:queue:${sweep.engine}:wait`);
    await until(() => waiting() !== '0', 'jobs wait in the queue');
    stopped.child.kill('SIGTERM');
    const { status, stderr } = await stopped.ended;
    expect(status).toBe(143);
    expect(stderr).toMatch(
      /stopping \(once more to end at once\)\ninterrupted: \d+ of 17 backtests are done; the same command goes on\n$/,
    );
    expectMiddle(sweep);
    const progress = JSON.parse(readFileSync(join(sweep.out, 'progress.json'), 'utf8')) as { state: string };
    expect(progress.state).toBe('stopped');
    expect(waiting()).toBe('0');
    const before = written(sweep);
    worker.kill('SIGCONT');
    sweep.expectSame(await sweep.start().ended);
    expect(written(sweep)).toMatchObject(before);
  });
});

/** Something is done and something is not. */
function expectMiddle(sweep: QueuedSweep): void {
  expect(sweep.stored().length).toBeGreaterThan(0);
  expect(sweep.stored().length).toBeLessThan(jobs);
}

/** When each part was written, nanoseconds: one that is done again is another file. */
function written({ out, stored }: QueuedSweep): Record<string, bigint> {
  return Object.fromEntries(
    stored().map((id) => [id, statSync(join(out, 'parts', `${id}.parquet`), { bigint: true }).mtimeNs]),
  );
}

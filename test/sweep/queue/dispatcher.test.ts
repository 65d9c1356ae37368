import { describe, expect, test } from 'vitest';
import { hasRedis } from '../../support/redis-server.js';
import { bundle, engine, jobsOf, plain, resultOf } from './support/jobs.js';
import { workerProcess } from './support/processes.js';
import { planner, redis, runAll, temporary, times } from './support/sweep.js';

describe.skipIf(!hasRedis)('the planner of a queue', () => {
  test('gives what each job came to, whichever of two workers did it', async () => {
    const server = await redis();
    const folder = temporary();
    const settings = { address: { url: server.url }, engine, concurrency: 2, folder, times };
    const { dispatcher } = await planner(server.url);
    const workers = [await workerProcess(settings), await workerProcess(settings)];
    const jobs = jobsOf(30, 20);
    const results = await runAll(dispatcher, jobs);
    const expected = jobs.map((job) => plain(resultOf(job, bundle.bytes)));
    expect(results.map(plain)).toHaveLength(30);
    expect(new Set(results.map((result) => JSON.stringify(plain(result))))).toEqual(
      new Set(expected.map((result) => JSON.stringify(result))),
    );
    workers.forEach(({ child }) => child.kill('SIGTERM'));
    const done = await Promise.all(workers.map(async ({ ended, output }) => [await ended, output()]));
    console.log(done);
  });
});

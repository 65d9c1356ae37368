import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveMetrics } from '../../../src/sweep/queue/metrics-server.js';
import { workerMetrics } from '../../../src/sweep/queue/metrics.js';
import { Pace } from '../../../src/sweep/queue/pace.js';
import type { LiveWorker } from '../../../src/sweep/queue/registry.js';
import { queueStatus } from '../../../src/sweep/queue/status.js';
import { hasRedis, until } from '../../support/redis-server.js';
import { rejected } from '../../support/thrown.js';
import { engine, jobsOf } from './support/jobs.js';
import { workerProcess } from './support/processes.js';
import { planner, redis, temporary, workerSettings } from './support/sweep.js';

const worker: LiveWorker = {
  ...{ id: 'a', host: 'here', pid: 7, engine, concurrency: 4, active: 3, done: 10, failed: 2, returned: 1 },
  ...{ windows: 200, windowsPerSecond: 12.5, state: 'working' },
};

describe('figures for Prometheus', () => {
  test('are in its text form, by worker, on this machine alone', async () => {
    const server = await serveMetrics(
      '0',
      workerMetrics(() => worker),
    );
    onTestFinished(() => server.close());
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    const answer = await fetch(server.url);
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await answer.text();
    for (const line of [
      '# TYPE mixfolio_worker_jobs_done_total counter',
      'mixfolio_worker_jobs_done_total{worker="here:7"} 10',
      'mixfolio_worker_jobs_failed_total{worker="here:7"} 2',
      'mixfolio_worker_jobs_active{worker="here:7"} 3',
      'mixfolio_worker_windows_per_second{worker="here:7"} 12.5',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect((await fetch(server.url.replace('metrics', ''))).status).toBe(404);
    const again = await rejected(
      serveMetrics(
        new URL(server.url).port,
        workerMetrics(() => worker),
      ),
    );
    expect(again.code).toBe('metrics-address');
  });

  test.each(['x', '99999', ':', 'host:port'])('cannot be had at %j', async (address) => {
    const error = await rejected(
      serveMetrics(
        address,
        workerMetrics(() => worker),
      ),
    );
    expect(error.code).toBe('bad-metrics-address');
  });

  test('have no pace before something was done, then what was done by the time it took', () => {
    const pace = new Pace(60_000);
    expect(pace.perSecond()).toBe(0);
    pace.add(30);
    expect(pace.perSecond()).toBe(30);
  });

  test.skipIf(!hasRedis)(
    'of a planner are those of the queue and of all workers, as is the status',
    async () => {
      const { url } = await redis();
      const folder = temporary();
      const { dispatcher } = await planner(url, {
        ...{ sweep: 'seen', name: 'a sweep', metrics: '0', progress: () => ({ done: 1, total: 4 }) },
      });
      const jobs = jobsOf(4, 10);
      writeFileSync(join(folder, `throw-${jobs[1].id}`), '');
      const running = Promise.allSettled(
        jobs.map((job) => dispatcher.run(job, new AbortController().signal)),
      );
      const figures = async (): Promise<string[]> =>
        (await (await fetch(dispatcher.metrics ?? '')).text()).split('\n');
      await until(
        async () => (await figures()).includes('mixfolio_queue_jobs{state="waiting"} 4'),
        'all wait',
      );
      await workerProcess(workerSettings(url, { folder }));
      await running;
      const seen = (): LiveWorker | undefined => dispatcher.workforce().workers[0];
      await until(() => seen()?.done === 3 && seen()?.failed === 3, 'the planner sees what was done');
      const lines = await figures();
      expect(lines).toContain('mixfolio_queue_jobs{state="failed"} 1');
      expect(lines).toContain('mixfolio_sweep_jobs_done_total 3');
      expect(lines).toContain('mixfolio_sweep_jobs_failed_total 1');
      expect(lines).toContain('mixfolio_sweep_workers 1');
      expect(lines).toContain('mixfolio_sweep_progress_ratio 0.25');
      expect(
        lines.some((line) => /^mixfolio_worker_windows_per_second\{worker="[^"]+:\d+"\} \d/.test(line)),
      ).toBe(true);
      expect(await queueStatus({ url })).toMatchObject({
        sweeps: [{ id: 'seen', name: 'a sweep', engine, done: 1, total: 4 }],
        workers: [{ engine, done: 3, failed: 3, state: 'working' }],
        refused: [],
        queues: [{ engine, waiting: 0, active: 0, delayed: 0, failed: 1 }],
        failed: [{ job: jobs[1].id, engine, sweep: 'seen', attempts: 3, reason: 'poison' }],
      });
    },
  );
});

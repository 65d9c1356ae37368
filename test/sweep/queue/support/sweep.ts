import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import {
  queueDispatcher,
  type QueueDispatcher,
  type QueueDispatcherOptions,
} from '../../../../src/sweep/queue/dispatcher.js';
import type { JobResult, SweepJob } from '../../../../src/sweep/types.js';
import type { RedisServer } from '../../../support/redis-server.js';
import { bundle, engine, plain, resultOf } from './jobs.js';
import { times } from './times.js';
import type { Settings } from './worker-process.js';

export { testRedis as redis } from '../../../support/redis-server.js';

export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mixfolio-queue-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A planner; closed when the test is over, and what it said. */
export async function planner(
  url: string,
  options: Partial<QueueDispatcherOptions> = {},
): Promise<{ dispatcher: QueueDispatcher; notes: string[] }> {
  const notes: string[] = [];
  const dispatcher = await queueDispatcher({
    ...{ address: { url }, engine, bundles: () => bundle, times, note: (text) => notes.push(text) },
    ...options,
  });
  onTestFinished(() => dispatcher.close());
  return { dispatcher, notes };
}

/** All jobs at once, as far as the dispatcher can use them. */
export async function runAll(
  dispatcher: QueueDispatcher,
  jobs: readonly SweepJob[],
  signal = new AbortController().signal,
): Promise<JobResult[]> {
  const results: JobResult[] = [];
  let next = 0;
  let active = 0;
  await new Promise<void>((resolve, reject) => {
    const feed = (): void => {
      if (results.length === jobs.length) resolve();
      for (; active < dispatcher.capacity() && next < jobs.length; active++) {
        dispatcher.run(jobs[next++], signal).then((result) => {
          active--;
          results.push(result);
          feed();
        }, reject);
      }
    };
    feed();
  });
  return results;
}

/** A worker of one thread, unless it says otherwise. */
export function workerSettings(url: string, settings: Partial<Settings> = {}): Settings {
  return {
    address: { url },
    engine,
    concurrency: 1,
    folder: settings.folder ?? temporary(),
    times,
    ...settings,
  };
}

/** Each job once, with the bytes that it has to come to. */
export function expectResults(jobs: readonly SweepJob[], results: readonly JobResult[]): void {
  const byId = new Map(results.map((result) => [result.job, plain(result)]));
  expect(results).toHaveLength(jobs.length);
  for (const job of jobs) expect(byId.get(job.id)).toEqual(plain(resultOf(job, bundle.bytes)));
}

/** Ids of the jobs that the queue has, in whatever state. */
export function jobsLeft({ cli }: RedisServer): string[] {
  return cli('keys', 'mixfolio:queue:*')
    .split('\n')
    .flatMap((key) => /:([0-9a-f]{64})$/.exec(key)?.[1] ?? []);
}

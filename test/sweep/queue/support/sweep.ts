import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  queueDispatcher,
  type QueueDispatcher,
  type QueueDispatcherOptions,
} from '../../../../src/sweep/queue/dispatcher.js';
import type { QueueTimes } from '../../../../src/sweep/queue/settings.js';
import type { JobResult, SweepJob } from '../../../../src/sweep/types.js';
import { redisServer, type RedisServer } from '../../../support/redis-server.js';
import { bundle, engine } from './jobs.js';

/** Times of tests: what takes seconds elsewhere takes tenths. */
export const times: QueueTimes = {
  lease: 1000,
  stalled: 250,
  beat: 200,
  poll: 300,
  backoff: 50,
  shared: 2000,
  kept: 600_000,
};

/** A Redis that is gone when the test is over. */
export async function redis(...options: string[]): Promise<RedisServer> {
  const server = await redisServer(...options);
  onTestFinished(() => server.close());
  return server;
}

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

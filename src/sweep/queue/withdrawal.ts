/** Ending work before it is done: jobs leave the queue, and workers drop what they have of it at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { jsonOf } from './json-of.js';
import { keys, queueName, queuePrefix, withdrawals } from './keys.js';
import { loadBullMQ } from './packages.js';
import { connect, type Connection } from './connection.js';
import { liveSweeps } from './registry.js';
import type { QueueAddress } from './address.js';
import type { Queue } from 'bullmq';

/** What is to end: a sweep as a whole, or some jobs. */
export type Withdrawal = { sweep: string } | { jobs: string[] };

const withdrawalSchema = z.union([z.object({ sweep: z.string() }), z.object({ jobs: z.array(z.string()) })]);

/** For how long it is known that a sweep was cancelled; a sweep that starts again clears it. */
const remembered = 24 * 3600_000;

/** Calls `withdraw` for each withdrawal from now on; ones that come while Redis is away are missed. */
export async function watchWithdrawals(
  connection: Connection,
  withdraw: (withdrawal: Withdrawal) => void,
): Promise<void> {
  const listener = connection.another();
  listener.on('message', (_channel, message) => {
    const parsed = withdrawalSchema.safeParse(jsonOf(message));
    if (parsed.success) withdraw(parsed.data);
  });
  await connection.persist(() => listener.subscribe(withdrawals));
}

/** Whether each of these sweeps was cancelled. */
export async function areCancelled({ redis }: Connection, sweeps: readonly string[]): Promise<boolean[]> {
  if (sweeps.length === 0) return [];
  return (await redis.mget(sweeps.map(keys.cancelled))).map((mark) => mark !== null);
}

/** How often jobs under way are asked for: one may be on its way to a worker when that is told. */
const rounds = 10;

/** Takes jobs out of the queue, and back from those who work on them. */
export async function withdrawJobs(
  connection: Connection,
  queue: Queue,
  jobs: readonly string[],
): Promise<void> {
  let left = [...jobs];
  for (let round = 0; round < rounds && left.length > 0; round++) {
    if (round > 0) await sleep(100);
    const removed = await Promise.all(left.map((job) => queue.remove(job)));
    // under way: its worker drops it, and removes it too
    left = left.filter((_, i) => removed[i] === 0);
    if (left.length > 0) await connection.redis.publish(withdrawals, JSON.stringify({ jobs: left }));
  }
}

/** What cancelling met. */
export interface Cancelled {
  /** whether the sweep was running */
  wasLive: boolean;
  /** jobs that were waiting, and are gone */
  removed: number;
  /** jobs that were under way, which their workers drop */
  stopped: number;
}

/**
 * Ends a sweep wherever it runs: its planner stops, its waiting jobs go, workers drop within a second those under way.
 * What was stored stays, and the sweep can go on from there.
 *
 * @throws ConfigError as `connect`
 */
export async function cancelSweep(address: QueueAddress, sweep: string): Promise<Cancelled> {
  const connection = await connect(address);
  const { Queue } = await loadBullMQ();
  const { redis, persist } = connection;
  try {
    const wasLive = (await persist(() => liveSweeps(connection))).some(({ id }) => id === sweep);
    const cancelled: Cancelled = { wasLive, removed: 0, stopped: 0 };
    const jobs = await persist(() => redis.smembers(keys.jobs(sweep)));
    const queues = (await persist(() => redis.smembers(keys.engines))).map(
      (engine) =>
        new Queue(queueName(engine), { connection: redis, prefix: queuePrefix, skipMetasUpdate: true }),
    );
    const waiting: { queue: Queue; job: string }[] = [];
    for (const queue of queues) {
      const states = await persist(() => Promise.all(jobs.map((job) => queue.getJobState(job))));
      cancelled.stopped += states.filter((state) => state === 'active').length;
      jobs.forEach((job, i) => {
        if (isWaiting(states[i])) waiting.push({ queue, job });
      });
    }
    cancelled.removed = waiting.length;
    // the mark is for workers that take a job before it is removed
    await persist(() => redis.set(keys.cancelled(sweep), 1, 'PX', remembered));
    await persist(() => redis.publish(withdrawals, JSON.stringify({ sweep })));
    await persist(() => Promise.all(waiting.map(({ queue, job }) => queue.remove(job))));
    await persist(() => redis.del(keys.jobs(sweep)));
    await Promise.all(queues.map((queue) => queue.close()));
    return cancelled;
  } finally {
    connection.close();
  }
}

function isWaiting(state: string): boolean {
  return state === 'waiting' || state === 'delayed' || state === 'prioritized';
}

/** Ending a sweep from elsewhere. */
import type { Queue } from 'bullmq';
import type { QueueAddress } from './address.js';
import { connect } from './connection.js';
import { keys, queueName, queuePrefix, withdrawals } from './keys.js';
import { loadBullMQ } from './packages.js';
import { liveSweeps } from './registry.js';
import type { Withdrawal } from './withdrawal.js';

/** For how long it is known that a sweep was cancelled; a sweep that starts again clears it. */
const remembered = 24 * 3600_000;

/** What cancelling met. */
export interface Cancelled {
  /** whether the sweep was running */
  wasLive: boolean;
  /** jobs that were waiting, and are gone */
  waiting: number;
  /** jobs that were under way, which their workers drop */
  active: number;
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
    const cancelled: Cancelled = { wasLive, waiting: 0, active: 0 };
    const jobs = await persist(() => redis.smembers(keys.jobs(sweep)));
    const queues = (await persist(() => redis.smembers(keys.engines))).map(
      (engine) =>
        new Queue(queueName(engine), { connection: redis, prefix: queuePrefix, skipMetasUpdate: true }),
    );
    const waiting: { queue: Queue; job: string }[] = [];
    for (const queue of queues) {
      const states = await persist(() => Promise.all(jobs.map((job) => queue.getJobState(job))));
      cancelled.active += states.filter((state) => state === 'active').length;
      jobs.forEach((job, i) => {
        if (isWaiting(states[i])) waiting.push({ queue, job });
      });
    }
    cancelled.waiting = waiting.length;
    // the mark is for workers that take a job before it is removed
    await persist(() => redis.set(keys.cancelled(sweep), 1, 'PX', remembered));
    await persist(() => redis.publish(withdrawals, JSON.stringify({ sweep } satisfies Withdrawal)));
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

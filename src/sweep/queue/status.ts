/** What goes on in a queue, for whoever asks. */
import type { QueueAddress } from './address.js';
import { connect, type Connection } from './connection.js';
import { keys, queueName, queuePrefix } from './keys.js';
import { jobCounts } from './job-counts.js';
import { loadBullMQ } from './packages.js';
import { liveSweeps, liveWorkers, type LiveSweep, type LiveWorker } from './registry.js';
import type * as BullMQ from 'bullmq';

/** Jobs of a queue by where they are. */
export interface JobCounts {
  waiting: number;
  active: number;
  /** waiting for another attempt, or for their data */
  delayed: number;
  /** set aside after three attempts */
  failed: number;
}

/** A job that was set aside. */
export interface FailedJob {
  job: string;
  engine: string;
  sweep: string | null;
  attempts: number;
  reason: string;
  /** ISO */
  time: string | null;
}

export interface QueueStatus {
  sweeps: LiveSweep[];
  workers: LiveWorker[];
  /** of an engine that no sweep wants */
  refused: LiveWorker[];
  queues: (JobCounts & { engine: string })[];
  /** the last ones */
  failed: FailedJob[];
}

/** Failed jobs of an engine that are listed; all are counted. */
const mostListed = 20;

/** @throws ConfigError as `connect` */
export async function queueStatus(address: QueueAddress): Promise<QueueStatus> {
  const connection = await connect(address);
  const { redis, persist } = connection;
  try {
    const bullmq = await loadBullMQ();
    const all = await persist(() => liveWorkers(connection));
    const status: QueueStatus = {
      sweeps: await persist(() => liveSweeps(connection)),
      workers: all.filter(({ state }) => state !== 'refused'),
      refused: all.filter(({ state }) => state === 'refused'),
      queues: [],
      failed: [],
    };
    for (const engine of (await persist(() => redis.smembers(keys.engines))).sort()) {
      const { counts, failed } = await ofEngine(connection, engine, bullmq);
      status.queues.push({ engine, ...counts });
      status.failed.push(...failed);
    }
    return status;
  } finally {
    connection.close();
  }
}

async function ofEngine(
  { redis, persist }: Connection,
  engine: string,
  { Queue }: typeof BullMQ,
): Promise<{ counts: JobCounts; failed: FailedJob[] }> {
  const queue = new Queue(queueName(engine), {
    connection: redis,
    prefix: queuePrefix,
    skipMetasUpdate: true,
  });
  try {
    const counts = await persist(() => jobCounts(queue));
    const failed = await persist(() => queue.getFailed(0, mostListed - 1));
    return {
      counts,
      failed: failed.map(({ id, data, attemptsMade, stalledCounter, failedReason, finishedOn }) => ({
        job: id ?? '',
        engine,
        sweep: (data as { sweep?: string } | null)?.sweep ?? null,
        attempts: Math.max(attemptsMade, stalledCounter),
        reason: failedReason,
        time: finishedOn === undefined ? null : new Date(finishedOn).toISOString(),
      })),
    };
  } finally {
    await queue.close();
  }
}

/** Ending work before it is done: jobs leave the queue, and workers drop what they have of it at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { jsonOf } from './json-of.js';
import { keys, withdrawals } from './keys.js';
import type { Connection } from './connection.js';
import type { Queue } from 'bullmq';

/** What is to end: a sweep as a whole, or some jobs. */
export type Withdrawal = { sweep: string } | { jobs: string[] };

const withdrawalSchema = z.union([z.object({ sweep: z.string() }), z.object({ jobs: z.array(z.string()) })]);

/** Calls `withdraw` for each withdrawal from now on; ones that come while Redis is away are missed. */
export async function watchWithdrawals(
  connection: Connection,
  withdraw: (withdrawal: Withdrawal) => void,
): Promise<void> {
  const listener = connection.another({ autoResubscribe: false });
  listener.on('message', (_channel, message) => {
    const parsed = withdrawalSchema.safeParse(jsonOf(message));
    if (parsed.success) withdraw(parsed.data);
  });
  await connection.persist(() => listener.subscribe(withdrawals));
  // by hand, since nobody hears of it where ioredis fails at that; the next connection tries it again
  listener.on('ready', () => void listener.subscribe(withdrawals).catch(() => {}));
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

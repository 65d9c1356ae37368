/** What a finished job leaves in Redis: where its result is. */
import { z } from 'zod';
import { DataError } from '../../errors.js';
import { hashOf, verifiedBlob } from './blobs/verified.js';
import { jsonOf } from './json-of.js';
import { keys } from './keys.js';
import type { JobResult } from '../types.js';
import type { BlobStore } from './blobs/types.js';
import type { Connection } from './connection.js';

/** Of a job that is done. The bytes under `hash` are both files, one after the other. */
export interface Outcome {
  hash: string;
  /** bytes of the file of backtests and of that of returns */
  sizes: [number, number];
  windows: number;
  refused: number;
  milliseconds: number;
}

const count = z.number().int().nonnegative();
const outcomeSchema = z.object({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  sizes: z.tuple([count, count]),
  windows: count,
  refused: count,
  milliseconds: z.number().nonnegative(),
});

/** Puts the files where the planner finds them, and says so in Redis. */
export async function leaveOutcome(
  connection: Connection,
  store: BlobStore,
  { job, backtests, returns, windows, refused, milliseconds }: JobResult,
  kept: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const bytes = Buffer.concat([backtests, returns]);
  const hash = hashOf(bytes);
  const sizes: [number, number] = [backtests.length, returns.length];
  const outcome: Outcome = { hash, sizes, windows, refused, milliseconds };
  await store.put('results', hash, bytes);
  await connection.persist(
    () => connection.redis.set(keys.outcome(job), JSON.stringify(outcome), 'PX', kept),
    signal,
  );
  return outcome;
}

/** Of these jobs what they came to; null for one that has not come to anything yet. */
export async function outcomesOf(
  connection: Connection,
  jobs: readonly string[],
): Promise<(Outcome | null)[]> {
  if (jobs.length === 0) return [];
  const texts = await connection.persist(() => connection.redis.mget(jobs.map(keys.outcome)));
  return texts.map((text) => (text === null ? null : parseOutcome(jsonOf(text))));
}

/**
 * The result itself, verified by its hash.
 *
 * @throws DataError `blob-missing`, `blob-mismatch`
 */
export async function fetchOutcome(store: BlobStore, job: string, outcome: Outcome): Promise<JobResult> {
  const { hash, sizes, windows, refused, milliseconds } = outcome;
  const bytes = await verifiedBlob(store, 'results', hash);
  if (bytes.length !== sizes[0] + sizes[1]) {
    throw new DataError(
      'blob-mismatch',
      `the result of job ${job} has ${bytes.length} bytes, which are not ${sizes[0]} and ${sizes[1]}`,
      'the job is done again',
      { job, bytes: bytes.length },
    );
  }
  const [backtests, returns] = [bytes.slice(0, sizes[0]), bytes.slice(sizes[0])];
  return { job, backtests, returns, windows, refused, milliseconds };
}

/** Null for what is none, which is as good as nothing: the job is done again. */
export function parseOutcome(input: unknown): Outcome | null {
  const parsed = outcomeSchema.safeParse(input);
  return parsed.success ? parsed.data : null;
}

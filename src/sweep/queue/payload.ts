/** What a job of the queue carries, and how it is put there. */
import { z } from 'zod';
import { ConfigError } from '../../errors.js';
import { parseJob } from '../job/payload.js';
import { attempts, type QueueTimes } from './settings.js';
import type { SweepJob } from '../types.js';
import type { JobsOptions } from 'bullmq';

export interface Payload {
  /** id of the sweep that put it there first */
  sweep: string;
  job: SweepJob;
}

const schema = z.strictObject({ sweep: z.string().min(1).max(200), job: z.unknown() });

/**
 * Checks what was found in the queue, before anything of it is used.
 *
 * @param id under which it was found, which is that of its job
 * @throws ConfigError `bad-job`
 */
export function parsePayload(data: unknown, id: string): Payload {
  const parsed = schema.safeParse(data);
  const job = parsed.success ? parseJob(parsed.data.job) : null;
  if (!parsed.success || job === null || job.id !== id) {
    throw new ConfigError(
      'bad-job',
      `the entry ${id.slice(0, 80)} of the queue is not what mixfolio puts there`,
      'check what else writes to this queue',
      { id: id.slice(0, 80) },
    );
  }
  return { sweep: parsed.data.sweep, job };
}

/** Of every job: under its own hash, so that it is there once; gone when it is done, kept for a while when it failed. */
export function jobOptions(id: string, { backoff, kept }: QueueTimes): JobsOptions {
  return {
    jobId: id,
    attempts,
    backoff: { type: 'exponential', delay: backoff },
    removeOnComplete: true,
    removeOnFail: { age: Math.ceil(kept / 1000) },
    stackTraceLimit: attempts,
  };
}

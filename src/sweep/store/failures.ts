/** Jobs that were set aside: a file each, with input and error. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../files/replace-file.js';
import type { JobFailure } from '../job-failure.js';
import type { SweepJob } from '../types.js';
import type { PartStore } from './parts.js';

/** A file of the folder `failed`. */
export interface FailedJob {
  job: SweepJob;
  attempts: number;
  error: string;
  trace: string | null;
}

export async function setAside(folder: string, { job, attempts, reason, trace }: JobFailure): Promise<void> {
  const failed: FailedJob = { job, attempts, error: reason, trace };
  await replaceFile(join(folder, 'failed', `${job.id}.json`), `${JSON.stringify(failed, null, 2)}\n`);
}

/** Jobs set aside with a backtest that still has no outcome; those of others, done since then, count for nothing. */
export async function failedJobs(folder: string, store: PartStore): Promise<FailedJob[]> {
  return (await filesOf(folder)).map(({ failed }) => failed).filter((failed) => !isDone(failed, store));
}

/** Removes the files of jobs that were done since then. */
export async function forgetDone(folder: string, store: PartStore): Promise<void> {
  for (const { path, failed } of await filesOf(folder)) if (isDone(failed, store)) await rm(path);
}

function isDone({ job }: FailedJob, { known }: PartStore): boolean {
  return job.backtests.every(({ id }) => known.has(id));
}

async function filesOf(folder: string): Promise<{ path: string; failed: FailedJob }[]> {
  const path = join(folder, 'failed');
  const names = (await readdir(path).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(path, name), 'utf8');
      return { path: join(path, name), failed: JSON.parse(text) as FailedJob };
    }),
  );
}

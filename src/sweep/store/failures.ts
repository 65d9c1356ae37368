/** Jobs that were set aside: a file each, with input and error. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
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
  await mkdir(join(folder, 'failed'), { recursive: true });
  const failed: FailedJob = { job, attempts, error: reason, trace };
  await replaceFile(join(folder, 'failed', `${job.id}.json`), `${JSON.stringify(failed, null, 2)}\n`);
}

/** Jobs set aside with a backtest that still has no outcome; files of others, done since then, are removed. */
export async function failedJobs(folder: string, { known }: PartStore): Promise<FailedJob[]> {
  const path = join(folder, 'failed');
  const names = (await readdir(path).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  const failed: FailedJob[] = [];
  for (const name of names) {
    const one = JSON.parse(await readFile(join(path, name), 'utf8')) as FailedJob;
    if (one.job.backtests.every(({ id }) => known.has(id))) await rm(join(path, name));
    else failed.push(one);
  }
  return failed;
}

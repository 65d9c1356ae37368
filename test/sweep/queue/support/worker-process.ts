/**
 * A worker as a process of its own, with jobs that do what the test wants. Its argument is JSON: `Settings`. It writes
 * `started-JOB` files into its folder, and looks there for `throw-JOB` and `die-JOB` before it does a job.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { printError } from '../../../../src/cli/exit-status.js';
import { startWorker, type WorkerOptions } from '../../../../src/sweep/queue/worker.js';
import type { JobResult, SweepJob } from '../../../../src/sweep/types.js';
import { resultOf } from './jobs.js';

export type Settings = Omit<WorkerOptions, 'perform' | 'note' | 'renew'> & {
  folder: string;
  /** message of what is thrown */
  poison?: string;
};

const { folder, poison = 'poison', ...options } = JSON.parse(process.argv[2]) as Settings;

async function perform(job: SweepJob, data: Uint8Array, signal: AbortSignal): Promise<JobResult> {
  const { milliseconds } = job.base as unknown as { milliseconds: number };
  writeFileSync(join(folder, `started-${job.id}`), String(process.pid));
  if (existsSync(join(folder, `die-${job.id}`))) process.kill(process.pid, 'SIGKILL');
  if (existsSync(join(folder, `throw-${job.id}`))) throw new Error(poison);
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    writeFileSync(join(folder, `aborted-${job.id}`), String(Date.now()));
    throw error;
  }
  return resultOf(job, data);
}

try {
  const note = (text: string): void => console.error(text);
  const worker = await startWorker({ ...options, perform, note });
  console.log('ready');
  process.once('SIGTERM', () => void worker.stop());
  await worker.ended;
  console.log(JSON.stringify(worker.state()));
  process.exit(0);
} catch (error) {
  process.exit(printError(error));
}

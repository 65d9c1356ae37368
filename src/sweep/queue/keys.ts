/** Names in Redis. All begin alike, so that one rule lets a user at them and at nothing else. */

const root = 'mixfolio';

/** What BullMQ puts before its own names. */
export const queuePrefix = `${root}:queue`;

/** Channel of what is to end at once; a message is a `Withdrawal`. */
export const withdrawals = `${root}:withdrawals`;

export const keys = {
  /** set: engines that ever had a queue */
  engines: `${root}:engines`,
  /** set: ids of sweeps and of workers that may be live, those that are have a key of their own */
  sweeps: `${root}:sweeps`,
  workers: `${root}:workers`,
  sweep: (id: string) => `${root}:sweep:${id}`,
  worker: (id: string) => `${root}:worker:${id}`,
  /** set: ids of the jobs that a sweep has in the queue */
  jobs: (sweep: string) => `${root}:sweep:${sweep}:jobs`,
  cancelled: (sweep: string) => `${root}:cancelled:${sweep}`,
  /** what a job came to, as JSON */
  outcome: (job: string) => `${root}:outcome:${job}`,
  blob: (folder: string, hash: string) => `${root}:blob:${folder}:${hash}`,
  blobPart: (folder: string, hash: string, part: number) => `${root}:blob:${folder}:${hash}:${part}`,
};

/** One queue an engine: what another engine is to do is never seen. */
export function queueName(engine: string): string {
  return engine.replaceAll(':', '_');
}

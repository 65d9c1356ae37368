import type { Queue } from 'bullmq';
import type { JobCounts } from './status.js';

/** How many jobs of a queue are where. */
export async function jobCounts(queue: Queue): Promise<JobCounts> {
  const { waiting, active, delayed, failed } = await queue.getJobCounts(
    'waiting',
    'active',
    'delayed',
    'failed',
  );
  return { waiting, active, delayed, failed };
}

/** Times of the queue, in milliseconds. */
export interface QueueTimes {
  /** how long a job is kept for a worker that says nothing; it speaks up twice in that time */
  lease: number;
  /** between looks for jobs whose worker is gone; a job comes back at the second look after its lease */
  stalled: number;
  /** between signs of life of sweeps and workers; who gives none for three of them is gone */
  beat: number;
  /** after which a job that nothing is heard of is looked up */
  poll: number;
  /** before the second attempt; twice that before the third */
  backoff: number;
  /** for how long a fetched result stays for other sweeps with the same jobs */
  shared: number;
  /** for how long what nobody fetches is kept: results of a planner that is gone, data of a sweep that ended */
  kept: number;
}

const defaultTimes: QueueTimes = {
  lease: 15_000,
  stalled: 5000,
  beat: 5000,
  poll: 5000,
  backoff: 1000,
  shared: 60_000,
  kept: 24 * 3600_000,
};

/** All times, as the whole milliseconds that Redis takes alone, at least 1. */
export function queueTimes(own: Partial<QueueTimes> = {}): QueueTimes {
  const times = { ...defaultTimes };
  for (const [name, value] of Object.entries(own) as [keyof QueueTimes, number][])
    times[name] = Math.max(1, Math.round(value));
  return times;
}

export { attempts } from '../job-failure.js';

/** Says what a user should know; never a secret. */
export type Note = (text: string) => void;

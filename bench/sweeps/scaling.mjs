/** What a cluster does, computed from what each job takes. */

/** Threads that the estimates are for. */
export const clusters = [10, 100, 1000];

/**
 * A sweep on `threads` threads behind one planner and one Redis, each of which has one thread of its own. With L the
 * seconds of a job, w, p and r the seconds of processor time that each job takes of its worker, of the planner and of
 * Redis beside it,
 *
 *     jobs a second = min(threads / (L + w), 1 / p, 1 / r)
 *
 * @returns that rate; how busy planner and Redis are, shares of 1; bytes a second through Redis, both ways; the most threads that
 *          are kept busy, and how many of these are
 */
export function estimate(
  threads,
  jobSeconds,
  { plannerSeconds, redisSeconds, workerSeconds, bytesIn, bytesOut },
) {
  const most = Math.min(1 / plannerSeconds, 1 / redisSeconds);
  const rate = Math.min(threads / (jobSeconds + workerSeconds), most);
  return {
    rate,
    planner: rate * plannerSeconds,
    redis: rate * redisSeconds,
    bytes: rate * (bytesIn + bytesOut),
    threads: most * (jobSeconds + workerSeconds),
    worth: rate * jobSeconds,
  };
}

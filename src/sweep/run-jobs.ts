/** The middle of a sweep: jobs go to a dispatcher, what they leave to the store, and failures are set aside. */
import { JobFailure } from './job-failure.js';
import { soon } from './soon.js';
import type { PartStore } from './store/parts.js';
import type { Dispatcher, JobResult, SweepJob } from './types.js';

/** What happens to jobs, for whoever watches. */
export interface JobWatcher {
  onDone: (job: SweepJob, result: JobResult) => void;
  onFailed: (failure: JobFailure) => Promise<void>;
}

/** How long a change of the dispatcher's capacity may go unseen, milliseconds. */
const LOOK = 500;

/**
 * Has every job done, as many at a time as the dispatcher can use. What is stored stays where the signal ends the run.
 *
 * @throws the signal's reason, and what is neither that nor a JobFailure: the jobs that are being done are given up
 */
export async function runJobs(
  jobs: readonly SweepJob[],
  dispatcher: Dispatcher,
  store: PartStore,
  { onDone, onFailed }: JobWatcher,
  signal: AbortSignal,
): Promise<void> {
  const end = new AbortController();
  const either = AbortSignal.any([signal, end.signal]);
  const running = new Set<Promise<void>>();
  const work = async (job: SweepJob): Promise<void> => {
    try {
      const result = await dispatcher.run(job, either);
      await store.save(
        result,
        job.backtests.map(({ id }) => id),
      );
      onDone(job, result);
    } catch (error) {
      if (!(error instanceof JobFailure)) throw error;
      await onFailed(error);
    }
  };
  // kept until it is thrown: several may end at once, and the wait below sees one of them
  const faults: unknown[] = [];
  const start = (job: SweepJob): void => {
    const done = work(job)
      .catch((error: unknown) => void faults.push(error))
      .finally(() => running.delete(done));
    running.add(done);
  };
  try {
    let next = 0;
    while (next < jobs.length || running.size > 0) {
      signal.throwIfAborted();
      if (faults.length > 0) throw faults[0];
      while (next < jobs.length && running.size < dispatcher.capacity()) start(jobs[next++]);
      await soon(running, LOOK);
    }
    if (faults.length > 0) throw faults[0];
  } catch (error) {
    end.abort(error);
    await Promise.allSettled(running);
    throw error;
  }
}

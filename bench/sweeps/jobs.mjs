/** Jobs of a planned sweep, of any size, and running them through a dispatcher. */
import { temporaryFolder } from './processes.mjs';

/** A sweep over simulated prices, planned: jobs of `size` backtests each. */
export async function plannedJobs({ prepareSweep, jobsOf }, config, prices) {
  const { plan, catalogue, engine, workerScript } = await prepareSweep(config, {
    prices,
    workerScript: new URL('../../dist/sweep-worker.js', import.meta.url),
  });
  return {
    engine,
    workerScript,
    bundles: (hash) => catalogue.bundle(hash),
    backtests: plan.order.length,
    windows: plan.order.reduce((sum, number) => sum + plan.backtests[number].windows, 0),
    /** all backtests as so many jobs, as even as they come */
    jobs(count) {
      const ends = Array.from({ length: count }, (_, k) => Math.round((plan.order.length * (k + 1)) / count));
      return jobsOf(plan, ends, new Set());
    },
  };
}

/**
 * Has jobs done and their parts stored, as a sweep does between its plan and its analysis.
 *
 * @returns seconds from the first job to the last, and what jobs said of themselves
 */
export async function runThrough({ runJobs, partStore }, jobs, dispatcher) {
  const folder = temporaryFolder();
  try {
    const store = await partStore(folder.path);
    const results = [];
    const began = performance.now();
    const watcher = {
      onDone: (job, { windows, milliseconds, backtests, returns }) =>
        results.push({ job: job.id, windows, milliseconds, sizes: [backtests.length, returns.length] }),
      onFailed: (failure) => Promise.reject(failure),
    };
    await runJobs(jobs, dispatcher, store, watcher, new AbortController().signal);
    return { seconds: (performance.now() - began) / 1e3, results };
  } finally {
    folder.remove();
  }
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** What the benchmark of sweeps reaches beside the package's own entries, as one module. */
export { jobsOf } from '../../src/sweep/plan/chunks.js';
export { localDispatcher } from '../../src/sweep/pool/dispatcher.js';
export { prepareSweep } from '../../src/sweep/prepare.js';
export { queueDispatcher, startWorker } from '../../src/sweep/queue/index.js';
export { runJobs } from '../../src/sweep/run-jobs.js';
export { partStore } from '../../src/sweep/store/parts.js';

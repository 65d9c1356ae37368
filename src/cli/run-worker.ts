import { availableParallelism } from 'node:os';
import { engineIdentity } from '../sweep/engine-identity.js';
import { jobPool } from '../sweep/pool/pool.js';
import { redacted } from '../sweep/queue/address.js';
import { type RunningWorker, startWorker } from '../sweep/queue/worker.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { type QueueCommand, requiredQueue } from './queue-options.js';

/** The options of `mixfolio worker`, as they were typed. */
export interface WorkerCommand extends QueueCommand {
  concurrency?: number;
  /** MB */
  memory?: number;
  threadMemory?: number;
  /** seconds */
  grace: number;
  wait: number;
  lease: number;
  cache?: string;
}

/**
 * `mixfolio worker`: does jobs of a queue until it is told to stop.
 *
 * @param script of its threads
 * @throws ConfigError `no-queue`, and what `startWorker` throws
 */
export async function runWorker(options: WorkerCommand, script: URL): Promise<ExitStatus> {
  const { concurrency: threads = availableParallelism(), lease, memory } = options;
  const { blobs, metrics, ...address } = requiredQueue(options);
  const engine = await engineIdentity(script);
  const open = () => jobPool(engine, { threads, memory: options.threadMemory, workerScript: script });
  let pool = open();
  try {
    const worker = await startWorker({
      ...{ address, engine, concurrency: threads, blobs, cache: options.cache },
      perform: (job, bundle, signal) => pool.run(job, bundle, signal),
      async renew() {
        await pool.close();
        pool = open();
      },
      memory: memory === undefined ? undefined : memory * 2 ** 20,
      ...{ grace: 1000 * options.grace, wait: 1000 * options.wait, metrics },
      times: { lease: 1000 * lease, stalled: (1000 * lease) / 3 },
      note: (text) => process.stderr.write(`${text}\n`),
    });
    process.stdout.write(
      `worker of the engine ${engine} at ${redacted(address)}: ${threads} ${threads === 1 ? 'job' : 'jobs'} at a time\n`,
    );
    await untilStopped(worker);
    const { done, failed, returned, windows } = worker.state();
    process.stdout.write(
      `stopped: ${done} jobs of ${windows} windows done, ${failed} failed, ${returned} given back\n`,
    );
    return exitStatus.done;
  } finally {
    await pool.close();
  }
}

/** The first signal stops it with grace, the second in a hurry. */
async function untilStopped(worker: RunningWorker): Promise<void> {
  let signals = 0;
  const signalled = (): void => {
    signals++;
    if (signals === 1) {
      process.stderr.write('stopping: finishes its jobs (once more to give them back now)\n');
      void worker.stop();
    } else {
      worker.hurry();
    }
  };
  process.on('SIGTERM', signalled).on('SIGINT', signalled);
  try {
    await worker.ended;
  } finally {
    process.off('SIGTERM', signalled).off('SIGINT', signalled);
  }
}

/** Jobs by threads of this machine. */
import { MixfolioError } from '../../errors.js';
import { attempts, JobFailure } from '../job-failure.js';
import type { DataBundle, Dispatcher, SweepJob } from '../types.js';
import { inSharedMemory, jobPool, type PoolOptions } from './pool.js';

/**
 * @param engine  identity of the worker's script
 * @param bundles the data of a hash
 */
export function localDispatcher(
  engine: string,
  bundles: (hash: string) => DataBundle,
  options: PoolOptions,
): Dispatcher {
  const pool = jobPool(engine, options);
  const sharedBytes = new Map<string, Uint8Array>();
  const bytesOf = (hash: string): Uint8Array => {
    const bytes = sharedBytes.get(hash) ?? inSharedMemory(bundles(hash).bytes);
    sharedBytes.set(hash, bytes);
    return bytes;
  };
  return {
    // a thread that is done finds the next job waiting
    capacity: () => 2 * pool.threads,
    async run(job: SweepJob, signal: AbortSignal) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await pool.run(job, bytesOf(job.data), signal);
        } catch (error) {
          signal.throwIfAborted();
          if (attempt < attempts) continue;
          const { message, stack } =
            error instanceof Error ? error : { message: String(error), stack: undefined };
          const reason = error instanceof MixfolioError ? `${message} [${error.code}]` : message;
          throw new JobFailure(job, attempt, reason, stack ?? null);
        }
      }
    },
    close: () => pool.close(),
  };
}

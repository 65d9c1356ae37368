/** Worker threads of this machine. */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { ConfigError } from '../../errors.js';
import { revivedError } from '../../backtest/parallel/plain-error.js';
import { soon } from '../soon.js';
import type { JobResult, SweepJob } from '../types.js';
import type { ThreadReply, ThreadTask } from './thread.js';

export interface PoolOptions {
  /** default one a core */
  threads?: number;
  /** JavaScript heap of a thread, MB; a thread that needs more dies, and its job with it */
  memory?: number;
  /** the worker's script, such as `defaultScript()` */
  workerScript: string | URL;
}

export interface JobPool {
  readonly threads: number;
  /**
   * @param bundle bytes of the job's data, in shared memory: see `inSharedMemory`
   * @param signal ends the thread in the middle of its work
   * @throws what `JobPerformer` throws, an Error where the thread died, the signal's reason
   */
  run(job: SweepJob, bundle: Uint8Array, signal?: AbortSignal): Promise<JobResult>;
  close(): Promise<void>;
}

/** MB of heap that a thread does not start with less of. */
const LEAST_MEMORY = 32;

/**
 * @param engine identity of the script
 * @throws ConfigError `little-memory`
 */
export function jobPool(
  engine: string,
  { threads = availableParallelism(), memory, workerScript }: PoolOptions,
): JobPool {
  if (memory !== undefined && memory < LEAST_MEMORY) {
    throw new ConfigError(
      'little-memory',
      `threads have ${memory} MB each, and do not start with less than ${LEAST_MEMORY}`,
      'give them some hundred MB, or leave the limit out',
      { memory, least: LEAST_MEMORY },
    );
  }
  const pool = new Piscina({
    filename: String(workerScript),
    minThreads: threads,
    maxThreads: threads,
    recordTiming: false,
    // flags of the process may not be meant for another script: --eval, --import
    execArgv: [],
    ...(memory !== undefined && { resourceLimits: { maxOldGenerationSizeMb: memory } }),
  });
  // that a thread dies is seen by the job that it had; Piscina starts another one
  pool.on('error', () => {});
  return {
    threads,
    async run(job, bundle, signal) {
      signal?.throwIfAborted();
      const task: ThreadTask = { engine, job, bundle };
      let reply: ThreadReply;
      try {
        reply = (await pool.run(task, { signal })) as ThreadReply;
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
      if ('error' in reply) throw revivedError(reply.error);
      return reply.result;
    },
    async close() {
      const { threads: all } = pool;
      const gone = pool.destroy();
      // one that was stopped while it started may never say that it is gone: nothing waits for it
      for (const thread of all) thread.unref();
      await soon([gone], PATIENCE);
    },
  };
}

/** Milliseconds that threads have to be gone. */
const PATIENCE = 1000;

/** A copy that is sent to threads without copying it again. */
export function inSharedMemory(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** The script beside this library. */
export async function defaultScript(): Promise<URL> {
  const { workerScript } = await import('../scripts.js');
  return workerScript;
}

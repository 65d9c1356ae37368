import { EngineError, MixfolioError } from '../../errors.js';
import { abortable } from './abortable.js';
import { revivedError } from './plain-error.js';
import type { Job, Threads, WorkerPool } from './protocol.js';

/** The workers of one run, if it gets any. */
export interface Crew {
  /**
   * Begins to start workers, unless that was done before.
   *
   * @param wanted how many on so many cores
   * @returns how many there are
   */
  open(wanted: (cores: number) => number): Promise<number>;
  /**
   * Gives the workers that were opened their job, unless they have it, and waits until each has answered.
   *
   * @throws EngineError `worker-not-started`, `worker-not-cloned` where the data hold what cannot be sent to a thread,
   *         `worker-version`, and the signal's reason
   */
  start(job: () => Job): Promise<WorkerPool>;
  /** Stops the workers and resolves when they are gone. */
  close(): Promise<void>;
}

/**
 * @param load   how threads are started here
 * @param script of the workers; by default the one beside this library
 */
export function crewOf(load: () => Promise<Threads>, script?: string | URL, signal?: AbortSignal): Crew {
  let opened: { workers: number; pool: WorkerPool | { failure: unknown } } | null = null;
  let started: Promise<WorkerPool> | null = null;
  const start = async (job: () => Job): Promise<WorkerPool> => {
    const { pool } = opened!;
    try {
      if ('failure' in pool) throw pool.failure;
      const answers = await abortable(pool.start(job()), signal);
      for (const answer of answers) if (answer !== null) throw revivedError(answer.error);
      return pool;
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof MixfolioError ? error : startingFailed(error);
    }
  };
  return {
    async open(wanted) {
      if (opened !== null) return opened.workers;
      const threads = await load();
      const workers = wanted(threads.cores());
      if (workers > 1) opened = { workers, pool: begun(threads, workers, script) };
      return workers;
    },
    start: (job) => (started ??= start(job)),
    async close() {
      if (opened !== null && !('failure' in opened.pool)) await opened.pool.close();
    },
  };
}

/** That threads cannot even begin to start matters only once there is a job for them. */
function begun(threads: Threads, workers: number, script?: string | URL): WorkerPool | { failure: unknown } {
  try {
    return threads.open(workers, script);
  } catch (failure) {
    return { failure };
  }
}

function startingFailed(error: unknown): EngineError {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (name === 'DataCloneError') {
    return new EngineError(
      'worker-not-cloned',
      `the data cannot be sent to another thread: ${message}`,
      'pass plain data: no functions, no proxies',
    );
  }
  return new EngineError(
    'worker-not-started',
    `the workers could not be started: ${message}`,
    "pass where the worker's script is as workerScript, or leave workers at 1",
  );
}

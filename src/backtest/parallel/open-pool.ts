import { EngineError, MixfolioError } from '../../errors.js';
import { revivedError } from './plain-error.js';
import type { Job, Task, Threads, WorkerPool } from './protocol.js';

/**
 * Starts workers and waits until each has answered.
 *
 * @param script of the workers; by default the one beside this library
 * @throws EngineError `worker-not-started`, `worker-not-cloned` where the data hold what cannot be sent to a thread,
 *         `worker-version`, and as `EngineCore.create`
 */
export async function openPool(
  threads: Threads,
  job: Job,
  workers: number,
  script?: string | URL,
): Promise<WorkerPool> {
  const nothing: Task = { first: 0, end: 0 };
  let pool: WorkerPool | null = null;
  try {
    const opened = (pool = await threads.open(job, workers, script));
    const replies = await Promise.all(Array.from({ length: workers }, () => opened.run(nothing)));
    for (const reply of replies) if ('error' in reply) throw revivedError(reply.error);
    return opened;
  } catch (error) {
    await pool?.close();
    throw error instanceof MixfolioError ? error : openingFailed(error);
  }
}

function openingFailed(error: unknown): EngineError {
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

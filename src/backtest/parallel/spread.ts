/** The windows of a run, spread over workers. */
import { EngineError } from '../../errors.js';
import type { RunPart, RunRecord } from '../record.js';
import { abortable } from './abortable.js';
import { revivedError } from './plain-error.js';
import type { Task, WorkerPool } from './protocol.js';

/** How long a task should take: long beside a message, short beside a run. */
const TASK_MILLISECONDS = 50;

export interface SpreadOptions {
  workers: number;
  /** windows that have to be done in one go, counted from the first of the run */
  chunk: number;
  /** called with each part that the record has taken over */
  onPart: (part: RunPart) => void;
  signal?: AbortSignal;
}

/**
 * Does the windows of a record from `first` on. Each worker gets the next task when it is done with one: the first is
 * a chunk, the others as many as take a while, fewer towards the end, where workers would wait for the last of them.
 *
 * @param first start of a chunk
 * @throws EngineError `worker-died`, what a window throws, and the signal's reason
 */
export async function spread(
  pool: WorkerPool,
  first: number,
  record: RunRecord,
  { workers, chunk, onPart, signal }: SpreadOptions,
): Promise<void> {
  let next = first;
  let pace: number | null = null;
  const size = (): number => {
    const left = Math.ceil((record.end - next) / chunk);
    const wanted = pace === null ? 1 : Math.floor(TASK_MILLISECONDS / (pace * chunk));
    return chunk * Math.max(1, Math.min(wanted, Math.ceil(left / (2 * workers))));
  };
  const work = async (): Promise<void> => {
    while (next < record.end) {
      const task: Task = { first: next, end: Math.min(record.end, next + size()) };
      next = task.end;
      const reply = await pool.run(task).catch(died);
      signal?.throwIfAborted();
      if ('error' in reply) throw revivedError(reply.error);
      pace = reply.milliseconds / (task.end - task.first);
      record.put(reply.part);
      onPart(reply.part);
    }
  };
  try {
    await abortable(Promise.all(Array.from({ length: workers }, work)), signal);
  } finally {
    // after an error no worker gets another task
    next = record.end;
  }
}

function died(error: unknown): never {
  throw new EngineError(
    'worker-died',
    `a worker ended before its windows were done: ${error instanceof Error ? error.message : String(error)}`,
    'each worker needs the memory of a run of its own: use fewer workers, or 1 to stay in the calling thread',
  );
}

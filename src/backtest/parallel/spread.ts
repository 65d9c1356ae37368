/** The windows of a run, spread over workers. */
import { EngineError } from '../../errors.js';
import type { RunPart } from '../record.js';
import { abortable } from './abortable.js';
import { revivedError } from './plain-error.js';
import type { Reply, WorkerPool } from './protocol.js';
import type { TaskQueue } from './task-queue.js';

/** How long a task should take: long beside a message, short beside a run. */
const TASK_MILLISECONDS = 50;

export interface SpreadOptions {
  workers: number;
  /** takes over what a task chose */
  onPart: (part: RunPart) => void;
  signal?: AbortSignal;
}

/**
 * Has workers do the windows of a queue. Each gets the next task when it is done with one, before that one's part is
 * taken over: the first is a chunk, the others as many as take a while, fewer towards the end, where workers would wait
 * for the last of them.
 *
 * @throws EngineError `worker-died`, what a window throws, and the signal's reason
 */
export async function spread(
  pool: WorkerPool,
  queue: TaskQueue,
  { workers, onPart, signal }: SpreadOptions,
): Promise<void> {
  let pace: number | null = null;
  const size = (): number => {
    const wanted = pace === null ? 1 : Math.floor(TASK_MILLISECONDS / (pace * queue.chunk));
    return Math.max(1, Math.min(wanted, Math.ceil(queue.left / (2 * workers))));
  };
  const ask = (): { windows: number; reply: Promise<Reply> } | null => {
    const task = queue.take(size());
    if (task === null) return null;
    const reply = pool.run(task).catch(died);
    // nobody waits for it when something else has failed by then
    reply.catch(() => {});
    return { windows: task.end - task.first, reply };
  };
  const work = async (): Promise<void> => {
    for (let task = ask(); task !== null;) {
      const reply = await task.reply;
      if (queue.isStopped) return;
      signal?.throwIfAborted();
      if ('error' in reply) throw revivedError(reply.error);
      pace = reply.milliseconds / task.windows;
      task = ask();
      onPart(reply.part);
    }
  };
  const failed = (error: unknown): never => {
    queue.stop();
    throw error;
  };
  const working = Array.from({ length: workers }, () => work().catch(failed));
  await abortable(Promise.all(working), signal).catch(failed);
}

function died(error: unknown): never {
  throw new EngineError(
    'worker-died',
    `a worker ended before its windows were done: ${error instanceof Error ? error.message : String(error)}`,
    'each worker needs the memory of a run of its own: use fewer workers, or 1 to stay in the calling thread',
  );
}

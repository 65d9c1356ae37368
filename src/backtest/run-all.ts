/** All windows of a run: in the calling thread, or spread over workers. */
import { EngineError } from '../errors.js';
import { type CallingThread, callingThread, type CallingThreadOptions, turn } from './calling-thread.js';
import type { Crew } from './parallel/crew.js';
import type { Job } from './parallel/protocol.js';
import { spread } from './parallel/spread.js';
import { TaskQueue } from './parallel/task-queue.js';
import { watch } from './parallel/worker-count.js';
import type { RunRecord } from './record.js';
import type { WindowRunner } from './run-windows.js';

/** A run whose windows are to be done, and where what they choose goes. */
export interface Run {
  runner: WindowRunner;
  record: RunRecord;
  /** the same for workers, made once; null where there can be none, as the engine is not one that `createEngine` made */
  job: (() => Job) | null;
}

export interface RunOptions extends CallingThreadOptions {
  workers: number | 'auto';
  crew: Crew;
  /** windows before this one are done: the start of a chunk, or the end */
  from: number;
}

/**
 * Does every window of a run, with the same record whatever did it. With `auto` the calling thread begins, and workers
 * come to help once it shows that the run is long.
 *
 * @returns a note where the calling thread did what workers were asked for
 */
export async function runAllWindows(run: Run, options: RunOptions): Promise<string[]> {
  const { workers, from } = options;
  const total = run.record.end;
  const here = callingThread(run.runner, run.record, options, from);
  if (workers === 1 || run.job === null) {
    await here.run(from, total);
    const isAsked = workers !== 1 && workers !== 'auto';
    return isAsked ? [stayed('the engine is not one that createEngine() made')] : [];
  }
  if (workers !== 'auto') return spreadFrom(from, () => workers, run.job, run, here, options);
  const watched = watch(total);
  const first = await here.run(from, total, watched.isLong);
  return first === total ? [] : spreadFrom(first, watched.workers, run.job, run, here, options);
}

/**
 * Has workers do the windows from `first` on, the calling thread until they have come up, and where there can be none,
 * which notes say.
 *
 * @param wanted how many on so many cores
 */
async function spreadFrom(
  first: number,
  wanted: (cores: number) => number,
  job: () => Job,
  { runner, record }: Run,
  here: CallingThread,
  { workers: asked, crew, signal }: RunOptions,
): Promise<string[]> {
  const { chunk } = runner;
  const boundary = Math.min(record.end, chunk * Math.ceil(first / chunk));
  const queue = new TaskQueue(boundary, record.end, chunk);
  const chunks = queue.left;
  const workers = Math.min(chunks, await crew.open((cores) => Math.min(wanted(cores), chunks)));
  if (workers < 2) {
    await here.run(first, record.end);
    return [];
  }
  const alone = { is: true };
  const theirs = crew.start(job).then(
    async (pool) => {
      alone.is = false;
      await spread(pool, queue, { workers, onPart: (part) => here.take(part, job().arrays), signal });
      return [];
    },
    (error: unknown) => {
      if (!canStay(error, asked)) throw error;
      return [stayed(error.message)];
    },
  );
  theirs.catch(() => queue.stop());
  try {
    await here.runMeanwhile(first, boundary);
    // what workers have sent while the calling thread was busy
    await turn();
    for (let task; alone.is && (task = queue.take()) !== null;) {
      await here.runMeanwhile(task.first, task.end);
    }
  } catch (error) {
    queue.stop();
    throw error;
  }
  const notes = await theirs;
  await here.resolve();
  return notes;
}

/** Whether a run goes on without the workers that it cannot have. */
function canStay(error: unknown, workers: number | 'auto'): error is EngineError {
  if (!(error instanceof EngineError)) return false;
  return error.code === 'worker-not-cloned' || (workers === 'auto' && error.code === 'worker-not-started');
}

function stayed(reason: string): string {
  return `all windows were done in the calling thread and not by workers: ${reason}`;
}

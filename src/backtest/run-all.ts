/** All windows of a run: in the calling thread, or spread over workers. */
import type { ResolvedConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { coreOf, type EngineCore } from '../engine/core.js';
import { EngineError } from '../errors.js';
import type { BacktestInputs } from './inputs.types.js';
import { abortable } from './parallel/abortable.js';
import { jobOf } from './parallel/job.js';
import { openPool } from './parallel/open-pool.js';
import type { Threads, WorkerPool } from './parallel/protocol.js';
import { spread } from './parallel/spread.js';
import { watch } from './parallel/worker-count.js';
import type { RunPart, RunRecord } from './record.js';
import type { WindowRunner } from './run-windows.js';

/** How long the loop keeps the event loop waiting. */
const LONGEST_TURN_MILLISECONDS = 50;

/** How long workers may have to wait for their next task. */
const SHORT_TURN_MILLISECONDS = 2;

/** A run whose windows are to be done. */
export interface Run {
  engine: Engine;
  inputs: BacktestInputs;
  config: ResolvedConfig;
  runner: WindowRunner;
}

export interface RunOptions {
  workers: number | 'auto';
  workerScript?: string | URL;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
  /** does a piece of what the calling thread has to do anyway, while workers work; false once nothing is left */
  meanwhile: () => boolean;
  /** how workers are started here, loaded when they are */
  threads: () => Promise<Threads>;
}

/**
 * Does every window of a run. With `auto` the calling thread begins, and workers take over at the next chunk once it
 * shows that the run is long.
 *
 * @returns the record, the same whatever did it, and a note where the calling thread did what workers were asked for
 */
export async function runAllWindows(
  run: Run,
  options: RunOptions,
): Promise<{ record: RunRecord; notes: string[] }> {
  const { workers } = options;
  const total = run.inputs.schedule.length;
  const record = run.runner.record(0, total);
  const here = callingThread(run.runner, record, options);
  const core = workers === 1 ? undefined : coreOf(run.engine);
  if (core === undefined) {
    await here.run(0, total);
    const isAsked = workers !== 1 && workers !== 'auto';
    return { record, notes: isAsked ? [stayed('the engine is not one that createEngine() made')] : [] };
  }
  if (workers !== 'auto') {
    return { record, notes: await spreadFrom(0, () => workers, core, run, record, here, options) };
  }
  const watched = watch(total);
  const first = await here.run(0, total, watched.isLong);
  const isDone = first === total;
  return {
    record,
    notes: isDone ? [] : await spreadFrom(first, watched.workers, core, run, record, here, options),
  };
}

/**
 * Has workers do the windows from `first` on, or the calling thread where there can be none, which notes say.
 *
 * @param wanted how many on so many cores
 */
async function spreadFrom(
  first: number,
  wanted: (cores: number) => number,
  core: EngineCore,
  { inputs, config, runner }: Run,
  record: RunRecord,
  here: CallingThread,
  { workers: asked, workerScript, signal, meanwhile, threads: load }: RunOptions,
): Promise<string[]> {
  const { chunk } = runner;
  const boundary = Math.min(record.end, chunk * Math.ceil(first / chunk));
  const threads = await load();
  const workers = Math.min(wanted(threads.cores()), Math.ceil((record.end - boundary) / chunk));
  if (workers < 2) {
    await here.run(first, record.end);
    return [];
  }
  const opening = openPool(threads, jobOf(core, inputs, config, runner.measures), workers, workerScript);
  opening.catch(() => {});
  let pool: WorkerPool;
  try {
    await here.run(first, boundary);
    pool = await abortable(opening, signal);
  } catch (error) {
    opening.then(
      (late) => late.close(),
      () => {},
    );
    if (!canStay(error, asked)) throw error;
    await here.run(boundary, record.end);
    return [stayed(error.message)];
  }
  try {
    const spreading = spread(pool, boundary, record, { workers, chunk, signal, onPart: here.count });
    await workMeanwhile(spreading, meanwhile);
  } finally {
    await pool.close();
  }
  await here.resolve();
  return [];
}

/** Whether a run goes on without the workers that it cannot have. */
function canStay(error: unknown, workers: number | 'auto'): error is EngineError {
  if (!(error instanceof EngineError)) return false;
  return error.code === 'worker-not-cloned' || (workers === 'auto' && error.code === 'worker-not-started');
}

function stayed(reason: string): string {
  return `all windows were done in the calling thread and not by workers: ${reason}`;
}

/** What the calling thread does of a run, and how it counts what is done. */
interface CallingThread {
  /**
   * Does windows from `first` to `end`, or until it is stopped.
   *
   * @param isEnough asked before each step, with how many windows of the run are done
   * @returns the position behind the last one
   */
  run(first: number, end: number, isEnough?: (done: number) => boolean): Promise<number>;
  /** counts the windows of a part, those that are unresolved aside */
  count: (part: RunPart) => void;
  /** does the windows of the record that parts left unresolved */
  resolve(): Promise<void>;
}

function callingThread(
  runner: WindowRunner,
  record: RunRecord,
  { onProgress, signal }: RunOptions,
): CallingThread {
  let done = 0;
  const count = (windows: number): void => {
    for (let k = 0; k < windows; k++) {
      signal?.throwIfAborted();
      onProgress?.(++done, record.end);
    }
  };
  const pause = pacemaker();
  return {
    async run(first, end, isEnough = () => false) {
      let index = first;
      while (index < end && !isEnough(index)) {
        const next = runner.run(index, record);
        count(next - index);
        index = next;
        await pause();
      }
      signal?.throwIfAborted();
      return index;
    },
    count: (part) => count(part.end - part.first - part.unresolved.size),
    async resolve() {
      for (const index of [...record.unresolved].sort((a, b) => a - b)) {
        runner.resolve(index, record);
        count(1);
        await pause();
      }
      signal?.throwIfAborted();
    },
  };
}

/** Waits for a promise, and does pieces of work for as long as there are any: a little at a time, workers come first. */
async function workMeanwhile(promise: Promise<void>, work: () => boolean): Promise<void> {
  let isOver = false;
  const over = (): void => void (isOver = true);
  promise.then(over, over);
  for (let isLeft = true; isLeft && !isOver;) {
    const began = performance.now();
    while (isLeft && performance.now() - began < SHORT_TURN_MILLISECONDS) isLeft = work();
    await turn();
  }
  return promise;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** A pause that lets the event loop run when its last turn is long ago: an abort arrives, a page stays alive. */
function pacemaker(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < LONGEST_TURN_MILLISECONDS) return;
    await turn();
    last = performance.now();
  };
}

/** What goes to workers and comes back: plain data alone, which every thread can clone. */
import type { ResolvedConfig } from '../../config/types.js';
import type { ReturnTable } from '../../data/types.js';
import type { LinearSolver } from '../../portfolio/tails/linear-solver.js';
import type { BacktestInputs } from '../inputs.types.js';
import type { RunArrays, RunPart } from '../record.js';
import type { PlainError } from './plain-error.js';

/** A run, as a worker gets it once. */
export interface Job {
  /** of the library: a worker of another one would compute something else */
  version: string;
  /** compiled once, for all threads */
  module: WebAssembly.Module;
  /** the engine's second module, null where the run does not need it */
  further: WebAssembly.Module | null;
  config: ResolvedConfig;
  /** whether windows need a solver of linear programs, which each thread loads */
  usesLinearSolver: boolean;
  /** whether condition numbers are computed */
  measures: boolean;
  /** the schedule, which is a function, follows from the periods and the configuration */
  inputs: Omit<BacktestInputs, 'schedule' | 'returns' | 'excess'> & { returns: Undated; excess: Undated };
  /** those of both tables of returns, a line each: one text takes a fraction of the time of as many strings */
  dates: string;
  /** shared, where workers leave the numbers of their windows; null where threads cannot share them: they are sent */
  arrays: RunArrays | null;
}

export type Undated = Omit<ReturnTable, 'dates'>;

/** Windows of the run from `first` to `end`: whole chunks. */
export interface Task {
  first: number;
  end: number;
}

/** What a worker chose in a task, and how long that took it; or what it threw. */
export type Reply = { part: RunPart; milliseconds: number } | { error: PlainError };

/** That a worker has made ready for its job, or what it threw. */
export type Readiness = null | { error: PlainError };

/** Workers that are on their way, get one job, then its tasks. */
export interface WorkerPool {
  /**
   * Gives all workers their job, and resolves when each has answered.
   *
   * @throws DataCloneError where the job cannot be cloned, and what starting a thread throws
   */
  start(job: Job): Promise<Readiness[]>;
  /**
   * Has a task done by a worker that is idle, of which the caller sees to it that there is one.
   *
   * @throws whatever the thread died of
   */
  run(task: Task): Promise<Reply>;
  /** Stops all workers at once, in the middle of what they do, and resolves when they are gone. */
  close(): Promise<void>;
}

/** How threads are started here. */
export interface Threads {
  /** threads that run at the same time */
  cores(): number;
  /** what solves linear programs here, in workers too; not there where only a caller can hand one in */
  loadLinearSolver?: () => Promise<LinearSolver>;
  /**
   * Begins to start threads, which come up while the caller prepares their job. That one does not start is an error of
   * `start`.
   *
   * @param script of the workers; by default the one beside this library
   * @throws what is known at once
   */
  open(workers: number, script?: string | URL): WorkerPool;
}

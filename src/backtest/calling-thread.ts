/** What the calling thread does of a run, a little at a time. */
import { frontier } from './parallel/task-queue.js';
import type { RunArrays, RunPart, RunRecord } from './record.js';
import type { WindowRunner } from './run-windows.js';

/** How long the loop keeps the event loop waiting. */
export const LONGEST_TURN_MILLISECONDS = 50;

/** The same while workers may be waiting for an answer. */
const SHORT_TURN_MILLISECONDS = 2;

export interface CallingThreadOptions {
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
  /** called as windows are done, with the position before which all are, at last that behind the last window */
  onKnown: (end: number) => void;
}

/** Does windows of a run, and counts those that others do. */
export interface CallingThread {
  /**
   * Does windows from `first` to `end`, or until it is stopped.
   *
   * @param isEnough asked before each step, with how many windows of the run are done
   * @returns the position behind the last one
   */
  run(first: number, end: number, isEnough?: (done: number) => boolean): Promise<number>;
  /** Does windows from `first` to `end` while workers come up, whose messages arrive in between. */
  runMeanwhile(first: number, end: number): Promise<void>;
  /**
   * Takes over a part, of which the windows that are unresolved do not count yet.
   *
   * @param whole arrays of the whole run, where the part has none of its own
   */
  take(part: RunPart, whole: RunArrays | null): void;
  /** does the windows of the record that parts left unresolved */
  resolve(): Promise<void>;
}

/** @param from windows before this one are done */
export function callingThread(
  runner: WindowRunner,
  record: RunRecord,
  { onProgress, signal, onKnown }: CallingThreadOptions,
  from: number,
): CallingThread {
  let done = from;
  const count = (windows: number): void => {
    for (let k = 0; k < windows; k++) {
      signal?.throwIfAborted();
      onProgress?.(++done, record.end);
    }
  };
  const reached = frontier(from);
  const pause = pacemaker();
  const run = async (
    first: number,
    end: number,
    longestTurn: number,
    isEnough?: (done: number) => boolean,
  ): Promise<number> => {
    let index = first;
    while (index < end && !isEnough?.(index)) {
      const next = runner.run(index, record);
      onKnown(reached(index, next));
      count(next - index);
      index = next;
      await pause(longestTurn);
    }
    signal?.throwIfAborted();
    return index;
  };
  return {
    run: (first, end, isEnough) => run(first, end, LONGEST_TURN_MILLISECONDS, isEnough),
    async runMeanwhile(first, end) {
      await run(first, end, SHORT_TURN_MILLISECONDS);
    },
    take(part, whole) {
      record.put(part, whole);
      onKnown(reached(part.first, Math.min(part.end, ...part.unresolved)));
      count(part.end - part.first - part.unresolved.size);
    },
    async resolve() {
      for (const index of [...record.unresolved].sort((a, b) => a - b)) {
        runner.resolve(index, record);
        count(1);
        await pause(LONGEST_TURN_MILLISECONDS);
      }
      onKnown(record.end);
      signal?.throwIfAborted();
    },
  };
}

/** Lets the event loop run: messages arrive, a page stays alive. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** A pause that lets the event loop run when its last turn is longer ago than it should be. */
export function pacemaker(): (longest: number) => Promise<void> {
  let last = performance.now();
  return async (longest) => {
    if (performance.now() - last < longest) return;
    await turn();
    last = performance.now();
  };
}

/** Keeps a worker within its memory: over it, no new job until it is below. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../../errors.js';
import type { Note } from './settings.js';

export interface MemoryGuardOptions {
  /** bytes that the process may have; null for any number */
  limit: number | null;
  /** bytes that it has; default its resident set */
  used?: () => number;
  /** takes no new jobs, or takes them again */
  pause: () => void;
  resume: () => void;
  /** jobs under way */
  active: () => number;
  /** frees what can be freed between jobs: new threads, no data */
  free: () => Promise<void>;
  /** milliseconds between two looks; default 500 */
  every?: number;
  note: Note;
}

/** How many looks after everything was freed it may still be above. */
const looks = 4;

/**
 * Watches until the signal; over the limit a worker finishes the jobs it has, then frees what it can.
 *
 * @throws ConfigError `memory-limit` where it is above with nothing to do
 */
export async function guardMemory(options: MemoryGuardOptions, signal: AbortSignal): Promise<void> {
  const { limit, pause, resume, active, free, note, every = 500 } = options;
  const used = options.used ?? (() => process.memoryUsage.rss());
  if (limit === null) return;
  let idle = 0;
  let isOver = false;
  while (!signal.aborted) {
    const bytes = used();
    if (!isOver && bytes > limit) {
      isOver = true;
      idle = 0;
      note(`over its memory, ${mebibytes(bytes)} of ${mebibytes(limit)}: no new job until it is below`);
      pause();
    } else if (isOver && bytes <= limit) {
      isOver = false;
      note(`within its memory again, ${mebibytes(bytes)} of ${mebibytes(limit)}`);
      resume();
    } else if (isOver && active() === 0) {
      idle++;
      if (idle === 1) {
        note('starts its threads anew, to free memory');
        await free();
      }
      if (idle > looks) throw tooLittle(bytes, limit);
    }
    await sleep(every, undefined, { signal }).catch(() => {});
  }
}

function tooLittle(bytes: number, limit: number): ConfigError {
  return new ConfigError(
    'memory-limit',
    `a worker with nothing to do takes ${mebibytes(bytes)}, which is over its limit of ${mebibytes(limit)}`,
    'raise the limit, or have fewer threads',
    { bytes, limit },
  );
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}

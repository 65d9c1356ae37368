/** `progress.json`: how far the process is that runs the sweep of a folder. */
import { mkdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../config/merge.js';
import { ConfigError } from '../../errors.js';
import { replaceFile } from '../../files/replace-file.js';
import type { SweepProgress } from '../progress.js';
import { isProcess, removeLeftovers } from './leftovers.js';

export interface StoredStatus extends SweepProgress {
  sweep: string;
  host: string;
  pid: number;
  /** ISO, of the last write */
  time: string;
}

export interface StatusFile {
  write(status: Omit<StoredStatus, 'time'>): Promise<void>;
}

/**
 * A process that has not written for so long is gone, milliseconds. On this machine it can be looked up, and may be busy
 * with an analysis for a while.
 */
const SILENCE = 15_000;
const SILENCE_HERE = 600_000;

/** @throws ConfigError `sweep-running` where another process runs the sweep of a folder */
export async function refuseRunning(folder: string): Promise<void> {
  const found = await readStatus(folder);
  if (found === null || !isAlive(found)) return;
  const { host, pid } = found;
  throw new ConfigError(
    'sweep-running',
    `the process ${pid} on ${host} is running the sweep in ${folder}`,
    'wait for it, or stop it first; mixfolio sweep status says how far it is',
    { path: folder, pid, host },
  );
}

/**
 * Takes the folder for this process; the first status should follow at once, for it is what keeps others out. Files that a
 * killed process had begun to write are removed.
 *
 * @throws ConfigError `sweep-running` where another process writes it
 */
export async function statusFile(folder: string): Promise<StatusFile> {
  await mkdir(folder, { recursive: true });
  await refuseRunning(folder);
  for (const written of [folder, join(folder, 'failed')]) await removeLeftovers(written);
  const path = join(folder, 'progress.json');
  let last: Promise<void> = Promise.resolve();
  return {
    write(status) {
      const text = `${JSON.stringify({ ...status, time: new Date().toISOString() } satisfies StoredStatus)}\n`;
      last = last.catch(() => {}).then(() => replaceFile(path, text));
      return last;
    },
  };
}

/** What a folder says; null where it says nothing. */
export async function readStatus(folder: string): Promise<StoredStatus | null> {
  try {
    const found: unknown = JSON.parse(await readFile(join(folder, 'progress.json'), 'utf8'));
    return isObject(found) ? (found as unknown as StoredStatus) : null;
  } catch {
    return null;
  }
}

/** Whether the process that wrote a status is at work, as far as can be told from here. */
export function isAlive({ state, host, pid, time }: StoredStatus): boolean {
  if (state === 'done' || state === 'stopped' || state === 'failed') return false;
  // a time that is none is of no process
  const isHere = host === hostname();
  if (!(Date.now() - Date.parse(time) <= (isHere ? SILENCE_HERE : SILENCE))) return false;
  return !isHere || (pid !== process.pid && isProcess(pid));
}

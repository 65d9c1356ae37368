/** What killed processes had begun to write: files of `replaceFile`, and of others that name them alike. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '../../files/names-in.js';

/** A file that is written for so long is nobody's, milliseconds: of one on another machine nothing else can be told. */
const LONG = 600_000;

/** Removes them from a folder that no other process writes. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await namesIn(folder))
    if (/\.tmp(\.wal)?$/.test(name)) await rm(join(folder, name), { recursive: true, force: true });
}

/** Removes them from a folder that other processes may write, of any machine: those that are old and of no process here. */
export async function removeOldLeftovers(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const [, pid] = /\.(\d+)-\d+\.tmp$/.exec(name) ?? [];
    if (pid === undefined) continue;
    // a number that is this process's own may be that of one before it: in containers all have the same
    const isOthers = Number(pid) !== process.pid && isProcess(Number(pid));
    if (!isOthers && (await age(join(folder, name))) > LONG) await rm(join(folder, name), { force: true });
  }
}

/** Whether there is a process of this number here, of whatever user. */
export function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Milliseconds since a file was changed; 0 for one that is gone. */
async function age(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found === null ? 0 : Date.now() - found.mtimeMs;
}

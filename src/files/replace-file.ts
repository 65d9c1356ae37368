/** Files that are whole or not there, whatever happens to the process. */
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MixfolioError } from '../errors.js';

let written = 0;

/**
 * Writes a file under a temporary name beside its own, has it on the disk, and gives it its name: who reads it finds the
 * old one or the new one. A folder that is missing is made.
 *
 * @throws MixfolioError `write-failed`
 */
export async function replaceFile(path: string, contents: string | Uint8Array): Promise<void> {
  // a name for each call, for another may write the same file at the same time
  const temporary = `${path}.${process.pid}-${++written}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    const { code, message } = error as NodeJS.ErrnoException;
    throw new MixfolioError(
      'write-failed',
      `${path} could not be written: ${message}`,
      'check free space and permissions of the folder',
      { path, reason: code ?? 'unknown' },
    );
  }
}

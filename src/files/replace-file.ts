/** Files that are whole or not there, whatever happens to the process. */
import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file under a temporary name beside its own, has it on the disk, and gives it its name: who reads it finds the
 * old one or the new one.
 */
export async function replaceFile(path: string, contents: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

import { randomUUID } from 'node:crypto';
import {
  access,
  constants,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../../errors.js';
import { Forgetful } from './forgetful.js';
import type { BlobFolder, BlobStore } from './types.js';

/**
 * Blobs as files of a folder that all machines see. A file gets its name once it is complete. What was not used for
 * `kept` milliseconds is left over from a process that was killed, and goes when the store is opened.
 *
 * @throws ConfigError `unusable-folder`
 */
export async function folderBlobs(path: string, kept: number): Promise<BlobStore> {
  const file = (folder: BlobFolder, hash: string): string => join(path, folder, hash);
  for (const folder of ['bundles', 'results']) await prepare(join(path, folder), kept);
  const forgetful = new Forgetful();
  return {
    name: path,
    has: (folder, hash) =>
      access(file(folder, hash)).then(
        () => true,
        () => false,
      ),
    async put(folder, hash, bytes) {
      const partial = `${file(folder, hash)}.${randomUUID()}.partial`;
      try {
        await writeFile(partial, bytes, { flush: true });
        await rename(partial, file(folder, hash));
      } finally {
        await rm(partial, { force: true });
      }
    },
    read: (folder, hash) => readFile(file(folder, hash)).catch(nullWhereMissing),
    async touch(folder, hash) {
      const now = new Date();
      await utimes(file(folder, hash), now, now).catch(nullWhereMissing);
    },
    forget(folder, hash, milliseconds) {
      const name = file(folder, hash);
      forgetful.later(name, milliseconds, () => rm(name, { force: true }));
      return Promise.resolve();
    },
    close: () => forgetful.now(),
  };
}

async function prepare(path: string, kept: number): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch (error) {
    throw new ConfigError(
      'unusable-folder',
      `the folder ${path} cannot be used: ${(error as NodeJS.ErrnoException).code}`,
      'give a folder that planner and workers can write to',
      { path },
    );
  }
  for (const name of await readdir(path)) {
    const file = join(path, name);
    // another process may remove it first
    const found = await stat(file).catch(nullWhereMissing);
    if (found !== null && found.mtimeMs < Date.now() - kept) await rm(file, { force: true });
  }
}

function nullWhereMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

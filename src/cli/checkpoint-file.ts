/** Where a run stands, in a file. */
import { access, constants, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { type Checkpoint, isCheckpoint } from '../backtest/checkpoint.js';
import { ConfigError, MixfolioError } from '../errors.js';

export interface CheckpointFile {
  /** what was in it when the run began; null where there was none */
  standing: Checkpoint | null;
  save: (checkpoint: Checkpoint) => Promise<void>;
  /** how many windows the last one that was saved has; null where none was */
  saved: () => number | null;
  /** once the run is done */
  remove: () => Promise<void>;
}

/**
 * The file is replaced as a whole, so that what is in it is a checkpoint at any time.
 *
 * @throws ConfigError `bad-checkpoint` where the file is none, `checkpoint-unreadable`, and `not-writable` where its
 *         folder is not there or cannot be written to
 */
export async function checkpointFile(path: string): Promise<CheckpointFile> {
  const standing = await read(path);
  await checkFolder(path);
  let windows: number | null = null;
  return {
    standing,
    saved: () => windows,
    async save(checkpoint) {
      const temporary = `${path}.${process.pid}.tmp`;
      try {
        await writeFile(temporary, serialize(checkpoint));
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw new MixfolioError(
          'write-failed',
          `the checkpoint could not be written to ${path}: ${(error as Error).message}`,
          'check that its folder is there, free space and permissions',
          { path },
        );
      }
      ({ windows } = checkpoint);
    },
    async remove() {
      await rm(path, { force: true });
    },
  };
}

async function read(path: string): Promise<Checkpoint | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new ConfigError(
      'checkpoint-unreadable',
      code === 'EISDIR'
        ? `the checkpoint ${path} is a folder`
        : `the checkpoint ${path} cannot be read: ${message}`,
      'give --checkpoint a file that can be read and written',
      { path },
    );
  }
  let found: unknown = null;
  try {
    found = deserialize(bytes);
  } catch {
    // bytes of another kind
  }
  if (isCheckpoint(found)) return found;
  throw new ConfigError(
    'bad-checkpoint',
    `${path} is no checkpoint`,
    'delete it to begin anew, or give --checkpoint another file',
    { path },
  );
}

/** Refuses a place that the first checkpoint could not be written to, before anything is computed. */
async function checkFolder(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    await access(folder, constants.W_OK);
    if (!(await stat(folder)).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    const problem = { ENOENT: `there is no folder ${folder}`, ENOTDIR: `${folder} is no folder` }[code];
    throw new ConfigError(
      'not-writable',
      `the checkpoint cannot be written to ${path}: ${problem ?? `nothing can be written to ${folder} (${code})`}`,
      'make the folder, or give --checkpoint another file',
      { path, reason: code },
    );
  }
}

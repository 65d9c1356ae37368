/** Where a run stands, in a file. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import type { Checkpoint } from '../backtest/checkpoint.js';
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
 * @throws ConfigError `bad-checkpoint` where the file is none, `checkpoint-unreadable`
 */
export async function checkpointFile(path: string): Promise<CheckpointFile> {
  const standing = await read(path);
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
    if (code === 'ENOENT') return null;
    throw new ConfigError(
      'checkpoint-unreadable',
      `the checkpoint ${path} cannot be read: ${message}`,
      'give --checkpoint a file that can be read and written',
      { path },
    );
  }
  try {
    return deserialize(bytes) as Checkpoint;
  } catch {
    throw new ConfigError(
      'bad-checkpoint',
      `${path} is no checkpoint`,
      'delete it to begin anew, or give --checkpoint another file',
      { path },
    );
  }
}

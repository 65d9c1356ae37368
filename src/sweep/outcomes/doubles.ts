/** Many doubles, in memory or in a file: rows are written once, in any order, and read in blocks. */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

/** Doubles that are kept in memory, 256 MB. */
const MOST_IN_MEMORY = 2 ** 25;

/** Rows of doubles one behind another. */
export interface Doubles {
  write(start: number, values: Float64Array): void;
  /** memory that may be the storage's own: not to be changed */
  read(start: number, length: number): Float64Array;
  close(): void;
}

/**
 * @param size how many
 * @param file where they go if memory should not hold them; nobody else sees it, and it is gone with the process
 * @param most that memory is to hold
 */
export function doublesFor(size: number, file: string, most = MOST_IN_MEMORY): Doubles {
  return size > most ? inFile(file) : inMemory(size);
}

function inMemory(size: number): Doubles {
  const values = new Float64Array(size);
  return {
    write: (start, row) => values.set(row, start),
    read: (start, length) => values.subarray(start, start + length),
    close() {},
  };
}

function inFile(path: string): Doubles {
  const file = openSync(path, 'w+');
  // the name goes at once, so that nothing is left behind however the process ends
  rmSync(path, { force: true });
  return {
    write(start, row) {
      const bytes = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
      for (let at = 0; at < bytes.length;)
        at += writeSync(file, bytes, at, bytes.length - at, 8 * start + at);
    },
    read(start, length) {
      const values = new Float64Array(length);
      const bytes = new Uint8Array(values.buffer);
      for (let at = 0; at < bytes.length;) {
        const count = readSync(file, bytes, at, bytes.length - at, 8 * start + at);
        if (count === 0) throw new Error(`${path} is shorter than what was written to it`);
        at += count;
      }
      return values;
    },
    close: () => closeSync(file),
  };
}

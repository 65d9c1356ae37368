/** Blocks of bytes under their own hash, where planner and workers both reach them. */

/** What is kept: the data of backtests, and what jobs came to. */
export type BlobFolder = 'bundles' | 'results';

/**
 * A place of blobs. What is under a hash never changes, so that putting twice is putting once; a blob is there in full
 * or not at all.
 */
export interface BlobStore {
  /** where, without secrets */
  readonly name: string;
  has(folder: BlobFolder, hash: string): Promise<boolean>;
  put(folder: BlobFolder, hash: string, bytes: Uint8Array): Promise<void>;
  /** the bytes, not verified; null where there are none */
  read(folder: BlobFolder, hash: string): Promise<Uint8Array | null>;
  /** says that it is in use, so that it is not taken for left over */
  touch(folder: BlobFolder, hash: string): Promise<void>;
  /** removes it in so many milliseconds, or when the store is closed, whichever it can */
  forget(folder: BlobFolder, hash: string, milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

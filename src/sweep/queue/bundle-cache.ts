/** The data of jobs at a worker: fetched once, verified, in memory that all threads share. */
import { MixfolioError } from '../../errors.js';
import { inSharedMemory } from '../pool/pool.js';
import type { BlobStore } from './blobs/types.js';
import { verifiedBlob } from './blobs/verified.js';

export class BundleCache {
  /** by hash, the one used last at the end */
  readonly #held = new Map<string, Promise<Uint8Array>>();

  /**
   * @param store where it comes from
   * @param disk keeps it for other processes of this machine and for the next start; null for none
   * @param most bundles held
   */
  constructor(
    readonly store: BlobStore,
    readonly disk: BlobStore | null,
    readonly most: number,
  ) {}

  /** @throws DataError `blob-missing`, `blob-mismatch`; what damaged bytes are is removed, so that they are sent again */
  async get(hash: string): Promise<Uint8Array> {
    const bytes = this.#held.get(hash) ?? this.#fetch(hash);
    this.#held.delete(hash);
    this.#held.set(hash, bytes);
    if (this.#held.size > this.most) this.#held.delete(this.#held.keys().next().value as string);
    try {
      return await bytes;
    } catch (error) {
      this.#held.delete(hash);
      if (isMismatch(error)) await this.store.forget('bundles', hash, 0);
      throw error;
    }
  }

  /** Frees the memory. */
  clear(): void {
    this.#held.clear();
  }

  async #fetch(hash: string): Promise<Uint8Array> {
    const kept = this.disk && (await this.#fromDisk(this.disk, hash));
    if (kept) return inSharedMemory(kept);
    const bytes = await verifiedBlob(this.store, 'bundles', hash);
    await this.disk?.put('bundles', hash, bytes);
    return inSharedMemory(bytes);
  }

  async #fromDisk(disk: BlobStore, hash: string): Promise<Uint8Array | null> {
    if (!(await disk.has('bundles', hash))) return null;
    try {
      const bytes = await verifiedBlob(disk, 'bundles', hash);
      await disk.touch('bundles', hash);
      return bytes;
    } catch (error) {
      // damaged: it is fetched anew, and written over
      if (isMismatch(error)) return null;
      throw error;
    }
  }
}

function isMismatch(error: unknown): boolean {
  return error instanceof MixfolioError && error.code === 'blob-mismatch';
}

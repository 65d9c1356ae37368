/** Data that workers need: sent once, and again where it got lost while a sweep runs. */
import { ConfigError } from '../../errors.js';
import type { DataBundle } from '../types.js';
import type { BlobStore } from './blobs/types.js';
import type { Note } from './settings.js';

export class SentData {
  readonly #sent = new Map<string, Promise<boolean>>();
  #touched = performance.now();

  /** @param kept milliseconds after which the store may take data for left over */
  constructor(
    readonly store: BlobStore,
    readonly bundles: (hash: string) => DataBundle | Promise<DataBundle>,
    readonly kept: number,
    readonly note: Note,
  ) {}

  /** Sends the data of this hash, unless it is there. */
  async send(hash: string): Promise<void> {
    const sending = this.#sent.get(hash) ?? this.#put(hash);
    this.#sent.set(hash, sending);
    try {
      await sending;
    } catch (error) {
      // it may go well the next time
      this.#sent.delete(hash);
      throw error;
    }
  }

  /** Looks whether data in use is still there, and says now and then that it is in use. */
  async refresh(hashes: readonly string[]): Promise<void> {
    const isDue = performance.now() - this.#touched > this.kept / 10;
    if (isDue) this.#touched = performance.now();
    for (const hash of hashes) {
      if (!this.#sent.has(hash)) continue;
      await this.#sent.get(hash);
      if (await this.#put(hash))
        this.note(`the data ${hash.slice(0, 12)} was gone from ${this.store.name}: sent again`);
      else if (isDue) await this.store.touch('bundles', hash);
    }
  }

  /** @returns whether it had to be sent */
  async #put(hash: string): Promise<boolean> {
    if (await this.store.has('bundles', hash)) return false;
    const bundle = await this.bundles(hash);
    if (bundle.hash !== hash) {
      throw new ConfigError(
        'unknown-data',
        `the data of a job has the hash ${hash}, what was given for it ${bundle.hash}`,
        'give the data of each hash that jobs name',
        { hash, given: bundle.hash },
      );
    }
    await this.store.put('bundles', hash, bundle.bytes);
    return true;
  }
}

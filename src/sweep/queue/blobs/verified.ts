import { createHash } from 'node:crypto';
import { DataError } from '../../../errors.js';
import type { BlobFolder, BlobStore } from './types.js';

/** SHA-256 in hexadecimal: the name of a blob. */
export function hashOf(...bytes: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of bytes) hash.update(part);
  return hash.digest('hex');
}

/**
 * The bytes of a blob, which are what its name says.
 *
 * @throws DataError `blob-missing`, `blob-mismatch` naming both hashes
 */
export async function verifiedBlob(store: BlobStore, folder: BlobFolder, hash: string): Promise<Uint8Array> {
  const bytes = await store.read(folder, hash);
  if (bytes === null) {
    throw new DataError(
      'blob-missing',
      `${store.name} has no ${folder}/${hash}`,
      'the sweep puts it there again while it runs; see that both name the same place',
      { store: store.name, folder, hash },
    );
  }
  const actual = hashOf(bytes);
  if (actual !== hash) {
    throw new DataError(
      'blob-mismatch',
      `${folder}/${hash} of ${store.name} has bytes of the hash ${actual}`,
      'it was damaged or replaced: remove it, and it is sent again',
      { store: store.name, folder, hash, actual, bytes: bytes.length },
    );
  }
  return bytes;
}

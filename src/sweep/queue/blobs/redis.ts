import { keys } from '../keys.js';
import type { Connection } from '../connection.js';
import type { BlobStore } from './types.js';

/** Bytes of one value: a larger one would keep Redis from others for too long. */
const partSize = 4 * 2 ** 20;

/**
 * Blobs in Redis itself: parts, and then under the hash how many these are. They expire `kept` milliseconds after they
 * were last used, so that nothing is left over.
 */
export function redisBlobs(connection: Connection, kept: number): BlobStore {
  const { redis } = connection;
  const partsOf = async (folder: string, hash: string): Promise<string[] | null> => {
    const count = await connection.persist(() => redis.get(keys.blob(folder, hash)));
    if (count === null) return null;
    return Array.from({ length: Number(count) }, (_, part) => keys.blobPart(folder, hash, part));
  };
  const expire = async (folder: string, hash: string, milliseconds: number): Promise<void> => {
    const parts = (await partsOf(folder, hash)) ?? [];
    // first what says that the parts are there
    for (const key of [keys.blob(folder, hash), ...parts]) {
      await connection.persist(() => redis.pexpire(key, milliseconds));
    }
  };
  return {
    name: 'Redis',
    async has(folder, hash) {
      const parts = await partsOf(folder, hash);
      if (parts === null) return false;
      return (await connection.persist(() => redis.exists(...parts))) === parts.length;
    },
    async put(folder, hash, bytes) {
      const count = Math.max(1, Math.ceil(bytes.length / partSize));
      const named = connection.persist(() => redis.set(keys.blob(folder, hash), count, 'PX', kept));
      const stored = Array.from({ length: count }, (_, part) => {
        const { buffer, byteOffset, length } = bytes.subarray(part * partSize, (part + 1) * partSize);
        const value = Buffer.from(buffer, byteOffset, length);
        // outlives the key that names it
        return connection.persist(() =>
          redis.set(keys.blobPart(folder, hash, part), value, 'PX', kept + 60_000),
        );
      });
      // at once, as each wait costs a worker's thread its time: who reads in between finds a part missing
      await Promise.all([...stored, named]);
    },
    async read(folder, hash) {
      const found: Buffer[] = [];
      for (const key of (await partsOf(folder, hash)) ?? []) {
        const part = await connection.persist(() => redis.getBuffer(key));
        if (part === null) return null;
        found.push(part);
      }
      return found.length === 0 ? null : Buffer.concat(found);
    },
    touch: (folder, hash) => expire(folder, hash, kept),
    forget: expire,
    close: () => Promise.resolve(),
  };
}

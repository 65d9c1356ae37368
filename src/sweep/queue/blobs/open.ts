import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../../../errors.js';
import { folderBlobs } from './folder.js';
import { redisBlobs } from './redis.js';
import { s3Blobs } from './s3.js';
import type { Connection } from '../connection.js';
import type { BlobStore } from './types.js';

/**
 * The blobs of an address: `redis` (the queue's own), a shared folder by its path or `file:` URL, or
 * `s3://bucket/prefix?endpoint=…&region=…`.
 *
 * @param kept milliseconds after which what nobody uses is left over
 * @throws ConfigError `bad-blob-address`, `unusable-folder`, `blob-credentials`
 */
export async function openBlobs(address: string, connection: Connection, kept: number): Promise<BlobStore> {
  if (address === 'redis') return redisBlobs(connection, kept);
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(address)?.[1].toLowerCase();
  if (scheme === undefined) return folderBlobs(resolve(address), kept);
  if (scheme === 'file') return folderBlobs(fileURLToPath(address), kept);
  if (scheme === 's3' && URL.canParse(address) && new URL(address).host !== '')
    return s3Blobs(new URL(address));
  throw new ConfigError(
    'bad-blob-address',
    `data cannot be kept at an address of ${scheme}:`,
    'give redis, the path of a shared folder, or s3://bucket/prefix?endpoint=https://host&region=name',
  );
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Folder of data that may not be part of the package: `MIXFOLIO_SHARED`, by default `../shared` beside the checkout. */
export const sharedFolder = resolve(process.env.MIXFOLIO_SHARED ?? '../shared');

/** Whether the tests that need that folder can run; they are reported as skipped where it is missing. */
export const hasShared = existsSync(sharedFolder);

/** Path of a file in that folder. */
export function shared(path: string): string {
  return resolve(sharedFolder, path);
}

/** What numbers a sweep gets from whom: the package's version and the code that computes. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { version } from '../version.js';

/**
 * `0.1.0+3f2a…`: the version, and the first twelve hexadecimal digits of the SHA-256 of the worker's script, which has all
 * code in it that numbers depend on, the engine's bytes included; but for HiGHS, see `runnerOf`.
 */
export async function engineIdentity(workerScript: string | URL): Promise<string> {
  const path = String(workerScript).startsWith('file:') ? fileURLToPath(workerScript) : String(workerScript);
  const hash = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return `${version}+${hash.slice(0, 12)}`;
}

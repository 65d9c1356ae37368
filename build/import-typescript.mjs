/** TypeScript modules of the tests for scripts that run in Node as it is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The module of a TypeScript file, with what it imports bundled in. */
export async function importTypeScript(path) {
  const folder = mkdtempSync(join(tmpdir(), 'mixfolio-'));
  try {
    const outfile = join(folder, 'module.mjs');
    await build({
      entryPoints: [path],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'error',
    });
    return await import(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

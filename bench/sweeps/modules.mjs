/** The sources that are measured, as one module that finds its packages. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { nodeBuiltins } from '../../build/node-builtins.mjs';
import { piscina } from '../../build/piscina.mjs';

const outfile = resolve(`node_modules/.cache/mixfolio-bench/sweeps.mjs`);

/** Writes the module, and gives its path. */
export async function bundleSources() {
  mkdirSync(resolve(outfile, '..'), { recursive: true });
  await build({
    entryPoints: ['bench/sweeps/entry.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    // as the package is bundled: threads start with the package's own script
    mainFields: ['module', 'main'],
    external: ['node:*', 'bullmq', 'ioredis', '@duckdb/node-api', 'highs', 'yahoo-finance2'],
    plugins: [nodeBuiltins, piscina],
    logLevel: 'error',
  });
  return outfile;
}

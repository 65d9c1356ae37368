import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadedBy } from '../support/loaded-by.js';
import { wasmStart } from '../support/wasm-start.js';

function imports(entry: string): string[] {
  return [...loadedBy(entry).values()].flatMap((text) =>
    [...text.matchAll(/(?:^|[;}\n])(?:import|export)\b[^"';]*?(?:from\s*)?"([^."][^"]*)"/g)].map(
      ([, path]) => path,
    ),
  );
}

/** What declarations and all that they refer to import from other packages. */
function importedTypes(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const code = readFileSync(path, 'utf8').replaceAll(/\/\*[^]*?\*\//g, '');
  return [...code.matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)].flatMap(([, to]) =>
    to.startsWith('.') ? importedTypes(join(dirname(path), to.replace(/\.js$/, '.d.ts')), seen) : [to],
  );
}

describe('the built package', () => {
  it.each(['index', 'engine', 'report'])('has types that need no other package: %s', (entry) => {
    const seen = new Set<string>();
    expect(importedTypes(`dist/types/${entry}.d.ts`, seen)).toEqual([]);
    expect(seen.size).toBeGreaterThan(1);
  });

  it.each(['dist/browser.js', 'dist/engine.js', 'dist/report.js'])(
    'loads in browsers: nothing that %s reaches imports a Node module',
    (entry) => {
      expect(loadedBy(entry).size).toBeGreaterThan(1);
      expect(imports(entry)).toEqual([]);
    },
  );

  it.each(['dist/index.js', 'dist/cli.js'])(
    'needs no other package: %s imports Node modules only',
    (entry) => {
      const outside = imports(entry);
      expect(outside.length).toBeGreaterThan(0);
      expect(outside.filter((path) => !path.startsWith('node:'))).toEqual([]);
    },
  );

  it('has scripts of workers that are one file each, without the Wasm bytes, for Node and for browsers', () => {
    expect([...loadedBy('dist/worker-browser.js').keys()]).toEqual(['dist/worker-browser.js']);
    expect(imports('dist/worker-browser.js')).toEqual([]);
    expect([...loadedBy('dist/worker-node.js').keys()]).toEqual(['dist/worker-node.js']);
    expect(imports('dist/worker-node.js').filter((path) => !path.startsWith('node:'))).toEqual([]);
    for (const script of ['dist/worker-browser.js', 'dist/worker-node.js'])
      expect(readFileSync(script, 'utf8')).not.toContain(wasmStart);
  });

  it.each([
    ['dist/index.js', 'threads-node.js', 'concurrentTasksPerWorker'],
    ['dist/browser.js', 'threads-browser.js', 'releaseProxy'],
  ])('loads what starts workers only when they are asked for: %s', (entry, threads, pool) => {
    const loaders = [...loadedBy(entry)].filter(([path]) => !path.endsWith(threads));
    expect(
      loaders.filter(([, text]) => new RegExp(`import\\("\\.\\.?/${threads}"\\)`).test(text)).length,
    ).toBeGreaterThan(0);
    expect(loaders.filter(([, text]) => text.includes(pool))).toEqual([]);
  });

  it.each(['dist/index.js', 'dist/browser.js', 'dist/cli.js'])(
    'loads what decodes and encodes Parquet only when a file of it is read or written: %s',
    (entry) => {
      const files = [...loadedBy(entry)];
      for (const name of ['parquet-decoder', 'parquet-compressors', 'parquet-encoder']) {
        const chunk = readdirSync('dist/chunks').find((file) => file.startsWith(`${name}-`))!;
        expect(files.map(([path]) => path)).toContain(`dist/chunks/${chunk}`);
        const loaders = files.filter(([, text]) => text.includes(chunk));
        expect(loaders.map(([, text]) => text.includes(`import("./${chunk}")`))).toEqual([true]);
      }
    },
  );

  it('loads the debug engine only when it is asked for', () => {
    const debug = readdirSync('dist/chunks').find((name) => name.startsWith('debug-'))!;
    const loaders = [...loadedBy('dist/index.js').values()].filter((text) => text.includes(debug));
    expect(loaders).toHaveLength(1);
    expect(loaders[0]).toContain(`import("./${debug}")`);
  });

  it('holds an engine that compiles, a schema, an executable command, and a license of all bundled code', async () => {
    await WebAssembly.compile(readFileSync('dist/engine.wasm'));
    const schema = JSON.parse(readFileSync('dist/config.schema.json', 'utf8')) as { properties: object };
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['prices', 'market', 'backtest']));
    expect(readFileSync('dist/cli.js', 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
    if (process.platform !== 'win32') expect(statSync('dist/cli.js').mode & 0o111).toBe(0o111);
    const licenses = readFileSync('dist/THIRD-PARTY-LICENSES.txt', 'utf8');
    for (const name of [
      'comlink',
      'commander',
      'echarts',
      'hyparquet',
      'hyparquet-writer',
      'papaparse',
      'piscina',
      'zod',
      'zrender',
    ])
      expect(licenses).toMatch(new RegExp(`^-+\n${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    for (const client of ['report-client', 'sweep-report-client'])
      expect(existsSync(`dist/${client}.js`)).toBe(true);
  });
});

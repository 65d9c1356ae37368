import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type * as engineEntry from '../../src/engine.js';
import type * as reportEntry from '../../src/report.js';
import { built } from '../support/built.js';
import { loadedBy } from '../support/loaded-by.js';
import { wasmStart } from '../support/wasm-start.js';
import { sampleResult } from '../support/sample-result.js';

/** What tells parts of the library apart in minified code: names of properties and codes of errors. */
const parts = {
  wasm: wasmStart,
  reports: 'Apache ECharts',
  backtests: 'ambiguous-benchmark',
  schema: '_zod',
  parsers: 'delimitersToGuess',
  quadraticPrograms: 'boundMultipliers',
};

/** What a bundler leaves of the package for one import of it: bytes of the file that is loaded at once, and its parts. */
async function bundled(code: string, entry: 'index' | 'browser') {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: process.cwd() },
    alias: { mixfolio: `./dist/${entry}.js` },
    external: ['node:*', '@duckdb/node-api', 'highs', 'yahoo-finance2'],
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    outdir: 'out',
    write: false,
    logLevel: 'error',
  });
  const { text } = outputFiles.find(({ path }) => path.endsWith('stdin.js'))!;
  const found = Object.entries(parts).filter(([, mark]) => text.includes(mark));
  return { bytes: gzipSync(text, { level: 9 }).length, parts: found.map(([name]) => name) };
}

describe('the entry of the engine', () => {
  it('is less than 120 kB compressed, the bytes of the engine included', () => {
    const files = [...loadedBy('dist/engine.js', 'static').values()];
    expect(files.some((text) => text.includes(wasmStart))).toBe(true);
    const bytes = files.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
    expect(bytes).toBeLessThan(120_000);
  });

  it('makes the engine that the whole package has, so that each takes those of the other', async () => {
    const entry = (await import(pathToFileURL(resolve('dist/engine.js')).href)) as typeof engineEntry;
    expect(entry.createEngine).toBe(built.createEngine);
    expect(entry.DataError).toBe(built.DataError);
    const engine = await entry.createEngine();
    expect([...engine.cholesky(Float64Array.of(4, 2, 2, 5), 2)]).toEqual([2, 0, 1, 2]);
    const error = await entry.createEngine({ build: 'none' as 'debug' }).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/^ConfigError: /);
  });
});

describe('the sizes that the README has', () => {
  const [, ...rows] = /^\| import .*\n(?:\|.*\n)+/m
    .exec(readFileSync('README.md', 'utf8'))![0]
    .trim()
    .split('\n');
  const said = new Map(
    rows.map((row) => {
      const [, entry, , size] = row.split('|').map((cell) => cell.trim());
      return [entry.replaceAll('`', ''), [...size.matchAll(/(\d+) kB/g)].map(([, kB]) => Number(kB))];
    }),
  );
  const compressed = (texts: Iterable<string | Uint8Array>): number =>
    [...texts].reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0) / 1000;
  const loaded = (entry: string): number => compressed(loadedBy(`dist/${entry}.js`, 'static').values());

  it('are those of the build, within a twentieth', async () => {
    const alone = (await bundled("export { createEngine } from 'mixfolio';", 'browser')).bytes / 1000;
    const measured: Record<string, number[]> = {
      mixfolio: [loaded('index'), alone],
      'mixfolio/engine': [loaded('engine')],
      'mixfolio/report': [loaded('report'), compressed([readFileSync('dist/report-client.js')])],
      'mixfolio/sweep': [loaded('sweep'), compressed([readFileSync('dist/sweep-worker.js')])],
      'mixfolio/worker': [loaded('worker-node')],
      'mixfolio/engine.wasm': [compressed([readFileSync('dist/engine.wasm')])],
    };
    for (const [entry, sizes] of Object.entries(measured)) {
      expect({ entry, sizes: said.get(entry)?.length }).toEqual({ entry, sizes: sizes.length });
      for (const [k, size] of sizes.entries())
        expect(Math.abs(said.get(entry)![k] / size - 1), `${entry}: ${size} kB`).toBeLessThan(0.05);
    }
  });
});

describe('the entry of reports', () => {
  it('renders a report that has the script of its charts, without any file', async () => {
    const { renderReport } = (await import(
      pathToFileURL(resolve('dist/report.js')).href
    )) as typeof reportEntry;
    const report = renderReport(sampleResult());
    expect(report).toContain('<section id="windows"');
    expect(report).toContain(readFileSync('dist/report-client.js', 'utf8').trim().slice(-200));
  });

  it('is nothing that the main entry pays for', () => {
    for (const entry of ['dist/index.js', 'dist/browser.js', 'dist/engine.js'])
      for (const text of loadedBy(entry).values()) expect(text).not.toContain(parts.reports);
  });
});

describe.each(['index', 'browser'] as const)('what a bundler leaves of the %s entry', (entry) => {
  it('for the engine is the engine: no reports, backtests, schema or parsers', async () => {
    const { bytes, parts: found } = await bundled("export { createEngine } from 'mixfolio';", entry);
    expect(found).toEqual(['wasm', 'quadraticPrograms']);
    expect(bytes).toBeLessThan(120_000);
  });

  it('for reading prices has no engine', async () => {
    const { bytes, parts: found } = await bundled("export { parsePrices } from 'mixfolio';", entry);
    expect(found).toEqual(['parsers']);
    expect(bytes).toBeLessThan(25_000);
  });

  it('for backtests has all of these but reports', async () => {
    const { parts: found } = await bundled("export { backtest, createEngine } from 'mixfolio';", entry);
    expect(found).toEqual(expect.arrayContaining(['wasm', 'backtests', 'schema', 'quadraticPrograms']));
    expect(found).not.toContain('reports');
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BacktestConfig } from '../../src/browser.js';
import * as mixfolio from '../../src/browser.js';
import { launchChromium } from '../support/chromium.js';
import { type PageServer, servePages } from '../support/page-server.js';
import { job } from './job.js';

/** The configurations of the study, which the pages fetch. */
const examples = ['study', 'study-simple', 'study-full'].map((name) => `examples/${name}.json`);
const setBits = `
  const read = async (path) => (await fetch('/' + path)).json();
  window.bits = await job(mixfolio, await Promise.all(${JSON.stringify(examples)}.map(read)));`;

let browser: Browser;
let server: PageServer;
let bundleFolder: string;

beforeAll(async () => {
  bundleFolder = mkdtempSync(join(tmpdir(), 'mixfolio-bundle-'));
  await build({
    stdin: {
      contents: `import * as mixfolio from 'mixfolio'; import { job } from './test/browser/job.js'; ${setBits}`,
      resolveDir: process.cwd(),
    },
    alias: { mixfolio: './dist/browser.js' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    outfile: join(bundleFolder, 'bundle.js'),
  });
  server = await servePages(
    {
      '/plain.html': `<script type="module">import * as mixfolio from '/dist/browser.js'; import { job } from '/test/browser/job.js'; ${setBits}</script>`,
      '/bundled.html': '<script type="module" src="/bundled/bundle.js"></script>',
      '/debug.html': `<script type="module">
        import { createEngine } from '/dist/browser.js';
        const engine = await createEngine({ build: 'debug' });
        window.factor = [...engine.cholesky(Float64Array.of(4, 2, 2, 5), 2)];
      </script>`,
    },
    { '/bundled/': bundleFolder },
  );
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  rmSync(bundleFolder, { recursive: true, force: true });
});

const configurations = examples.map((path) => JSON.parse(readFileSync(path, 'utf8')) as BacktestConfig);

describe('the engine in Chromium', () => {
  it.each(['plain', 'bundled'])(
    'gives the bits of Node, the whole study among them, from a %s page that fetches no engine',
    async (page) => {
      const tab = await browser.newPage();
      const requests: string[] = [];
      const errors: string[] = [];
      tab.on('request', (request) => requests.push(new URL(request.url()).pathname));
      tab.on('pageerror', (error) => errors.push(String(error)));
      await tab.goto(`${server.origin}/${page}.html`);
      await tab.waitForFunction(() => 'bits' in window, undefined, { timeout: 60_000 });
      const bits = await tab.evaluate(() => (window as unknown as { bits: string[] }).bits);
      expect(errors).toEqual([]);
      expect(requests.filter((path) => path.endsWith('.wasm'))).toEqual([]);
      expect(bits.length).toBeGreaterThan(10_000);
      expect(bits).toEqual(await job(mixfolio, configurations));
      await tab.close();
    },
  );

  it('loads the debug build only when it is asked for', async () => {
    const tab = await browser.newPage();
    const requests: string[] = [];
    tab.on('request', (request) => requests.push(new URL(request.url()).pathname));
    await tab.goto(`${server.origin}/debug.html`);
    await tab.waitForFunction(() => 'factor' in window, undefined, { timeout: 20_000 });
    const factor = await tab.evaluate(() => (window as unknown as { factor: number[] }).factor);
    expect(factor).toEqual([2, 0, 1, 2]);
    expect(requests.some((path) => path.includes('debug'))).toBe(true);
    await tab.close();
  });
});

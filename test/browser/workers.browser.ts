import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build as esbuild } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { build as vite } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as mixfolio from '../../src/browser.js';
import { launchChromium } from '../support/chromium.js';
import { type PageServer, servePages } from '../support/page-server.js';
import { workersJob } from './workers-job.js';

/** A page's module, given to bundlers and as it is. */
const code = (library: string, job: string): string => `
  import * as mixfolio from '${library}';
  import { workersJob } from '${job}';
  Object.assign(window, { mixfolio, workersJob });`;

/** What headers let pages share memory with their workers. */
const isolated = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

let browser: Browser;
let servers: { shared: PageServer; copied: PageServer };
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mixfolio-workers-'));
  const job = resolve('test/browser/workers-job.js');
  const bundled = code(resolve('dist/browser.js'), job);
  await esbuild({
    stdin: { contents: bundled, resolveDir: process.cwd() },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    outfile: join(folder, 'esbuild/page.js'),
  });
  copyFileSync('dist/worker-browser.js', join(folder, 'esbuild/mixfolio-worker.js'));
  writeFileSync(join(folder, 'index.html'), '<script type="module" src="./page.js"></script>');
  writeFileSync(join(folder, 'page.js'), bundled);
  await vite({ root: folder, base: '/vite/', logLevel: 'error', build: { outDir: 'vite' } });
  const pages = {
    '/plain.html': `<script type="module">${code('/dist/browser.js', '/test/browser/workers-job.js')}</script>`,
    '/esbuild.html': '<script type="module" src="/esbuild/page.js"></script>',
  };
  const folders = { '/vite/': join(folder, 'vite'), '/esbuild/': join(folder, 'esbuild') };
  servers = {
    shared: await servePages(pages, folders, isolated),
    copied: await servePages(pages, folders),
  };
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  for (const server of Object.values(servers ?? {})) server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Loaded {
  mixfolio: typeof mixfolio;
  workersJob: typeof workersJob;
}

async function open(path: string, memory: keyof typeof servers): Promise<{ tab: Page; errors: string[] }> {
  const tab = await browser.newPage();
  const errors: string[] = [];
  tab.on('pageerror', (error) => errors.push(String(error)));
  await tab.goto(servers[memory].origin + path);
  await tab.waitForFunction(() => 'workersJob' in window, undefined, { timeout: 20_000 });
  return { tab, errors };
}

describe('a backtest on Web Workers', () => {
  it.each([
    ['a plain page', '/plain.html', 'copied', undefined],
    ['a page that shares its memory', '/plain.html', 'shared', undefined],
    ['a page by Vite', '/vite/index.html', 'copied', undefined],
    ['a page by esbuild, told where the script is', '/esbuild.html', 'copied', '/esbuild/mixfolio-worker.js'],
  ] as const)('has the bits of Node’s calling thread: %s', async (_, path, memory, workerScript) => {
    const { tab, errors } = await open(path, memory);
    const [text, progress, canShare] = await tab.evaluate(async (script) => {
      const { mixfolio: library, workersJob: job } = window as unknown as Loaded;
      const counted: number[] = [];
      const onProgress = (done: number): void => void counted.push(done);
      const options = { workers: 2, workerScript: script, onProgress };
      return [await job(library, options), counted, crossOriginIsolated] as const;
    }, workerScript);
    expect(errors).toEqual([]);
    expect(canShare).toBe(memory === 'shared');
    expect(tab.workers()).toEqual([]);
    expect(text === (await workersJob(mixfolio, {}))).toBe(true);
    expect(progress.length).toBeGreaterThan(200);
    expect(progress).toEqual(Array.from(progress, (__, index) => index + 1));
    await tab.close();
  });

  it('really has two workers, which an abort ends with the run', async () => {
    const { tab, errors } = await open('/plain.html', 'copied');
    const started: string[] = [];
    tab.on('worker', (worker) => started.push(new URL(worker.url()).pathname));
    const outcome = await tab.evaluate(async () => {
      const { mixfolio: library, workersJob: job } = window as unknown as Loaded;
      const controller = new AbortController();
      const onProgress = (done: number): void => {
        if (done === 64) setTimeout(() => controller.abort(new Error('enough')), 0);
      };
      const run = job(library, { workers: 2, signal: controller.signal, onProgress });
      return run.catch((error: unknown) => String(error));
    });
    expect(outcome).toBe('Error: enough');
    expect(started).toEqual(['/dist/worker-browser.js', '/dist/worker-browser.js']);
    await expect.poll(() => tab.workers().length).toBe(0);
    expect(errors).toEqual([]);
    await tab.close();
  });

  it('ends with a typed error where the script is missing, or dies in the middle', async () => {
    const { tab, errors } = await open('/plain.html', 'copied');
    const codes = await tab.evaluate(async () => {
      const { mixfolio: library, workersJob: job } = window as unknown as Loaded;
      const source = `
        import '${location.origin}/dist/worker-browser.js';
        let messages = 0;
        addEventListener('message', () => { if (++messages === 2) throw new Error('lost'); });`;
      const dying = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
      // so slow that the calling thread is not done before the workers have come up
      const onProgress = (): void => {
        for (const end = performance.now() + 20; performance.now() < end;);
      };
      const codeOf = (workerScript: string): Promise<unknown> =>
        job(library, { workers: 2, workerScript, onProgress }).catch((error: mixfolio.MixfolioError) => [
          error instanceof library.EngineError,
          error.code,
          error.message,
        ]);
      return [await codeOf('/nowhere.js'), await codeOf(dying)];
    });
    expect(codes).toEqual([
      [true, 'worker-not-started', expect.stringContaining('could not be loaded')],
      [true, 'worker-died', expect.stringContaining('lost')],
    ]);
    expect(errors).toEqual([]);
    await tab.close();
  });
});

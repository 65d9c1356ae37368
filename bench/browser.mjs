/** The jobs in headless Chromium, where it is. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

/** As in test/support/chromium.ts. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];

const MOST_MINUTES = 6;

/** @returns a result as suite.mjs writes it, or `{ skipped }` */
export async function measureInChromium(quick) {
  if (!existsSync(executablePath))
    return { skipped: `Chromium was not measured: there is no ${executablePath}` };
  const { outputFiles } = await build({
    entryPoints: ['bench/browser-page.mjs'],
    bundle: true,
    // the package says that it has no side effects, and these files have
    ignoreAnnotations: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  });
  const server = createServer((request, response) => {
    const isCode = request.url === '/page.js';
    response.setHeader('content-type', isCode ? 'text/javascript' : 'text/html');
    response.end(
      isCode ? outputFiles[0].contents : '<!doctype html><script type="module" src="/page.js"></script>',
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath, args });
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${server.address().port}/`);
    await tab.waitForFunction('"measure" in globalThis', undefined, { timeout: 60_000 });
    tab.setDefaultTimeout(60_000 * MOST_MINUTES);
    const jobs = await tab.evaluate(`measure(${quick})`);
    return { runtime: `Chromium ${browser.version()}`, jobs, skipped: [] };
  } finally {
    await browser.close();
    server.close();
  }
}

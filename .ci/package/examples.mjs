/** The programs of examples/, beside the installed package: in Node, and in headless Chromium. */
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { importTypeScript } from '../../build/import-typescript.mjs';
import { run } from './run.mjs';

const programs = ['node', 'worker-pool', 'html', 'vite'];

export function runNodeExamples(folder) {
  for (const name of programs) cpSync(join('examples', name), join(folder, name), { recursive: true });
  for (const [name, script] of [
    ['node', 'backtest.mjs'],
    ['worker-pool', 'pool.mjs'],
  ]) {
    const output = run('node', [script], join(folder, name));
    process.stdout.write(output);
    if (!/Sharpe ratio -?\d/.test(output)) throw new Error(`examples/${name} printed no Sharpe ratio`);
  }
  if (!readFileSync(join(folder, 'node/report.html'), 'utf8').includes('<section id="windows"'))
    throw new Error('examples/node wrote no report');
}

export async function runBrowserExamples(folder) {
  symlinkSync(join(folder, 'node_modules'), join(folder, 'html/node_modules'));
  run('node', [resolve('node_modules/vite/bin/vite.js'), 'build'], join(folder, 'vite'));
  const { servePages } = await importTypeScript('test/support/page-server.ts');
  const server = await servePages({}, { '/': folder });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const open = (path) => opened(browser, `${server.origin}/${path}`);
    await open('html/index.html').then(({ shows }) => shows('#weights', /\d\.\d %/));
    const { page, shows } = await open('vite/dist/index.html');
    await shows('#statistics', /systematic: Sharpe ratio -?\d/);
    // charts are drawn once they come into view
    const chart = page.frameLocator('#report').locator('#chart-wealth');
    await chart.scrollIntoViewIfNeeded();
    await chart.locator('canvas').waitFor();
    await shows('#statistics', /Sharpe/);
  } finally {
    await browser.close();
    server.close();
  }
}

/** A page, and what waits for numbers in it; an error on its console ends the check. */
async function opened(browser, address) {
  const page = await browser.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(address);
  const shows = async (selector, pattern) => {
    const found = page.locator(selector).filter({ hasText: pattern });
    await found.waitFor({ timeout: 30_000 }).catch((error) => errors.push(error.message));
    if (errors.length > 0) throw new Error(`${address}: ${errors.join('; ')}`);
    process.stdout.write(`${await found.innerText()}\n`);
  };
  return { page, shows, errors };
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { build } from 'vite';
import type { BacktestConfig } from '../../src/browser.js';
import { launchChromium } from './chromium.js';
import { servePages } from './page-server.js';

export interface WebPage {
  tab: Page;
  /** what the browser complained about, violations of the page's policy among it */
  complaints: string[];
  /** what was asked of other servers */
  elsewhere: string[];
}

export interface WebPages {
  browser: Browser;
  open(options?: BrowserContextOptions, fragment?: string): Promise<WebPage>;
  close(): Promise<void>;
}

/** The page as `npm run web` builds it, served from a folder of a static server, in a real browser. */
export async function webPages(): Promise<WebPages> {
  const folder = mkdtempSync(join(tmpdir(), 'mixfolio-web-'));
  await build({
    configFile: resolve('web/vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
  const server = await servePages({}, { '/some/folder/': folder });
  const browser = await launchChromium();
  return {
    browser,
    async open(options = {}, fragment = '') {
      const tab = await (await browser.newContext(options)).newPage();
      tab.setDefaultTimeout(15_000);
      const complaints: string[] = [];
      const elsewhere: string[] = [];
      tab.on('console', (message) => complaints.push(message.text()));
      tab.on('pageerror', (error) => complaints.push(error.message));
      tab.on('request', (request) => {
        if (!request.url().startsWith(server.origin) && !/^(blob|data):/.test(request.url()))
          elsewhere.push(request.url());
      });
      await tab.goto(`${server.origin}/some/folder/index.html${fragment}`);
      await tab.locator('#version', { hasText: 'mixfolio' }).waitFor();
      return { tab, complaints, elsewhere };
    },
    async close() {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A file as the page's input takes it. */
export function textFile(name: string, text: string): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
}

/** The JSON of the configuration in the page. */
export function configurationOf(tab: Page): Promise<string> {
  return tab.locator('#json').inputValue();
}

/** Writes a configuration as JSON, and waits until the form shows it. */
export async function configure(tab: Page, config: Record<string, unknown>): Promise<void> {
  await tab.locator('#json-section').evaluate((section) => section.setAttribute('open', ''));
  await tab.locator('#json').fill(JSON.stringify(config));
}

/** The sample's configuration, as the page has it. */
export const sampleConfig = {
  ...(JSON.parse(readFileSync('examples/stocks.json', 'utf8')) as BacktestConfig),
  prices: 'stocks.csv',
  market: { path: 'sp500.csv', column: 'price' },
};

/** Takes the sample, and runs it. */
export async function runSample(tab: Page): Promise<Frame> {
  await tab.getByRole('button', { name: 'Use the sample' }).click();
  await tab.locator('#files li').nth(1).waitFor();
  return runToReport(tab);
}

/** Runs, and waits for the report and its first chart. */
export async function runToReport(tab: Page): Promise<Frame> {
  await tab.getByRole('button', { name: 'Run the backtest' }).click();
  await tab.locator('#status', { hasText: 'Done:' }).waitFor();
  const frame = (await (await tab.waitForSelector('#report iframe')).contentFrame())!;
  await frame.locator('#chart-wealth').scrollIntoViewIfNeeded();
  await frame.locator('#chart-wealth canvas').first().waitFor();
  return frame;
}

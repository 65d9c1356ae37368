import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderSweepReport } from '../../src/sweep/report/page.js';
import { hasChromium, launchChromium } from '../support/chromium.js';
import { temporaryFolder } from '../support/cli.js';
import { sampleSweep, type SweepOptions } from '../support/sweep-input.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const charts = ['marginal', 'surface', 'distribution', 'ranks', 'degradation'];

describe.skipIf(!hasChromium)('the report of a sweep in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  async function openReport(
    options: SweepOptions,
    width: number,
    colorScheme: 'light' | 'dark' = 'light',
  ): Promise<{ page: Page; requests: string[]; complaints: string[] }> {
    const path = join(temporaryFolder(), 'report.html');
    const client = readFileSync('dist/sweep-report-client.js', 'utf8');
    writeFileSync(path, renderSweepReport(sampleSweep(options), client));
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(path).href);
    return { page, requests: requests.filter((url) => url !== page.url()), complaints };
  }

  it.each([
    ['a grid on a screen', {}, 1200],
    ['a sample on a phone', { points: 2000, idle: 4 }, 375],
    [
      'hostile names',
      { points: 200, universes: ['<b>'], strategies: ['<img src=x onerror=alert(1)>', '"'] },
      800,
    ],
  ])(
    'draws every chart of %s, without network, complaint or sideways scrolling',
    async (_, options, width) => {
      const { page, requests, complaints } = await openReport(options, width);
      for (const name of charts) {
        const chart = page.locator(`#chart-g1-${name}`);
        await chart.scrollIntoViewIfNeeded();
        await chart.locator('canvas').first().waitFor();
      }
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
      expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
      await page.close();
    },
  );

  it('shows the pair, the statistic and the summary that are chosen', async () => {
    const { page } = await openReport({}, 1000);
    const chart = page.locator('#chart-g1-surface');
    await chart.scrollIntoViewIfNeeded();
    const image = (): Promise<string> =>
      chart
        .locator('canvas')
        .evaluateAll((layers) => layers.map((layer) => (layer as HTMLCanvasElement).toDataURL()).join());
    await chart.locator('canvas').first().waitFor();
    await page.waitForTimeout(200);
    const seen = new Set([await image()]);
    for (const control of ['#g1-surface-choice-3', '#g1-surface-choice-2', '#g1-surface-choice']) {
      await page.locator(control).selectOption({ index: 1 });
      await expect.poll(async () => seen.has(await image()), { message: control }).toBe(false);
      seen.add(await image());
    }
    expect(seen.size).toBe(4);
    await page.close();
  });

  it.each(['light', 'dark'] as const)('has no finding of axe in %s colours', async (scheme) => {
    const { page } = await openReport({ points: 200, universes: ['etf', 'stocks'] }, 1000, scheme);
    await page.evaluate(axe);
    const found = await page.evaluate(
      `axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html).join(' ')))`,
    );
    expect(found).toEqual([]);
    await page.close();
  });

  it('leaves the tables readable where no script runs', async () => {
    const path = join(temporaryFolder(), 'report.html');
    writeFileSync(path, renderSweepReport(sampleSweep({ points: 200 }), 'document.title;'));
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pathToFileURL(path).href);
    expect(await page.locator('noscript .alert').isVisible()).toBe(true);
    expect(await page.locator('#chart-g1-marginal').isVisible()).toBe(false);
    expect(await page.locator('#g1-marginal-choice').isVisible()).toBe(false);
    for (const section of ['best', 'luck', 'effects', 'neighbourhood', 'distribution', 'overfitting'])
      expect(await page.locator(`#g1-${section}-section table`).first().isVisible(), section).toBe(true);
    await page.locator('#g1-pairs-section summary').first().click();
    expect(await page.locator('#g1-pairs-section table').first().isVisible()).toBe(true);
    await context.close();
  });
});

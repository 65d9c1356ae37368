import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartPictures } from '../../src/report/charts/svg.js';
import { renderReport } from '../../src/report/page.js';
import { hasChromium, launchChromium } from '../support/chromium.js';
import { temporaryFolder } from '../support/cli.js';
import { sampleResult, type SampleOptions } from '../support/sample-result.js';

const charts = [
  'wealth',
  'drawdown',
  'weights',
  'kernel',
  'sample-correlation',
  'systematic-correlation',
  'period-weights',
  'rolling-volatility',
  'rolling-sharpe',
  'turnover',
  'costs',
  'monthly-returns',
  'variance-components',
  'heritability',
  'condition-numbers',
  'total-correlation',
  'spectra',
  'effects',
  'risk-shares',
];

describe.skipIf(!hasChromium)('charts of a report in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  /** The page of a report, what it asked the network for and what it complained about. */
  async function openReport(
    options: SampleOptions,
    width: number,
  ): Promise<{ page: Page; requests: string[]; complaints: string[] }> {
    const path = join(temporaryFolder(), 'report.html');
    writeFileSync(path, renderReport(sampleResult(options), readFileSync('dist/report-client.js', 'utf8')));
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(path).href);
    return { page, requests: requests.filter((url) => url !== page.url()), complaints };
  }

  it.each([
    ['ten assets on a screen', {}, 1280],
    ['ten assets on a phone', {}, 375],
    [
      'sixty assets and fifty strategies',
      {
        assets: Array.from({ length: 60 }, (_, i) => `ASSET${i}`),
        strategies: Array.from({ length: 50 }, (_, i) => `strategy ${i}`),
      },
      1280,
    ],
    [
      'hostile names',
      { assets: ['</script><b>x', '<img src=x onerror=alert(1)>', '"'], strategies: ['<i>'] },
      800,
    ],
  ])('are all drawn for %s, without network, complaint or sideways scrolling', async (_, options, width) => {
    const { page, requests, complaints } = await openReport(options, width);
    for (const name of charts) {
      const chart = page.locator(`#chart-${name}`);
      await chart.scrollIntoViewIfNeeded();
      await chart.locator('canvas').first().waitFor();
      const box = (await chart.locator('canvas').first().boundingBox())!;
      expect(box.width).toBeGreaterThan(0.8 * (await chart.evaluate((element) => element.clientWidth)));
    }
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
    await page.close();
  });

  it('show names in tooltips as text', async () => {
    const { page } = await openReport({ strategies: ['<b id="injected">bold</b>', 'plain'] }, 1000);
    const canvas = page.locator('#chart-wealth canvas').first();
    await canvas.scrollIntoViewIfNeeded();
    await canvas.hover({ position: { x: 500, y: 200 } });
    await page.locator('#chart-wealth').getByText('<b id="injected">bold</b>').waitFor();
    expect(await page.locator('#injected').count()).toBe(0);
    await page.close();
  });

  it('change with the scale, the strategy and the theme', async () => {
    const { page } = await openReport({}, 1000);
    const image = async (name: string): Promise<string> => {
      const chart = page.locator(`#chart-${name}`);
      await chart.scrollIntoViewIfNeeded();
      await chart.locator('canvas').first().waitFor();
      // a heat map lies on several
      return chart
        .locator('canvas')
        .evaluateAll((layers) => layers.map((layer) => (layer as HTMLCanvasElement).toDataURL()).join());
    };
    const linear = await image('wealth');
    await page.locator('#wealth-log').check();
    const logarithmic = await image('wealth');
    expect(logarithmic).not.toBe(linear);
    const first = await image('weights');
    await page.locator('#weights-choice').selectOption('1');
    expect(await image('weights')).not.toBe(first);
    const months = await image('monthly-returns');
    await page.locator('#monthly-returns-choice').focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('#monthly-returns-choice').inputValue()).toBe('1');
    expect(await image('monthly-returns')).not.toBe(months);
    for (const [name, control] of [
      ['kernel', '#kernel-choice'],
      ['risk-shares', '#risk-shares-choice'],
      ['effects', '#effects-choice'],
    ]) {
      await image(name);
      await page.waitForTimeout(200);
      const before = await image(name);
      await page.locator(control).focus();
      await page.keyboard.press('ArrowDown');
      expect(await page.locator(control).evaluate((list) => (list as HTMLSelectElement).selectedIndex)).toBe(
        1,
      );
      await expect.poll(() => image(name), { message: name }).not.toBe(before);
    }
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await image('wealth')).not.toBe(logarithmic);
    await page.close();
  });

  it('lie on one canvas each on paper, every cell of a heat map painted, and are gone from the screen', async () => {
    const assets = Array.from({ length: 60 }, (_, i) => `ASSET${i}`);
    const { page, complaints } = await openReport({ assets }, 1000);
    const shown = (): Promise<number> =>
      page
        .locator('.chart > canvas')
        .evaluateAll((all) => all.filter((one) => getComputedStyle(one).display !== 'none').length);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await shown()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    expect(await shown()).toBe(charts.length);
    expect(await page.locator('.chart > div:visible').count()).toBe(0);
    // the lower right corner of the matrix is its last cell, of an asset with itself: far from the background
    const corner = await page.locator('#chart-sample-correlation > canvas').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data, width } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const [x, y] = [width - 16 * 3 - 4, Math.round(data.length / 4 / width) - (64 + 85.5) * 3 - 4];
      return [...data.slice(4 * (Math.round(y) * width + x), 4 * (Math.round(y) * width + x) + 4)];
    });
    expect(corner[3]).toBe(255);
    expect(corner[0]).toBeLessThan(100);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator('.chart > canvas').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('are pictures that a browser reads, whatever a strategy is called', async () => {
    const page = await browser.newPage();
    const strategies = ['<b>"bold"</b>', "it's & others", 'plain'];
    const pictures = Object.entries(
      chartPictures(sampleResult({ strategies }), { theme: 'dark', width: 700 }),
    );
    expect(pictures.length).toBeGreaterThan(charts.length);
    for (const [file, svg] of pictures) {
      const width = await page.evaluate(async (text) => {
        const image = new Image();
        image.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
        await image.decode();
        return image.naturalWidth;
      }, svg);
      expect({ file, width }).toEqual({ file, width: 700 });
    }
    await page.close();
  });

  it('leave the tables readable where no script runs', async () => {
    const path = join(temporaryFolder(), 'report.html');
    writeFileSync(path, renderReport(sampleResult(), 'document.title;'));
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pathToFileURL(path).href);
    expect(await page.locator('noscript .alert').isVisible()).toBe(true);
    expect(await page.locator('#statistics table').first().isVisible()).toBe(true);
    expect(await page.locator('#wealth').isVisible()).toBe(false);
    expect(await page.locator('#monthly-returns-choice').isVisible()).toBe(false);
    await page.locator('#monthly summary').click();
    expect(await page.locator('#monthly table').first().isVisible()).toBe(true);
    await context.close();
  });
});

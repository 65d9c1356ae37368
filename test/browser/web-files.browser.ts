import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulatePrices } from '../../src/browser.js';
import { tableCsv } from '../../src/cli/csv.js';
import { hasChromium } from '../support/chromium.js';
import {
  configurationOf,
  configure,
  runSample,
  sampleConfig,
  textFile,
  type WebPages,
  webPages,
} from '../support/web-page.js';

const { prices } = simulatePrices({ seed: 4, assets: 6, periods: 400 });
const csv = tableCsv(prices.assets, prices.dates, prices.prices);
const [, ...others] = prices.assets;
const config = {
  prices: 'folder/p.csv',
  market: prices.assets[0],
  frequency: 'week',
  classes: 'folder/classes.csv',
  covariates: { rate: { path: 'rate.csv', column: 'x' } },
  membership: 'members.csv',
  backtest: { train: 40, rebalance: 4 },
};
const given = [
  textFile('rate.csv', tableCsv(['x'], prices.dates, Float64Array.from(prices.dates, (_, day) => Math.sin(day)))), // prettier-ignore
  textFile('classes.csv', `ticker,class\n${others.map((ticker, i) => `${ticker},${i % 2 ? 'A' : 'B'}\n`).join('')}`), // prettier-ignore
  textFile('p.csv', csv),
];
const members = textFile(
  'members.csv',
  `ticker,from,to\n${others.map((ticker, i) => `${ticker},${i === 0 ? '2100-01-01' : '1990-01-01'},\n`).join('')}`,
);

let pages: WebPages;
beforeAll(async () => {
  if (hasChromium) pages = await webPages();
});
afterAll(() => pages?.close());

const filesOf = (tab: Page): Promise<string[]> => tab.locator('#files li .help').allTextContents();

describe.skipIf(!hasChromium)('files of the web page', () => {
  it('are assigned by what a configuration that comes with them names, and what is missing is said', async () => {
    const { tab, complaints } = await pages.open();
    const input = tab.locator('#file-input');
    await input.setInputFiles([...given, textFile('config.json', JSON.stringify(config))]);
    await tab.locator('#files li').nth(2).waitFor();
    expect(JSON.parse(await configurationOf(tab))).toEqual(config);
    expect((await filesOf(tab)).map((text) => text.split(':')[0])).toEqual([
      'covariates.rate',
      'classes',
      'prices',
    ]);
    expect(await tab.locator('#file-problem').textContent()).toBe('');
    const missing = tab.locator('#missing');
    expect(await missing.textContent()).toBe('The configuration also needs: members.csv (membership).');
    await input.setInputFiles(members);
    await tab.locator('#missing:empty').waitFor({ state: 'attached' });

    // they are read: who is no member sits out, as the preview says
    await tab.getByRole('button', { name: 'Preview the run' }).click();
    const preview = tab.locator('#preview');
    await preview.getByText('What the run will do').waitFor();
    expect(await preview.textContent()).toContain(`${others[0]}: `);
    expect(await preview.locator('tbody tr').count()).toBe(2);
    await tab.getByLabel('Train', { exact: true }).fill('50');
    await preview.waitFor({ state: 'hidden' });
    expect(complaints).toEqual([]);
    await tab.close();
  });

  it('are taken for prices by their width, and for other things by choice', async () => {
    const { tab } = await pages.open();
    await tab.locator('#file-input').setInputFiles(given);
    await tab.locator('#files li').nth(2).waitFor();
    await tab.locator('#files', { hasText: 'prices: 6 tickers' }).waitFor();
    expect(JSON.parse(await configurationOf(tab))).toMatchObject({ prices: 'p.csv' });
    await tab.getByLabel('Use rate.csv as').selectOption('covariate');
    await tab.getByRole('button', { name: 'Use rate.csv', exact: true }).click();
    await tab.getByLabel('Use classes.csv as').selectOption('classes');
    await tab.getByRole('button', { name: 'Use classes.csv', exact: true }).click();
    expect(JSON.parse(await configurationOf(tab))).toMatchObject({
      classes: 'classes.csv',
      covariates: { rate: { path: 'rate.csv', column: 'x' } },
    });
    await tab.close();
  });

  it('are kernels of the kind that the user says, or the page says what they are', async () => {
    const { tab } = await pages.open();
    const tree = textFile('tree.csv', `ticker,sector\n${others.map((ticker, i) => `${ticker},${i % 2 ? 'A' : 'B'}\n`).join('')}`); // prettier-ignore
    await tab.locator('#file-input').setInputFiles([textFile('p.csv', csv), tree]);
    await tab.locator('#files', { hasText: 'prices: 6 tickers' }).waitFor();
    const use = async (kind: string): Promise<void> => {
      await tab.getByLabel('Use tree.csv as').selectOption(kind);
      await tab.getByRole('button', { name: 'Use tree.csv', exact: true }).click();
    };
    await use('matrixKernel');
    await tab.locator('#file-problem', { hasText: 'Use it as tree kernel.' }).waitFor();
    expect(JSON.parse(await configurationOf(tab))).not.toHaveProperty('kernels');
    await use('treeKernel');
    await tab.locator('#files', { hasText: 'kernels.tree' }).waitFor();
    expect(await tab.locator('#file-problem').textContent()).toBe('');
    expect(JSON.parse(await configurationOf(tab))).toMatchObject({
      kernels: { tree: { tree: ['sector'], path: 'tree.csv' } },
    });
    await tab.close();
  });

  it('that are results are opened as their reports, others are refused with their place', async () => {
    const { tab } = await pages.open();
    await runSample(tab);
    const waiting = tab.waitForEvent('download');
    await tab.getByRole('button', { name: 'Save result.json' }).click();
    const text = readFileSync(await (await waiting).path(), 'utf8');

    const other = (await pages.open()).tab;
    await other.locator('#file-input').setInputFiles(textFile('result.json', text));
    await other.locator('#status', { hasText: 'The report is that of result.json.' }).waitFor();
    const frame = (await (await other.waitForSelector('#report iframe')).contentFrame())!;
    await frame.locator('#chart-wealth').scrollIntoViewIfNeeded();
    await frame.locator('#chart-wealth canvas').first().waitFor();
    expect(await frame.locator('h1').textContent()).toBe('Backtest: 5 strategies, 5 assets');
    const cut = text.slice(0, 200);
    await other.locator('#file-input').setInputFiles(textFile('cut.json', cut));
    await other.locator('#problems', { hasText: 'cut.json, line 1, column 201' }).waitFor();
    const damaged = JSON.stringify({ ...(JSON.parse(text) as object), strategies: [] });
    await other.locator('#file-input').setInputFiles(textFile('damaged.json', damaged));
    await other.locator('#problems', { hasText: 'damaged.json is not the result of a backtest' }).waitFor();
    for (const page of [tab, other]) await page.close();
  });

  it('keeps the configuration until the next visit, saves it and begins anew', async () => {
    const { tab } = await pages.open();
    await configure(tab, { ...config, seed: 7 });
    await tab.reload();
    await tab.locator('#status', { hasText: 'that of your last visit' }).waitFor();
    expect(JSON.parse(await configurationOf(tab))).toEqual({ ...config, seed: 7 });
    expect(await tab.locator('#missing').textContent()).toContain('p.csv (prices)');
    const waiting = tab.waitForEvent('download');
    await tab.getByRole('button', { name: 'Save the configuration' }).click();
    const download = await waiting;
    expect(download.suggestedFilename()).toBe('config.json');
    expect(JSON.parse(readFileSync(await download.path(), 'utf8'))).toEqual({ ...config, seed: 7 });
    await tab.getByRole('button', { name: 'Begin anew' }).click();
    await tab.reload();
    await tab.locator('#version', { hasText: 'mixfolio' }).waitFor();
    expect(await configurationOf(tab)).toBe('');
    await tab.close();
  });
});

describe.skipIf(!hasChromium)('weights now', () => {
  it('are those of the library, with whole shares to buy and sell from what is held', async () => {
    const { tab, complaints } = await pages.open();
    await tab.getByRole('button', { name: 'Use the sample' }).click();
    await tab.locator('#files li').nth(1).waitFor();
    await tab.getByText('Weights now', { exact: true }).click();
    await tab.getByLabel('Amount').fill('all');
    await tab.getByRole('button', { name: 'Decide' }).click();
    await tab.locator('#now-problem', { hasText: 'not a number above 0' }).waitFor();
    await tab.getByLabel('Amount').fill('100000');
    await tab.locator('#holdings').setInputFiles(textFile('held.csv', 'symbol,shares\nIBM,100\n'));
    await tab.getByRole('button', { name: 'Decide' }).click();
    await tab.locator('#now-status', { hasText: 'Decided on the data to 2010-03-31' }).waitFor();
    const orders = tab.getByRole('table', { name: 'Orders for equalWeight' });
    const cells = await orders.locator('tr', { hasText: 'IBM' }).locator('td').allTextContents();
    const [price, held, trade, then] = cells.map((cell) => Number(cell.replace('−', '-').replace(' %', '')));
    expect([price, held]).toEqual([125.55, 100]);
    expect(held + trade).toBe(then);
    expect(Math.abs(then * price - 20_000)).toBeLessThan(price);
    expect(complaints).toEqual([]);
    await configure(tab, { ...sampleConfig, market: 'average' });
    await tab.locator('#now-result').waitFor({ state: 'hidden' });
    await tab.close();
  });
});

describe.skipIf(!hasChromium)('a run', () => {
  it('leaves the page free: no task of it is long while a long run goes on', async () => {
    const { tab } = await pages.open();
    const { prices: many } = simulatePrices({ seed: 5, assets: 60, periods: 3000 });
    const text = tableCsv(many.assets, many.dates, many.prices);
    await tab.locator('#file-input').setInputFiles(textFile('many.csv', text));
    await tab.locator('#files li').first().waitFor();
    await configure(tab, {
      ...{ prices: 'many.csv', market: many.assets[0], frequency: 'day' },
      ...{ model: { errors: { kind: 't' } }, backtest: { train: 250, rebalance: 1 } },
    });
    await tab.locator('#problems:empty').waitFor({ state: 'attached' });
    await tab.evaluate(() => {
      const durations: number[] = [];
      new PerformanceObserver((list) => {
        durations.push(...list.getEntries().map(({ duration }) => duration));
      }).observe({ type: 'longtask' });
      Object.assign(window, { durations });
    });
    await tab.getByRole('button', { name: 'Run the backtest' }).click();
    await tab.locator('#status', { hasText: 'decisions done' }).waitFor();
    await tab.waitForTimeout(3000);
    expect(await tab.locator('#cancel').isVisible()).toBe(true); // it still goes on
    // the run within the page would be one task of it, longer than the wait
    expect(Math.max(0, ...(await tab.evaluate<number[]>('durations')))).toBeLessThan(1500);
    await tab.getByRole('button', { name: 'Cancel' }).click();
    await tab.close();
  });
});

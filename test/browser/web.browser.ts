import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  backtest,
  type BacktestConfig,
  createEngine,
  parsePrices,
  type PriceTable,
  resolveConfig,
  simulatePrices,
} from '../../src/browser.js';
import { returnsCsv, tableCsv, weightsCsv } from '../../src/cli/csv.js';
import { renderReport } from '../../src/report/page.js';
import { hasChromium } from '../support/chromium.js';
import { wideParquet } from '../support/price-sources.js';
import {
  configurationOf,
  configure,
  runSample,
  runToReport,
  sampleConfig,
  textFile,
  type WebPages,
  webPages,
} from '../support/web-page.js';

const sample = (name: string): string => readFileSync(`node_modules/vega-datasets/data/${name}`, 'utf8');

/** Ten assets of which the first is SPY, and weekly decisions: more than 200 of them. */
const { prices: tenAssets } = simulatePrices({ seed: 4, periods: 1300 });
const weekly = {
  prices: 'ten.csv',
  market: 'SPY',
  frequency: 'week',
  backtest: { train: 52, rebalance: 1 },
} satisfies BacktestConfig;
const csvOf = ({ assets, dates, prices }: PriceTable): string => tableCsv(assets, dates, prices);

let pages: WebPages;
beforeAll(async () => {
  if (hasChromium) pages = await webPages();
});
afterAll(() => pages?.close());

async function saved(tab: Page, name: string): Promise<string> {
  const waiting = tab.waitForEvent('download');
  await tab.getByRole('button', { name: `Save ${name}` }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe(name);
  return readFileSync(await download.path(), 'utf8');
}

describe.skipIf(!hasChromium)('the web page', () => {
  it('runs the sample, shows its report and saves the files of Node, byte for byte', async () => {
    const { tab, complaints, elsewhere } = await pages.open();
    const frame = await runSample(tab);
    expect(await frame.locator('h1').textContent()).toBe('Backtest: 5 strategies, 5 assets');
    expect(await frame.locator('#statistics table').first().isVisible()).toBe(true);

    const prices = parsePrices(sample('stocks.csv'), { name: 'stocks.csv' });
    const market = parsePrices(sample('sp500.csv'), { assets: ['price'] });
    const result = await backtest(await createEngine(), prices, resolveConfig(sampleConfig), {
      sources: { market },
      conditionNumbers: 'in the run',
    });
    const client = readFileSync('dist/report-client.js', 'utf8');
    expect((await saved(tab, 'result.json')) === `${JSON.stringify(result)}\n`).toBe(true);
    expect(await saved(tab, 'weights.csv')).toBe(weightsCsv(result));
    expect(await saved(tab, 'returns.csv')).toBe(returnsCsv(result));
    expect((await saved(tab, 'report.html')) === renderReport(result, client)).toBe(true);
    expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
    await tab.close();
  });

  it('is as tall as its report, draws its charts as they are scrolled to, and follows its links', async () => {
    const { tab, complaints } = await pages.open();
    const frame = await runSample(tab);
    for (const chart of ['drawdown', 'weights', 'kernel', 'sample-correlation']) {
      await frame.locator(`#chart-${chart}`).scrollIntoViewIfNeeded();
      await frame.locator(`#chart-${chart} canvas`).first().waitFor();
    }
    const within = 'document.documentElement.scrollHeight - innerHeight';
    await expect.poll(() => frame.evaluate(within)).toBe(0);
    await tab.evaluate('scrollTo(0, 0)');
    await frame.locator('.alert a[href="#windows"]').click();
    await expect.poll(() => tab.evaluate('scrollY')).toBeGreaterThan(2000);
    expect(complaints).toEqual([]);
    await tab.close();
  });

  it.each([
    ['a picture', 'prices.csv', '\u0089PNG\r\n\u001a\n', 'prices.csv has no date column'],
    [
      'a price of zero',
      'prices.csv',
      'date,SPY,IWM\n2024-01-31,1,2\n2024-02-29,0,3\n',
      'line 3: the price of SPY on 2024-02-29 is 0',
    ],
    ['an empty file', 'prices.csv', '', 'prices.csv is empty'],
  ])('says what is wrong with %s', async (_, name, text, message) => {
    const { tab } = await pages.open();
    await tab.locator('#file-input').setInputFiles(textFile(name, text));
    const alert = tab.getByRole('alert').filter({ hasText: message });
    await alert.waitFor();
    await tab.close();
  });

  it('takes dropped files, guesses the market and finds a misspelt ticker', async () => {
    const { tab } = await pages.open();
    const transfer = await tab.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'ten.csv'));
      return data;
    }, csvOf(tenAssets));
    await tab.dispatchEvent('#drop', 'drop', { dataTransfer: transfer });
    await tab.locator('#files li').first().waitFor();
    expect(JSON.parse(await configurationOf(tab))).toEqual({ prices: 'ten.csv', market: 'SPY' });
    const market = tab.getByLabel('Market', { exact: true });
    await market.fill('SPYY');
    await tab.getByRole('button', { name: 'Run the backtest' }).click();
    const problem = tab.locator('#problems');
    await problem.getByText('SPYY').first().waitFor();
    expect(await problem.textContent()).toMatch(/did you mean "SPY"/i);
    expect(await market.getAttribute('aria-invalid')).toBe('true');
    await problem.getByRole('button', { name: 'Go to the field market' }).click();
    expect(await market.evaluate((input) => input === document.activeElement)).toBe(true);
    await market.fill('SPY');
    await runToReport(tab);
    expect(await problem.textContent()).toBe('');
    expect(await market.getAttribute('aria-invalid')).toBe(null);
    await tab.close();
  });

  it('has the configuration’s own errors at the fields, in the form and as JSON', async () => {
    const { tab } = await pages.open();
    await tab.getByRole('button', { name: 'Use the sample' }).click();
    await tab.locator('#files li').nth(1).waitFor();
    const train = tab.getByLabel('Train', { exact: true });
    await train.fill('many');
    await tab
      .locator('#field-backtest-train-problem', { hasText: 'backtest.train cannot be "many"' })
      .waitFor();
    await train.fill('24');
    await tab.locator('#field-backtest-train-problem', { hasText: /^$/ }).waitFor({ state: 'attached' });
    expect(JSON.parse(await configurationOf(tab))).toEqual({
      ...sampleConfig,
      backtest: { train: 24, rebalance: 3 },
    });

    await configure(tab, { ...sampleConfig, fromm: '2001-01-01' });
    await tab.locator('#problems', { hasText: 'Did you mean "from"?' }).waitFor();
    await tab.locator('#json').fill('{ "market": "SPY", }');
    await tab.locator('#json-problem', { hasText: 'line 1, column 20' }).waitFor();
    await tab.close();
  });

  it('reads Parquet as it reads a CSV of the same numbers', async () => {
    const dataHashOf = async (file: { name: string; mimeType: string; buffer: Buffer }): Promise<string> => {
      const { tab } = await pages.open();
      await tab.locator('#file-input').setInputFiles(file);
      await tab.locator('#files li').first().waitFor();
      await configure(tab, { ...weekly, prices: file.name });
      await runToReport(tab);
      const { dataHash } = JSON.parse(await saved(tab, 'result.json')) as { dataHash: string };
      await tab.close();
      return dataHash;
    };
    const parquet = { name: 'ten.parquet', mimeType: '', buffer: Buffer.from(wideParquet(tenAssets)) };
    expect(await dataHashOf(parquet)).toBe(await dataHashOf(textFile('ten.csv', csvOf(tenAssets))));
  });

  it('adds, edits and removes strategies, beginning with the default ones', async () => {
    const { tab } = await pages.open();
    await configure(tab, { prices: 'ten.csv', market: 'SPY' });
    await tab.getByText('Strategies', { exact: true }).click();
    await tab.getByRole('button', { name: 'Add a strategy' }).click();
    const last = tab.locator('.items > fieldset').nth(4);
    await last.getByLabel('Name', { exact: true }).fill('parity');
    await last.getByLabel('Objective', { exact: true }).selectOption('riskParity');
    await tab.getByRole('button', { name: 'Remove strategy 2' }).click();
    expect((JSON.parse(await configurationOf(tab)) as BacktestConfig).strategies).toEqual([
      { name: 'systematic' },
      { name: 'ledoitWolf' },
      { name: 'equalWeight' },
      { name: 'parity', objective: 'riskParity' },
    ]);
    expect(await tab.locator('fieldset legend').allTextContents()).toEqual([
      'systematic',
      'ledoitWolf',
      'equalWeight',
      'parity',
    ]);
    await tab.close();
  });

  it('shares a configuration by its address, without data, and says when a link is damaged', async () => {
    const { tab } = await pages.open();
    await runSample(tab);
    await tab.getByLabel('Train', { exact: true }).fill('30');
    await tab.getByRole('button', { name: 'Copy a link' }).click();
    await tab.locator('#status', { hasText: 'holds the configuration, and no data' }).waitFor();
    const fragment = new URL(tab.url()).hash;
    expect(fragment).toMatch(/^#config=[\w-]{50,600}$/);

    const other = await pages.open({}, fragment);
    await other.tab.locator('#files li').nth(1).waitFor();
    expect(await configurationOf(other.tab)).toBe(await configurationOf(tab));
    await runToReport(other.tab);

    const cut = await pages.open({}, fragment.slice(0, 60));
    await cut.tab.locator('#problems', { hasText: 'may have been cut' }).waitFor();
    for (const page of [tab, other.tab, cut.tab]) await page.close();
  });

  it('asks for the files that a shared configuration names', async () => {
    const { tab } = await pages.open();
    await configure(tab, weekly);
    await tab.getByRole('button', { name: 'Run the backtest' }).click();
    await tab.locator('#problems', { hasText: 'The page has no file ten.csv' }).waitFor();
    await tab.locator('#file-input').setInputFiles(textFile('ten.csv', csvOf(tenAssets)));
    await tab.locator('#files li').first().waitFor();
    expect(JSON.parse(await configurationOf(tab))).toEqual(weekly);
    await runToReport(tab);
    await tab.close();
  });

  it('cancels at once, ends its workers, and runs again', async () => {
    const { tab, complaints } = await pages.open();
    const { prices } = simulatePrices({ seed: 5, assets: 60, periods: 3000 });
    await tab.locator('#file-input').setInputFiles(textFile('sixty.csv', csvOf(prices)));
    await tab.locator('#files li').first().waitFor();
    await configure(tab, {
      prices: 'sixty.csv',
      market: prices.assets[0],
      frequency: 'day',
      model: { errors: { kind: 't' } },
      backtest: { train: 250, rebalance: 1 },
    });
    await tab.getByRole('button', { name: 'Run the backtest' }).click();
    await tab.locator('#status', { hasText: 'decisions done' }).waitFor();
    await expect.poll(() => tab.workers().length).toBeGreaterThan(1);
    await tab.getByRole('button', { name: 'Cancel' }).click();
    await tab.locator('#status', { hasText: /^Cancelled after \d+ of \d+ decisions/ }).waitFor();
    expect(await tab.locator('#result').isVisible()).toBe(false);
    await expect.poll(() => tab.workers().length).toBe(1);
    await runSample(tab);
    expect(complaints).toEqual([]);
    await tab.close();
  });

  it('runs ten assets and 200 windows, and tells how long it and the page’s longest task took', async () => {
    const { tab } = await pages.open();
    await tab.evaluate(() => {
      const durations: number[] = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) durations.push(entry.duration);
      }).observe({ type: 'longtask', buffered: true });
      Object.assign(window, { durations });
    });
    await tab.locator('#file-input').setInputFiles(textFile('ten.csv', csvOf(tenAssets)));
    await tab.locator('#files li').first().waitFor();
    await configure(tab, weekly);
    await runToReport(tab);
    const [, decisions, seconds] = /(\d+) decisions .* in ([\d.]+) s/.exec(
      (await tab.locator('#status').textContent())!,
    )!;
    const longest = Math.max(0, ...(await tab.evaluate<number[]>('durations')));
    expect(Number(decisions)).toBeGreaterThanOrEqual(200);
    // what a machine takes is told and not tested
    console.log(
      `${decisions} decisions of ten assets: ${seconds} s; longest task of the page: ${longest} ms`,
    );
    await tab.close();
  });
});

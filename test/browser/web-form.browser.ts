import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from '../support/chromium.js';
import { configurationOf, configure, type WebPages, webPages } from '../support/web-page.js';

const base = { prices: 'ten.csv', market: 'SPY' };

let pages: WebPages;
beforeAll(async () => {
  if (hasChromium) pages = await webPages();
});
afterAll(() => pages?.close());

async function opened(config: Record<string, unknown>): Promise<Page> {
  const { tab } = await pages.open();
  await configure(tab, config);
  await tab.evaluate(() => document.querySelectorAll('details').forEach((box) => (box.open = true)));
  return tab;
}
const valueOf = async (tab: Page): Promise<unknown> => JSON.parse(await configurationOf(tab));
const isFocused = (locator: Locator): Promise<boolean> =>
  locator.evaluate((element) => element === document.activeElement);

describe.skipIf(!hasChromium)('the form of the web page', () => {
  it('gives a value with several forms a choice of them, and is back with what each held', async () => {
    const tab = await opened({ ...base, backtest: { costs: 0.001 } });
    const form = tab.locator('#field-backtest-costs-form');
    await form.selectOption('by name');
    expect(await valueOf(tab)).toEqual(base);
    const parts = tab.getByRole('group', { name: 'Costs: parts' });
    await parts.getByRole('button', { name: 'Add an entry' }).click();
    // a value that is to come is nothing that runs
    await tab.locator('#problems', { hasText: 'backtest.costs' }).waitFor();
    await parts.getByLabel('Name of entry').fill('IWM');
    await parts.getByLabel('Name of entry').press('Tab');
    await parts.getByLabel('Value', { exact: true }).fill('0.002');
    expect(await valueOf(tab)).toEqual({ ...base, backtest: { costs: { IWM: 0.002 } } });
    await tab.locator('#problems:empty').waitFor({ state: 'attached' });
    await parts.getByLabel('Value', { exact: true }).fill('');
    expect(await parts.getByLabel('Value', { exact: true }).count()).toBe(1); // stays while it is written anew
    await parts.getByLabel('Value', { exact: true }).fill('0.003');
    await form.selectOption('number');
    expect(await valueOf(tab)).toEqual({ ...base, backtest: { costs: 0.001 } });
    await form.selectOption('by name');
    expect(await valueOf(tab)).toEqual({ ...base, backtest: { costs: { IWM: 0.003 } } });
    await tab.close();
  });

  it('has every fixed value of a union as a choice', async () => {
    const tab = await opened(base);
    const form = tab.locator('#field-backtest-rebalance-form');
    await form.selectOption('month end');
    expect(await valueOf(tab)).toEqual({ ...base, backtest: { rebalance: 'month end' } });
    expect(await tab.getByLabel('Rebalance', { exact: true }).evaluate(({ tagName }) => tagName)).toBe(
      'SELECT',
    );
    await form.selectOption('number');
    await tab.getByLabel('Rebalance', { exact: true }).fill('6');
    expect(await valueOf(tab)).toEqual({ ...base, backtest: { rebalance: 6 } });
    await tab.close();
  });

  it('takes the file from a name to an object with its columns', async () => {
    const tab = await opened(base);
    await tab.locator('#field-prices-form').selectOption({ index: 1 });
    const parts = tab.getByRole('group', { name: 'Prices: parts' });
    await parts.getByLabel('Date', { exact: true }).fill('day');
    expect(await valueOf(tab)).toEqual({ ...base, prices: { path: 'ten.csv', date: 'day' } });
    await tab.close();
  });

  it('adds, names and removes what the configuration has by name', async () => {
    const tab = await opened(base);
    await tab.getByRole('button', { name: 'Add a kernel' }).click();
    const name = tab.getByLabel('Name of the kernel');
    expect(await isFocused(name)).toBe(true);
    await name.fill('likeness');
    await name.press('Enter');
    await tab.locator('fieldset', { has: name }).getByLabel('Kind', { exact: true }).selectOption('gaussian');
    expect(await valueOf(tab)).toEqual({ ...base, kernels: { likeness: { kind: 'gaussian' } } });
    await tab.locator('fieldset', { has: name }).getByLabel('Kind', { exact: true }).selectOption('');
    expect(await valueOf(tab)).toEqual({ ...base, kernels: { likeness: {} } });
    await tab.getByRole('button', { name: 'Add a kernel' }).click();
    await name.nth(1).fill('likeness');
    await name.nth(1).press('Enter');
    expect(await name.nth(1).inputValue()).toBe('kernel 2'); // another's name is taken
    await tab.getByRole('button', { name: 'Remove likeness' }).click();
    expect(await valueOf(tab)).toEqual({ ...base, kernels: { 'kernel 2': {} } });
    expect(await isFocused(name)).toBe(true);
    await tab.close();
  });

  it('moves the items of a list by the keyboard, and keeps the focus at them', async () => {
    const tab = await opened({ ...base, strategies: ['a', 'b', 'c'].map((name) => ({ name })) });
    const down = tab.getByRole('button', { name: 'Move strategy 1 down' });
    await down.focus();
    await tab.keyboard.press('Enter');
    expect(await isFocused(tab.getByRole('button', { name: 'Move strategy 2 down' }))).toBe(true);
    await tab.keyboard.press('Enter');
    expect(await valueOf(tab)).toEqual({ ...base, strategies: ['b', 'c', 'a'].map((name) => ({ name })) });
    expect(await isFocused(tab.getByRole('button', { name: 'Move strategy 3 up' }))).toBe(true);
    await tab.close();
  });

  it('edits objects in lists in objects in lists', async () => {
    const tab = await opened({ ...base, strategies: [{ name: 'a', expectedReturns: { prior: 'sample' } }] });
    await tab.getByRole('button', { name: 'Add a view' }).click();
    await tab.getByLabel('View', { exact: true }).fill('IWM = 0.1');
    await tab.locator('#field-strategies-0-expectedReturns-views-0-confidence').fill('0.5');
    expect(await valueOf(tab)).toEqual({
      ...base,
      strategies: [
        {
          name: 'a',
          expectedReturns: { prior: 'sample', views: [{ view: 'IWM = 0.1', confidence: 0.5 }] },
        },
      ],
    });
    await tab.close();
  });

  it('shows defaults where nothing is set', async () => {
    const tab = await opened({ ...base, covariates: { rate: { path: 'a.csv', column: 'x' } } });
    expect(await tab.getByLabel('Train', { exact: true }).getAttribute('placeholder')).toBe('36');
    expect(await tab.getByLabel('Rebalance', { exact: true }).getAttribute('placeholder')).toBe('3');
    expect(await tab.locator('#field-model-method option').first().textContent()).toBe('REML (default)');
    expect(await tab.locator('#field-model-errors-degreesOfFreedom-form').inputValue()).toBe('');
    await tab.getByText('"estimate" (default)').waitFor({ state: 'attached' });
    await tab.close();
  });

  it('marks every problem at its field, and has a list of them that leads there', async () => {
    const config = {
      ...base,
      backtest: { train: 1, costs: { IWM: -1 } },
      kernels: { k: { kind: 'cubic' } },
      strategies: [{ name: 'a', minWeights: 99, maxGross: -1 }],
    };
    const { tab } = await pages.open();
    await configure(tab, config);
    await tab.locator('#problems', { hasText: 'The configuration has 5 problems' }).waitFor();
    const marked = await tab
      .locator('[aria-invalid=true]')
      .evaluateAll((elements) => elements.map(({ id }) => id).sort());
    expect(marked).toEqual([
      'field-backtest-costs-IWM',
      'field-backtest-train',
      'field-kernels-k-kind',
      'field-strategies-0-maxGross',
      'field-strategies-0-minWeights',
    ]);
    const kind = tab.locator('#field-kernels-k-kind');
    expect(await kind.isVisible()).toBe(false);
    await tab.getByRole('button', { name: 'Go to the field kernels.k.kind' }).click();
    expect(await isFocused(kind)).toBe(true);
    expect(await tab.locator('#field-kernels-k-kind-problem').textContent()).toContain('"cubic"');
    await kind.selectOption('linear');
    await tab.locator('#problems', { hasText: 'The configuration has 4 problems' }).waitFor();
    expect(await kind.getAttribute('aria-invalid')).toBe(null);
    await tab.close();
  });

  it('leaves to JSON what has no form', async () => {
    const tab = await opened({ ...base, model: 'simple', riskFree: [1] });
    const field = tab.locator('#field-riskFree');
    expect(await field.inputValue()).toBe('[1]');
    await field.fill('0.02');
    expect(await valueOf(tab)).toEqual({ ...base, model: 'simple', riskFree: 0.02 });
    await tab.close();
  });
});

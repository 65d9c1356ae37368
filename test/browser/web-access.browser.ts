import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from '../support/chromium.js';
import { configure, runSample, sampleConfig, type WebPages, webPages } from '../support/web-page.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Parts of the form of every kind, one within the other, with problems in them. */
const everyForm = {
  ...sampleConfig,
  frequency: 'fortnight',
  riskFree: [1],
  classes: { old: ['IBM'], new: ['AAPL', 'GOOG'] },
  covariates: { rate: { path: 'rate.csv', column: 'x', lag: { days: 3 } } },
  kernels: { 'k 1': { kind: 'cubic', characteristics: ['mean', 'beta'] }, sum: { weights: { 'k 1': -1 } } },
  model: { errors: { kind: 't', degreesOfFreedom: 5 }, residualGroups: { assets: 'class' } },
  backtest: { train: 1, costs: { linear: { IBM: 0.001 }, impact: { volume: 1e6 } } },
  selection: { candidates: { wide: { seed: 2 } } },
  strategies: [
    {
      name: 'a',
      maxWeights: { IBM: 0.5 },
      groups: { old: { maxWeight: 0.4 } },
      expectedReturns: { views: [{ weights: { IBM: 1 }, return: 0.1 }] },
      factorExposures: { size: { loadings: { IBM: 2 }, max: 1 } },
    },
  ],
};

let pages: WebPages;
beforeAll(async () => {
  if (hasChromium) pages = await webPages();
});
afterAll(() => pages?.close());

describe.skipIf(!hasChromium)('the web page for everybody', () => {
  it('can be used by the keyboard alone', async () => {
    const { tab } = await pages.open();
    const focused = (): Promise<string> =>
      tab.evaluate(() => document.activeElement?.id ?? document.activeElement?.textContent ?? '');
    const tabTo = async (id: string): Promise<void> => {
      for (let presses = 0; (await focused()) !== id; presses++) {
        if (presses > 40) throw new Error(`no way to ${id}`);
        await tab.keyboard.press('Tab');
      }
    };
    await tabTo('sample');
    await tab.keyboard.press('Enter');
    await tab.locator('#files li').nth(1).waitFor();
    await tabTo('start');
    await tab.keyboard.press('Space');
    await tab.locator('#status', { hasText: 'Done:' }).waitFor();
    expect(await focused()).toBe('result-heading');
    await tab.close();
  });

  it.each([
    ['light', 1280],
    ['dark', 375],
  ] as const)(
    'has no finding of axe and no sideways scrolling, %s and %i wide',
    async (colorScheme, width) => {
      const { tab, complaints } = await pages.open({ colorScheme, viewport: { width, height: 800 } });
      const findings = async (frame: Frame): Promise<string[]> => {
        await frame.evaluate(axe);
        return frame.evaluate(`axe.run({ iframes: false, resultTypes: ['violations'] }).then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target).join(' ')))`);
      };
      const openAll = (): Promise<void> =>
        tab.evaluate(() => document.querySelectorAll('details').forEach((box) => (box.open = true)));
      expect(await findings(tab.mainFrame())).toEqual([]);
      const report = await runSample(tab);
      await openAll();
      await tab.getByRole('button', { name: 'Preview the run' }).click();
      await tab.locator('#preview table').waitFor();
      await tab.getByLabel('Amount').fill('1000');
      await tab.getByRole('button', { name: 'Decide' }).click();
      await tab.locator('#now-result table').first().waitFor();
      expect(await findings(tab.mainFrame())).toEqual([]);
      expect(await tab.evaluate(overflow)).toBe(0);
      await configure(tab, everyForm);
      await openAll();
      await tab.locator('#problems .problem').waitFor();
      expect(await findings(tab.mainFrame())).toEqual([]);
      expect(await findings(report)).toEqual([]);
      expect([await tab.evaluate(overflow), await report.evaluate(overflow)]).toEqual([0, 0]);
      expect(complaints).toEqual([]);
      await tab.close();
    },
  );
});

/**
 * Takes the README's picture of the report: `node build/screenshot.mjs REPORT.html PICTURE.png`.
 * Needs Chromium (`CHROMIUM` names it where it is not /usr/bin/chromium).
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [report, picture] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
const page = await browser.newPage({ viewport: { width: 1200, height: 1660 } });
await page.goto(pathToFileURL(resolve(report)).href);
await page.waitForSelector('canvas, svg');
await page.waitForTimeout(1500);
await page.screenshot({ path: picture, fullPage: process.argv[4] === '--full' });
await browser.close();

/**
 * Takes the README's pictures, `docs/page.png` and `docs/report.png`, of the sample run in the built page.
 * Needs `npm run web` and Chromium (`CHROMIUM` names it where it is not /usr/bin/chromium).
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const types = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css' };
const folder = fileURLToPath(new URL('../dist-web/', import.meta.url));
const docs = fileURLToPath(new URL('../docs/', import.meta.url));

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  response.setHeader('content-type', types[extname(pathname)] ?? 'application/octet-stream');
  readFile(join(folder, pathname)).then(
    (bytes) => response.end(bytes),
    () => response.writeHead(404).end(),
  );
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const scratch = await mkdtemp(join(tmpdir(), 'mixfolio-screenshots-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1100, height: 1340 } });
  await page.goto(`http://127.0.0.1:${server.address().port}/index.html`);
  await page.getByRole('button', { name: 'Use the sample' }).click();
  await page.locator('#files li').nth(1).waitFor();
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({ path: join(docs, 'page.png'), animations: 'disabled' });

  await page.getByRole('button', { name: 'Run the backtest' }).click();
  await page.locator('#status', { hasText: 'Done:' }).waitFor();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save report.html' }).click();
  const report = await browser.newPage({ viewport: { width: 1200, height: 1660 } });
  const saved = join(scratch, 'report.html');
  await (await saving).saveAs(saved);
  await report.goto(pathToFileURL(saved).href);
  await report.locator('canvas, svg').first().waitFor();
  await report.waitForTimeout(1500); // charts are drawn with a movement
  await report.screenshot({ path: join(docs, 'report.png') });
} finally {
  await browser.close();
  server.close();
  await rm(scratch, { recursive: true });
}

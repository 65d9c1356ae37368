import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.js';

const page = readFileSync('docs/reading-a-report.md', 'utf8');

const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

it('has a heading for every section that a report can have, in their order', () => {
  const source = readFileSync('src/report/sections.ts', 'utf8');
  const sections = [...source.matchAll(/(?:section|charts)\('[\w-]+', (?:'([^']+)'|kernelTitle)/g)].map(
    ([, title = 'Relationship kernel']) => title,
  );
  expect(sections).toHaveLength(21);
  const places = sections.map((title) => headings.findIndex((heading) => heading.includes(title)));
  for (const [k, place] of places.entries()) {
    expect(place, `docs/reading-a-report.md says nothing of "${sections[k]}"`).toBeGreaterThanOrEqual(0);
    if (k > 0) expect(place, sections[k]).toBeGreaterThanOrEqual(places[k - 1]);
  }
});

it('quotes headings and alerts that the report of the example has', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const config = resolve('examples/stocks.json');
  const { status } = await runCli(['backtest', '--config', config, '--out', 'results'], folder);
  expect(status).toBe(0);
  const report = readFileSync(join(folder, 'results/report.html'), 'utf8');

  const shown = [...report.matchAll(/<h[23]>([^<“]*)/g)].map(([, title]) => title.trim());
  const part = /_([^_]*)_ has its shares/.exec(page)![1];
  expect(shown).toEqual(expect.arrayContaining(['Rolling statistics', part]));

  const quoted = [...page.matchAll(/"([^"]* of 29 [^"]*)"/g)].map(([, alert]) => alert);
  expect(quoted).toHaveLength(2);
  for (const alert of quoted) expect(report).toContain(alert);
});

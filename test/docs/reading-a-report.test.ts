import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.js';

const page = readFileSync('docs/reading-a-report.md', 'utf8');

/** Words of the guide for each section of the report. */
const told: Record<string, string> = {
  Statistics: 'Statistics',
  Wealth: 'Wealth',
  Drawdown: 'drawdown',
  'Tests of differences': 'Tests of differences',
  'Further statistics': 'Further statistics',
  Weights: 'Weights',
  'Relationship kernel': 'Relationship kernel',
  Correlations: 'correlations',
  'Window log': 'Window log',
  Periods: 'periods',
  'Data notes': 'Data notes',
  Configuration: 'configuration',
};

it('has a heading for every section of a report, and quotes its alerts', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const config = resolve('examples/stocks.json');
  const { status } = await runCli(['backtest', '--config', config, '--out', 'results'], folder);
  expect(status).toBe(0);
  const report = readFileSync(join(folder, 'results/report.html'), 'utf8');

  const headings = page
    .split('\n')
    .filter((line) => line.startsWith('## '))
    .join('\n');
  const sections = [...report.matchAll(/<h2>([^<“]*)/g)].map(([, title]) => title.trim());
  expect(sections.length).toBeGreaterThan(8);
  for (const section of sections) {
    expect(told, `docs/reading-a-report.md says nothing of "${section}"`).toHaveProperty([section]);
    expect(headings).toContain(told[section]);
  }

  const quoted = [...page.matchAll(/"([^"]* of 29 [^"]*)"/g)].map(([, alert]) => alert);
  expect(quoted).toHaveLength(2);
  for (const alert of quoted) expect(report).toContain(alert);
});

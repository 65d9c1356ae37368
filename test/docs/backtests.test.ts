import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { resolveConfig } from '../../src/browser.js';
import { walkForward } from '../../src/config/schema-backtest.js';
import { finerThan, rebalanceRules } from '../../src/data/rebalance-rule.js';

const page = readFileSync('docs/backtests.md', 'utf8');

it('has configurations that resolve', () => {
  const configurations = [...page.matchAll(/```json\n([^`]*)```/g)].map(([, text]) => text);
  expect(configurations).toHaveLength(2);
  for (const text of configurations)
    expect(() =>
      resolveConfig({ strategies: [{ name: 'sample' }], ...(JSON.parse(text) as object) }),
    ).not.toThrow();
});

it('speaks of every field of the walk forward', () => {
  for (const field of Object.keys(walkForward.shape))
    expect(page, field).toMatch(new RegExp(`[\`".]${field}[\`" ]`));
});

it('has every rule with the frequencies that can tell its days', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const frequencies = ['day', 'week', 'month'] as const;
  for (const rule of rebalanceRules) {
    const day = rule.replace('weekly on ', '');
    const monday = ['Monday', 'Tuesday', 'Wednesday', 'Thursday'].includes(day);
    const own = rule.startsWith('weekly')
      ? rows.find((row) => row.includes(monday ? 'Monday' : 'Friday'))!
      : rows.find((row) => row.startsWith(`| \`${rule}\``))!;
    const listed = own.split('|')[4].trim();
    const possible = frequencies.filter((frequency) => finerThan(rule, frequency) === null);
    expect(listed, rule).toBe(
      possible.length === 3 ? 'all' : possible.map((frequency) => `\`${frequency}\``).join(', '),
    );
  }
});

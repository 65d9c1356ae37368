import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { backtest, type BacktestConfig, crossValidate, resolveConfig } from '../../src/browser.js';
import { walkForward } from '../../src/config/schema-backtest.js';
import { engines } from '../support/engines.js';
import { simulatedPrices } from '../support/simulated-prices.js';
import { snippets } from '../support/snippets.js';
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

it.each(snippets(page))('has code that runs under $heading (snippet %#)', async ({ text }) => {
  const [[, engine]] = engines;
  const config: BacktestConfig = {
    market: 'SPY',
    backtest: { train: 24, rebalance: 3 },
    strategies: [{ name: 'mine', riskAversion: 3 }, { name: 'sample' }],
  };
  const names = { backtest, crossValidate, engine, config, console: { log: () => {} } };
  const prices = simulatedPrices({ seed: 5, assets: ['SPY', 'IWM', 'AGG', 'GLD'], months: 80 });
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...given: unknown[]) => Promise<unknown>;
  const program = new AsyncFunction(...Object.keys(names), 'prices', text);
  await expect(program(...Object.values(names), prices)).resolves.not.toThrow();
});

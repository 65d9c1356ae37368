import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve.js';
import { runCli, temporaryFolder } from '../support/cli.js';
import { runConsoleBlocks } from '../support/console-blocks.js';
import { blocks, printedBy, snippets } from '../support/snippets.js';

const page = readFileSync('docs/choosing-a-model.md', 'utf8');
const evidence = readFileSync('docs/evidence.md', 'utf8');

it('prints the volatilities that it says', { timeout: 60_000 }, async () => {
  const [{ text, printed }] = snippets(page);
  const { stdout, stderr } = await printedBy(text);
  expect(stderr).toBe('');
  expect(stdout).toBe(printed!.text);
  // what is concluded from them
  const rows = stdout
    .trim()
    .split('\n')
    .map((row) => row.split(' ').map(Number));
  for (const [, , systematic, total, ...others] of rows)
    expect(total).toBeLessThanOrEqual(Math.min(systematic, ...others));
  const lead = rows.map(([, , , total, sample]) => 1 - total / sample);
  expect(Math.max(...lead)).toBe(lead[2]);
  expect(lead[2]).toBeCloseTo(0.02, 2);
  expect(lead[3]).toBe(0);
});

it('has the volatilities of the evidence', () => {
  const rows = [...page.matchAll(/^\| ([a-zA-Z]+(?:, pooled)?) +\| (\d+\.\d+) +\| (\d+\.\d+) +\|$/gm)];
  expect(rows).toHaveLength(9);
  const performance = ['ten ETFs', 'stocks'].map(
    (what) => new RegExp(`^### Performance of the ${what}[^]*?(?=^###)`, 'm').exec(evidence)![0],
  );
  for (const [, name, ...volatilities] of rows)
    expect({ name, volatilities }).toEqual({
      name,
      volatilities: performance.map(
        (table) => new RegExp(`^\\| ${name} \\| [^|]* \\| ([^|]*) \\|`, 'm').exec(table)?.[1],
      ),
    });
});

it('shows parts of configurations that there are', () => {
  const inline = [...page.matchAll(/`(\{ ?"[^`]*|"(?:model|kernels)": [^`]*)`/g)].map(([, text]) => text);
  const whole = blocks(page)
    .filter(({ language }) => language === 'json')
    .map(({ text }) => text);
  expect(inline.length + whole.length).toBeGreaterThanOrEqual(6);
  for (const text of [...inline, ...whole]) {
    const part = JSON.parse(text.startsWith('{') ? text : `{${text}}`) as object;
    expect(
      () => resolveConfig({ prices: 'prices.csv', market: 'SPY', classes: 'classes.csv', ...part }),
      text,
    ).not.toThrow();
  }
});

it('shows what its commands print', { timeout: 60_000 }, async () => {
  expect(await runConsoleBlocks(page, temporaryFolder())).toEqual(['simulate', 'init', 'fit', 'fit']);
});

it('counts the windows of the example with too little heritability', { timeout: 60_000 }, async () => {
  const example = JSON.parse(readFileSync('examples/stocks.json', 'utf8')) as {
    prices: string;
    market: { path: string };
    model: { random: string[] };
  };
  const absolute = {
    ...example,
    prices: resolve('examples', example.prices),
    market: { ...example.market, path: resolve('examples', example.market.path) },
  };
  const folder = temporaryFolder();
  const fellBack = [];
  for (const random of [['time', 'asset:time(combined)'], example.model.random]) {
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...absolute, model: { random } }));
    const { stdout } = await runCli(['backtest', '--config', 'config.json', '--out', 'results'], folder);
    fellBack.push(
      /systematic fell back in (\d+ of \d+) windows: heritability below 0\.1$/m.exec(stdout)?.[1],
    );
  }
  expect(fellBack).toEqual(['19 of 29', '5 of 29']);
  expect(page).toContain('below 0.10 in 19 of 29 windows with both, in 5 with `asset:time` alone');
});

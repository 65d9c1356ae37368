import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.js';
import { runConsoleBlocks } from '../support/console-blocks.js';
import { printedBy, snippets } from '../support/snippets.js';

const page = readFileSync('docs/start.md', 'utf8');

it('shows what its commands print, one after the other in one folder', { timeout: 60_000 }, async () => {
  expect(await runConsoleBlocks(page, temporaryFolder())).toEqual(['simulate', 'init', 'check', 'backtest']);
});

it('prints in Node what it says, which is what the command prints', async () => {
  const [{ text, printed }] = snippets(page);
  const { stdout, stderr } = await printedBy(text);
  expect(stderr).toBe('');
  expect(stdout).toBe(printed!.text);
});

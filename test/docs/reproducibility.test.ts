import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.js';
import { runConsoleBlocks } from '../support/console-blocks.js';

it('repeats a run from its result to the same bytes', { timeout: 60_000 }, async () => {
  const page = readFileSync('docs/reproducibility.md', 'utf8');
  expect(await runConsoleBlocks(page, temporaryFolder())).toEqual([
    'simulate',
    'init',
    'backtest',
    'backtest',
  ]);
});

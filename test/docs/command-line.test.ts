import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.js';
import { runConsoleBlocks } from '../support/console-blocks.js';

const page = readFileSync('docs/command-line.md', 'utf8');
/** What runs without a network. */
const offline = ['init', 'check', 'backtest', 'fit', 'optimize', 'compare', 'report', 'simulate', 'sweep'];
const commands = [...offline, 'fetch', 'worker'];

it('shows what its commands print, one after the other in one folder', { timeout: 120_000 }, async () => {
  const run = await runConsoleBlocks(page, temporaryFolder());
  expect([...new Set(run)].sort()).toEqual([...offline].sort());
});

it('has every option of every command, and names no other', async () => {
  for (const command of commands) {
    // sweep runs by itself what is one of its commands
    const path = command === 'sweep' ? ['sweep', 'run'] : [command];
    const { stdout } = await runCli([...path, '--help']);
    const section = new RegExp(`^## .*\\b${command}\\b[^]*?(?=^## |$(?![^]))`, 'm').exec(page)![0];
    const options = new Set([...stdout.matchAll(/^ +(--[\w-]+)/gm)].map(([, option]) => option));
    const named = new Set([...section.matchAll(/^\| `(--[\w-]+)/gm)].map(([, option]) => option));
    expect({ command, options: [...named].sort() }).toEqual({ command, options: [...options].sort() });
    expect(stdout).toContain(`$ mixfolio ${command}`);
  }
});

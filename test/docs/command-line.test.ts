import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.js';

const page = readFileSync('docs/command-line.md', 'utf8');
/** What runs without a network. */
const offline = ['init', 'check', 'backtest', 'fit', 'optimize', 'compare', 'report', 'simulate'];
const commands = [...offline, 'fetch'];

it('shows what its commands print, one after the other in one folder', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const blocks = [...page.matchAll(/```console\n([^]*?)```/g)].map(([, text]) => text);
  const run: string[] = [];
  for (const block of blocks) {
    const [line, ...shown] = block.split('\n');
    const args = /^\$ mixfolio (.*)$/.exec(line)![1].split(' ');
    run.push(args[0]);
    const { status, stdout, stderr } = await runCli(args, folder);
    expect({ line, status, stderr }).toEqual({ line, status: 0, stderr: '' });
    const printed = stdout.replaceAll(folder, '/home/you');
    // a line of … stands for others
    let from = 0;
    for (const part of shown.join('\n').split(/^…\n/m)) {
      const at = printed.indexOf(part, from);
      expect(at, `${line} prints\n${printed}\nand not\n${part}`).toBeGreaterThanOrEqual(0);
      from = at + part.length;
    }
  }
  expect([...new Set(run)].sort()).toEqual([...offline].sort());
});

it('has every option of every command, and names no other', async () => {
  for (const command of commands) {
    const { stdout } = await runCli([command, '--help']);
    const section = new RegExp(`^## .*\\b${command}\\b[^]*?(?=^## |$(?![^]))`, 'm').exec(page)![0];
    const options = new Set([...stdout.matchAll(/^ +(--[\w-]+)/gm)].map(([, option]) => option));
    const named = new Set([...section.matchAll(/^\| `(--[\w-]+)/gm)].map(([, option]) => option));
    expect({ command, options: [...named].sort() }).toEqual({ command, options: [...options].sort() });
    expect(stdout).toContain(`$ mixfolio ${command}`);
  }
});

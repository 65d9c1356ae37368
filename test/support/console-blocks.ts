import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { runCli } from './cli.js';

const execute = promisify(execFile);

/** What a sweep that takes its time says of how far it is. */
const progress = /^\d+ of \d+ backtests, .*\n/gm;

/**
 * Runs the console blocks of a page one after the other in a folder, and expects each command to print what stands below
 * it; a line of … stands for lines that are left out.
 *
 * @returns the commands of mixfolio that were run
 */
export async function runConsoleBlocks(page: string, folder: string): Promise<string[]> {
  const run: string[] = [];
  for (const [, block] of page.matchAll(/```console\n([^]*?)```/g)) {
    for (const [, line, shown] of block.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
      const [program, ...args] = line.split(' ');
      if (program === 'mixfolio') run.push(args[0]);
      const { status, stdout, stderr } =
        program === 'mixfolio' ? await runCli(args, folder) : await runInShell(line, folder);
      const problems = stderr.replaceAll(progress, '');
      expect({ line, status, stderr: problems }).toEqual({ line, status: 0, stderr: '' });
      const printed = `${stdout}\n`.replaceAll(folder, '/home/you');
      let from = 0;
      for (const part of shown.split(/^…\n/m)) {
        const at = printed.indexOf(part, from);
        expect(at, `${line} prints\n${printed}\nand not\n${part}`).toBeGreaterThanOrEqual(0);
        from = at + part.length;
      }
    }
  }
  return run;
}

async function runInShell(
  line: string,
  cwd: string,
): Promise<{ status: number; stdout: string; stderr: string }> {
  try {
    return { status: 0, ...(await execute('bash', ['-c', line], { cwd })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}

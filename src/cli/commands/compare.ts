import type { Command } from 'commander';
import type { CompareCommand } from '../run-compare.js';
import type { Settle } from './settle.js';

const help = `
Example:
  $ mixfolio compare results/plain/result.json results/recent/result.json

Strategies are matched by their names, and compared over the periods that both results have.

Exit status: 0 done, 2 bad usage, 3 files that are no results or have nothing in common, 1 anything else.`;

export function compareCommand(program: Command, settle: Settle): void {
  program
    .command('compare')
    .description('put two results side by side: statistics, differences, tests of these, configurations')
    .argument('<first>', 'result.json of a run, or its folder')
    .argument('<second>', 'that of another')
    .option('--json', 'print JSON instead of tables')
    .addHelpText('after', help)
    .action(async (first: string, second: string, options: CompareCommand) => {
      const { runCompare } = await import('../run-compare.js');
      settle(await runCompare(first, second, options));
    });
}

import type { Command } from 'commander';
import type { CheckCommand } from '../run-check.js';
import type { Settle } from './settle.js';

const help = `
Example:
  $ mixfolio check --config study.json
  $ mixfolio check --config study.json --json | jq .decisions.count

Exit status: 0 a run would start, 2 bad usage, configuration or model, 3 bad data, 1 anything else.`;

export function checkCommand(program: Command, settle: Settle): void {
  program
    .command('check')
    .description('check a configuration and its data, and print what a run would do; nothing is run')
    .requiredOption('--config <file>', 'configuration, JSON; relative paths in it start from its folder')
    .option('--prices <file>', 'CSV of prices, instead of the one that the configuration names')
    .option('--json', 'print JSON instead of tables')
    .addHelpText('after', help)
    .action(async (options: CheckCommand) => {
      const { runCheck } = await import('../run-check.js');
      settle(await runCheck(options));
    });
}

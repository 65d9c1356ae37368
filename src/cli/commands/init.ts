import { type Command, InvalidArgumentError, Option } from 'commander';
import type { InitCommand } from '../run-init.js';
import type { Settle } from './settle.js';

const help = `
Example:
  $ mixfolio init --prices prices.csv
  $ mixfolio check --config config.json
  $ mixfolio backtest --config config.json --out results

Without --prices, questions are asked on a terminal. What is neither said nor asked comes from the prices.

Exit status: 0 done, 2 bad usage or a file that is there already, 3 bad data, 1 anything else.`;

/** @param schema the JSON Schema of the package */
export function initCommand(program: Command, settle: Settle, schema: URL): void {
  program
    .command('init')
    .description('write a configuration for a file of prices')
    .option('--prices <file>', 'CSV or Parquet file of prices')
    .option('--market <ticker>', 'a ticker of the prices, or average; by default a usual one, or average')
    .addOption(new Option('--frequency <period>', 'length of a period').choices(['day', 'week', 'month']))
    .option('--train <periods>', 'periods in the training window', periodsOf)
    .option('--rebalance <periods>', 'periods between decisions', periodsOf)
    .option('--out <file>', 'the configuration', 'config.json')
    .option('--force', 'overwrite a file of that name')
    .addHelpText('after', help)
    .action(async (options: InitCommand) => {
      const { runInit } = await import('../run-init.js');
      settle(await runInit(options, schema));
    });
}

function periodsOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It has to be a number of periods.');
  return Number(text);
}

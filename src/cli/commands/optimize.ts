import { type Command, InvalidArgumentError, Option } from 'commander';
import type { OptimizeCommand } from '../run-optimize.js';
import type { Settle } from './settle.js';

const help = `
Example:
  $ mixfolio optimize --config study.json
  $ cat holdings.csv
  symbol,shares
  SPY,120
  AGG,80
  $ mixfolio optimize --config study.json --holdings holdings.csv --cash 5000 --strategy systematic

Prices of shares are the last ones of the data: have these end on the day on which you trade. What a selection of the
configuration holds takes a backtest of each candidate up to then.

Exit status: 0 done, 2 bad usage, configuration or model, 3 bad data, 130 interrupted,
143 by SIGTERM, 1 anything else.`;

export function optimizeCommand(program: Command, settle: Settle): void {
  program
    .command('optimize')
    .description('weights of every strategy now, and what to buy and sell for them in whole shares')
    .requiredOption('--config <file>', 'configuration, JSON; relative paths in it start from its folder')
    .option('--prices <file>', 'CSV of prices, instead of the one that the configuration names')
    .option('--to <date>', 'last price date used, ISO, instead of the one in the configuration')
    .option('--holdings <file>', 'CSV of what is held: symbol,shares')
    .addOption(
      new Option('--amount <money>', 'what there is in total, holdings and cash')
        .argParser(moneyOf)
        .conflicts('cash'),
    )
    .addOption(new Option('--cash <money>', 'what there is beside the holdings').argParser(moneyOf))
    .option('--strategy <name>', 'orders for this strategy, or the selection, alone')
    .option('--json', 'print JSON instead of tables')
    .addHelpText('after', help)
    .action(async (options: OptimizeCommand) => {
      const { runOptimize } = await import('../run-optimize.js');
      settle(await runOptimize(options));
    });
}

function moneyOf(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It has to be a number, such as 100000.');
  return Number(text);
}

import type { Command } from 'commander';
import type { FetchCommand } from '../run-fetch.js';
import type { Settle } from './settle.js';

const help = `
Example:
  $ npm install yahoo-finance2
  $ mixfolio fetch --tickers SPY,IWM,AGG --from 2015-01-01 --out prices.csv --cache cache`;

export function fetchCommand(program: Command, settle: Settle): void {
  program
    .command('fetch')
    .description('write daily closes of Yahoo Finance, adjusted for splits and dividends, as a CSV of prices')
    .requiredOption('--tickers <list>', 'as Yahoo Finance writes them, separated by commas')
    .requiredOption('--from <date>', 'first day, ISO')
    .option('--to <date>', 'last day, ISO, instead of today')
    .requiredOption('--out <file>', 'CSV to write')
    .option('--cache <folder>', 'folder of what was fetched before, made when it is missing')
    .option('--force', 'overwrite a file of the same name')
    .addHelpText('after', help)
    .action(async (options: FetchCommand) => {
      const { runFetch } = await import('../run-fetch.js');
      settle(await runFetch(options));
    });
}

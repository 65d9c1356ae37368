#!/usr/bin/env node
/** The command `mixfolio`: arguments in, exit status out. What a command needs is loaded when it runs. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { version } from '../version.js';
import { checkCommand } from './commands/check.js';
import { compareCommand } from './commands/compare.js';
import { fetchCommand } from './commands/fetch.js';
import { initCommand } from './commands/init.js';
import { optimizeCommand } from './commands/optimize.js';
import { reportCommand } from './commands/report.js';
import { sweepCommand } from './commands/sweep.js';
import { workerCommand } from './commands/worker.js';
import { exitStatus, printError, printUsageError, type ExitStatus } from './exit-status.js';
import type { BacktestCommand } from './run-backtest.js';
import type { FitCommand } from './run-fit.js';
import type { SimulateCommand } from './run-simulate.js';
import { tableFormats, type TableFormat } from './table-formats.js';

const programHelp = `
From prices to a portfolio:
  $ mixfolio init --prices prices.csv
  $ mixfolio check --config config.json
  $ mixfolio backtest --config config.json --out results
  $ mixfolio optimize --config config.json --amount 100000

mixfolio <command> --help has an example of each. NO_COLOR=1 leaves out colours.`;

const backtestHelp = `
Example:
  $ cat study.json
  { "prices": "prices.csv", "frequency": "month", "market": "SPY", "backtest": { "train": 36, "rebalance": 3 } }
  $ mixfolio backtest --config study.json --out results/study

Exit status: 0 done, 2 bad usage, configuration or model, 3 bad data, 130 interrupted,
143 by SIGTERM, 1 anything else.`;

const fitHelp = `
Example:
  $ mixfolio fit --config study.json --to 2025-07-31 --out results/fit

Exit status: 0 done, 2 bad usage, configuration or model, 3 bad data, 1 anything else.`;

const simulateHelp = `
Example:
  $ mixfolio simulate --out simulated --seed 7
  $ mixfolio backtest --config simulated/config.json --out simulated/results`;

// beside this file, wherever the bundler puts the code of the command
const reportClient = new URL('./report-client.js', import.meta.url);

// a reader such as `head` may leave before everything is printed; the files are written by then
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.done;
  const program = new Command('mixfolio')
    .description('Mixed-model portfolios: covariances by REML, walk-forward backtests.')
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  program
    .command('backtest')
    .description(
      'run a walk-forward backtest and write result.json, tables of weights and returns, and report.html',
    )
    .requiredOption('--config <file>', 'configuration, JSON; relative paths in it start from its folder')
    .option(
      '--prices <file>',
      'CSV or Parquet file of prices, instead of the one that the configuration names',
    )
    .requiredOption('--out <folder>', 'folder of the results, made when it is missing')
    .addOption(formatOption())
    .addOption(
      new Option(
        '--workers <number>',
        'threads that share the windows; auto: one a core where the run is long',
      )
        .argParser(workersOf)
        .default('auto'),
    )
    .option(
      '--checkpoint <file>',
      'keep in this file where the run stands, and go on from there where it exists; gone once the run is done',
    )
    .option(
      '--forecast-scores',
      'score the covariances of the strategies as forecasts of the returns that came (backtest.forecastScores)',
    )
    .option('--chart', 'draw wealth below the tables, as on a terminal')
    .addOption(new Option('--json', 'print statistics as JSON instead of tables').conflicts('chart'))
    .addHelpText('after', backtestHelp)
    .action(async (options: BacktestCommand) => {
      const { runBacktest } = await import('./run-backtest.js');
      status = await runBacktest(options, reportClient);
    });
  program
    .command('fit')
    .description('fit the configured model once, and print its estimates and the covariances they make')
    .requiredOption('--config <file>', 'configuration, JSON; relative paths in it start from its folder')
    .option(
      '--prices <file>',
      'CSV or Parquet file of prices, instead of the one that the configuration names',
    )
    .option('--out <folder>', 'folder for fit.json and tables, made when it is missing')
    .addOption(formatOption())
    .addOption(
      new Option('--train <periods>', 'fit to the last so many periods')
        .argParser(periodsOf)
        .conflicts('all'),
    )
    .option('--all', "fit to all periods between the configuration's from and to (the default)")
    .option('--to <date>', 'last price date used, ISO, instead of the one in the configuration')
    .option('--tests', 'likelihood-ratio tests of the random terms, by a fit without each')
    .option(
      '--long',
      'the interval of the heritability and the influence of periods of very large panels too',
    )
    .option('--bayes', 'posteriors of the variances and of minimum-variance weights')
    .option('--json', 'print fit.json instead of tables')
    .addHelpText('after', fitHelp)
    .action(async (options: FitCommand) => {
      const { runFit } = await import('./run-fit.js');
      status = await runFit(options);
    });
  program
    .command('simulate')
    .description('write prices and factors drawn from a known model, with a configuration that runs on them')
    .requiredOption('--out <folder>', 'folder of the files, made when it is missing')
    .option('--seed <number>', 'the same seed gives the same files', '1')
    .option('--assets <number>', 'assets, the market one of them', '10')
    .option('--years <number>', 'years of daily prices', '5')
    .option('--start <date>', 'first day', '2020-01-02')
    .option('--force', 'overwrite files of the same names')
    .addHelpText('after', simulateHelp)
    .action(async (options: SimulateCommand) => {
      const { runSimulate } = await import('./run-simulate.js');
      status = await runSimulate(options);
    });
  const settle = (settled: ExitStatus): void => {
    status = settled;
  };
  checkCommand(program, settle);
  compareCommand(program, settle);
  fetchCommand(program, settle);
  initCommand(program, settle, new URL('./config.schema.json', import.meta.url));
  optimizeCommand(program, settle);
  reportCommand(program, settle, {
    client: reportClient,
    pictures: new URL('./report-pictures.js', import.meta.url),
  });
  sweepCommand(program, settle, new URL('./sweep-report-client.js', import.meta.url));
  workerCommand(program, settle, new URL('./sweep-worker.js', import.meta.url));
  program.addHelpText('after', programHelp);
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    return error instanceof CommanderError ? printUsageError(error) : printError(error);
  }
}

function periodsOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It has to be a number of periods.');
  return Number(text);
}

function formatOption(): Option {
  const list = `of the tables: ${tableFormats.join(', ')}, or several with commas between`;
  return new Option('--format <list>', list).argParser(formatsOf).default(['csv'], 'csv');
}

function formatsOf(text: string): TableFormat[] {
  const isFormat = (name: string): name is TableFormat => (tableFormats as readonly string[]).includes(name);
  const names = text.split(',').map((name) => name.trim());
  if (!names.every(isFormat)) {
    const hint = `It has to be ${tableFormats.join(', ')}, or several of them with commas between.`;
    throw new InvalidArgumentError(hint);
  }
  return [...new Set(names)];
}

function workersOf(text: string): number | 'auto' {
  if (text === 'auto') return text;
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It has to be a number of threads, or auto.');
  return Number(text);
}

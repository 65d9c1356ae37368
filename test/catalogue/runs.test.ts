import { existsSync } from 'node:fs';
import { serialize } from 'node:v8';
import { backtest as runBacktest, type Checkpoint, createEngine, parsePrices } from '../../src/browser.js';
import { monthlyPrices } from '../support/cli.js';
import { catalogue } from './support/catalogue.js';

const backtest = 'backtest --config study.json --out out';
const usage = 'hint: see mixfolio --help or mixfolio <command> --help';

/** Where a run of other prices and a configuration of its own stands after five windows. */
async function standing(): Promise<Uint8Array> {
  const stop = new AbortController();
  let kept: Checkpoint | null = null;
  const config = { market: 'MKT', backtest: { train: 12 }, strategies: [{ name: 'oas' }] };
  const prices = parsePrices(monthlyPrices().replace('100.', '101.'));
  await runBacktest(await createEngine(), prices, config, {
    signal: stop.signal,
    onProgress: (done) => done === 5 && stop.abort(),
    checkpoint: { save: (checkpoint) => void (kept = checkpoint) },
  }).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return serialize(kept);
}
const ofAnotherRun = await standing();

catalogue('runs and checks', [
  {
    what: 'an unknown command',
    run: 'backtets --config study.json',
    says: [
      "error [usage]: unknown command 'backtets'",
      '(Did you mean backtest?)',
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'no configuration',
    run: 'backtest --out out',
    says: [
      "error [usage]: required option '--config <file>' not specified",
      'hint: give --config a file; mixfolio init --prices prices.csv writes one',
    ],
  },
  {
    what: 'no folder of results',
    run: 'backtest --config study.json',
    says: [
      "error [usage]: required option '--out <folder>' not specified",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'an unknown option',
    run: `${backtest} --worker 2`,
    says: [
      "error [usage]: unknown option '--worker'",
      '(Did you mean --workers?)',
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'an option without its value',
    run: 'backtest --out out --config',
    says: [
      "error [usage]: option '--config <file>' argument missing",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'a word too many',
    run: `${backtest} now`,
    says: [
      "error [usage]: too many arguments for 'backtest'. Expected 0 arguments but got 1.",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'a word for workers',
    run: `${backtest} --workers x`,
    says: [
      "error [usage]: option '--workers <number>' argument 'x' is invalid. It has to be a number of threads, or auto.",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'no workers',
    run: `${backtest} --workers 0`,
    says: [
      "error [usage]: option '--workers <number>' argument '0' is invalid. It has to be a number of threads, or auto.",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'half a worker',
    run: `${backtest} --workers 1.5`,
    says: [
      "error [usage]: option '--workers <number>' argument '1.5' is invalid. It has to be a number of threads, or auto.",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'an unknown format',
    run: `${backtest} --format xlsx`,
    says: [
      "error [usage]: option '--format <list>' argument 'xlsx' is invalid. It has to be csv, parquet, duckdb, or several of them with commas between.",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'a format that is blank',
    run: `${backtest} --format csv,`,
    says: [
      "error [usage]: option '--format <list>' argument 'csv,' is invalid. It has to be csv, parquet, duckdb, or several of them with commas between.",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'a chart and JSON',
    run: `${backtest} --chart --json`,
    says: [
      "error [usage]: option '--json' cannot be used with option '--chart'",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'a file as the folder of results',
    run: 'backtest --config study.json --out prices.csv',
    says: ['error [not-a-folder]: ~/prices.csv is a file, not a folder', 'hint: give --out another folder'],
  },
  {
    what: 'a folder of results below a file',
    run: 'backtest --config study.json --out prices.csv/out',
    says: ['error [not-a-folder]: ~/prices.csv is a file, not a folder', 'hint: give --out another folder'],
  },
  ...(existsSync('/proc')
    ? [
        {
          what: 'a folder that cannot be made',
          run: 'backtest --config study.json --out /proc/out',
          says: [
            'error [not-writable]: nothing can be written to /proc/out (ENOENT)',
            'hint: give --out another folder',
          ],
        },
      ]
    : []),
  {
    what: 'a folder in the place of a table',
    run: backtest,
    files: { 'out/returns.csv/': '' },
    status: 1,
    says: [
      'error [write-failed]: the results cannot be written: ~/out/returns.csv is a folder, and a file of that name is among them',
      'hint: remove the folder, or give --out another one',
    ],
  },
  {
    what: 'a checkpoint that is none',
    run: `${backtest} --checkpoint mine`,
    files: { mine: 'mine' },
    says: [
      'error [bad-checkpoint]: mine is no checkpoint',
      'hint: delete it to begin anew, or give --checkpoint another file',
    ],
  },
  {
    what: 'a checkpoint of another program',
    run: `${backtest} --checkpoint mine`,
    files: { mine: serialize({ a: 1 }) },
    says: [
      'error [bad-checkpoint]: mine is no checkpoint',
      'hint: delete it to begin anew, or give --checkpoint another file',
    ],
  },
  {
    what: 'a checkpoint of another run',
    run: `${backtest} --checkpoint mine`,
    files: { mine: ofAnotherRun },
    says: [
      'error [checkpoint-mismatch]: the checkpoint is of another run: of another configuration and of other prices',
      'hint: restore what it was made with, or delete the checkpoint to begin anew',
    ],
  },
  {
    what: 'a folder as the checkpoint',
    run: `${backtest} --checkpoint mine`,
    files: { 'mine/': '' },
    says: [
      'error [checkpoint-unreadable]: the checkpoint mine is a folder',
      'hint: give --checkpoint a file that can be read and written',
    ],
  },
  {
    what: 'a checkpoint in a folder that is not there',
    run: `${backtest} --checkpoint not/there`,
    says: [
      'error [not-writable]: the checkpoint cannot be written to not/there: there is no folder not',
      'hint: make the folder, or give --checkpoint another file',
    ],
  },
  {
    what: 'an unknown format of a fit',
    run: 'fit --config study.json --out out --format arrow',
    says: [
      "error [usage]: option '--format <list>' argument 'arrow' is invalid. It has to be csv, parquet, duckdb, or several of them with commas between.",
      usage,
    ],
  },
  {
    what: 'no format',
    run: `${backtest} --format`,
    says: ["error [usage]: option '--format <list>' argument missing", usage],
  },
  {
    what: 'a format of a fit that writes nothing',
    run: 'fit --config study.json --format parquet,csv',
    says: [
      'error [missing-option]: tables in the format parquet, csv are asked for, and no folder for them',
      'hint: give --out a folder, or leave out --format',
    ],
  },
  {
    what: 'a check without a configuration',
    run: 'check',
    says: [
      "error [usage]: required option '--config <file>' not specified",
      'hint: give --config a file; mixfolio init --prices prices.csv writes one',
    ],
  },
  {
    what: 'a check of a configuration that is not there',
    run: 'check --config studdy.json',
    says: ['error [config-not-found]: there is no configuration studdy.json', 'hint: check the path'],
  },
  {
    what: 'a check of other prices that are not there',
    run: 'check --config study.json --prices price.csv',
    status: 3,
    says: ['error [file-not-found]: there is no file ~/price.csv', 'hint: check the path'],
  },
]);

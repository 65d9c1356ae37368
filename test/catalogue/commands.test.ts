import { existsSync } from 'node:fs';
import { serialize } from 'node:v8';
import { sampleResult } from '../support/sample-result.js';
import { backtest as runBacktest, type Checkpoint, createEngine, parsePrices } from '../../src/browser.js';
import { monthlyPrices } from '../support/cli.js';
import { catalogue } from './support/catalogue.js';

const backtest = 'backtest --config study.json --out out';
const result = JSON.stringify(sampleResult({ months: 12 }));
const days = JSON.stringify({ ...sampleResult({ months: 12 }), frequency: 'day' });
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

catalogue('commands and their options', [
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
  {
    what: 'a training window of fit that is none',
    run: 'fit --config study.json --train many',
    says: [
      "error [usage]: option '--train <periods>' argument 'many' is invalid. It has to be a number of periods.",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'a training window of fit longer than the data',
    run: 'fit --config study.json --train 240',
    status: 3,
    says: [
      'error [too-few-periods]: the data hold 59 return periods, and train asks for 240',
      'hint: use more data, a shorter train, or none to fit to all periods',
    ],
  },
  {
    what: 'all and the last periods',
    run: 'fit --config study.json --all --train 24',
    says: [
      "error [usage]: option '--train <periods>' cannot be used with option '--all'",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'an end of fit that is no date',
    run: 'fit --config study.json --to 2020',
    says: [
      'error [bad-value]: to cannot be "2020": it must be a day of the calendar, as 2024-01-31',
      'hint: last price date used, ISO',
    ],
  },
  {
    what: 'an end of fit before the prices',
    run: 'fit --config study.json --to 2010-01-01',
    status: 3,
    says: [
      'error [no-dates]: the table has no values to 2010-01-01; its dates are 2018-01-31 to 2022-12-31',
      'hint: widen the range of dates, or use other data',
    ],
  },
  {
    what: 'an amount that is none',
    run: 'optimize --config study.json --amount much',
    says: [
      "error [usage]: option '--amount <money>' argument 'much' is invalid. It has to be a number, such as 100000.",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'an amount below 0',
    run: 'optimize --config study.json --amount -5',
    says: [
      "error [usage]: option '--amount <money>' argument '-5' is invalid. It has to be a number, such as 100000.",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'an amount and cash',
    run: 'optimize --config study.json --amount 100 --cash 50',
    says: [
      "error [usage]: option '--amount <money>' cannot be used with option '--cash <money>'",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'orders for an unknown strategy',
    run: 'optimize --config study.json --amount 1000 --strategy sampel',
    says: [
      'error [unknown-strategy]: the configuration has no strategy "sampel"',
      'hint: did you mean "sample"?',
    ],
  },
  {
    what: 'no file of holdings',
    run: 'optimize --config study.json --holdings held.csv --cash 5',
    status: 3,
    says: ['error [file-not-found]: there is no file ~/held.csv', 'hint: check the path'],
  },
  {
    what: 'holdings without shares',
    run: 'optimize --config study.json --holdings held.csv --cash 5',
    files: { 'held.csv': 'symbol,price\nAAA,5\n' },
    status: 3,
    says: [
      'error [missing-column]: held.csv has no column shares, quantity; its columns are symbol, price',
      'hint: begin the file with symbol,shares',
    ],
  },
  {
    what: 'holdings of a ticker without a price',
    run: 'optimize --config study.json --holdings held.csv --cash 5',
    files: { 'held.csv': 'symbol,shares\nAAB,5\n' },
    status: 3,
    says: [
      'error [unknown-ticker]: AAB is held, and the data have no price of it',
      'hint: did you mean "AAA"?',
    ],
  },
  {
    what: 'a word for shares',
    run: 'optimize --config study.json --holdings held.csv --cash 5',
    files: { 'held.csv': 'symbol,shares\nAAA,five\n' },
    status: 3,
    says: [
      "error [not-a-number]: held.csv, line 2: the shares of AAA are 'five', not a number",
      'hint: write plain numbers of shares, without thousands separators or units',
    ],
  },
  {
    what: 'one result to compare',
    run: 'compare a.json',
    files: { 'a.json': result },
    says: [
      "error [usage]: missing required argument 'second'",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'no such result',
    run: 'compare a.json b.json',
    files: { 'a.json': result },
    status: 3,
    says: ['error [file-not-found]: there is no file b.json', 'hint: check the path'],
  },
  {
    what: 'a configuration for a result',
    run: 'compare a.json study.json',
    files: { 'a.json': result },
    status: 3,
    says: [
      'error [not-a-result]: study.json is not the result of a backtest: it has no config',
      'hint: give the result.json that mixfolio backtest --out FOLDER wrote',
    ],
  },
  {
    what: 'a table for a result',
    run: 'report prices.csv --out r.html',
    status: 3,
    says: [
      'error [invalid-json]: prices.csv, line 1, column 1: this is not JSON',
      'hint: give the result.json that mixfolio backtest --out FOLDER wrote',
    ],
  },
  {
    what: 'a cut result',
    run: 'report a.json --out r.html',
    files: { 'a.json': result.slice(0, 900) },
    status: 3,
    says: [
      'error [invalid-json]: a.json, line 1, column 901: this is not JSON',
      'hint: give the result.json that mixfolio backtest --out FOLDER wrote',
    ],
  },
  {
    what: 'a list for a result',
    run: 'report a.json --out r.html',
    files: { 'a.json': '[]' },
    status: 3,
    says: [
      'error [not-a-result]: a.json is not the result of a backtest: it must be an object of fields, { … }',
      'hint: give the result.json that mixfolio backtest --out FOLDER wrote',
    ],
  },
  {
    what: 'results of other frequencies',
    run: 'compare a.json b.json',
    files: { 'a.json': result, 'b.json': days },
    status: 3,
    says: [
      'error [different-frequencies]: the first result has a return every month, the second every day',
      'hint: compare runs of the same frequency',
    ],
  },
  {
    what: 'a report of nothing',
    run: 'report a.json',
    files: { 'a.json': result },
    says: [
      'error [nothing-to-write]: neither a report nor charts are asked for',
      'hint: give --out a file, report.html, or --charts a folder',
    ],
  },
  {
    what: 'charts in an unknown theme',
    run: 'report a.json --charts charts --theme blue',
    files: { 'a.json': result },
    says: [
      "error [usage]: option '--theme <theme>' argument 'blue' is invalid. Allowed choices are light, dark.",
      usage,
    ],
  },
  {
    what: 'charts that are too narrow',
    run: 'report a.json --charts charts --width 299',
    files: { 'a.json': result },
    says: [
      "error [usage]: option '--width <pixels>' argument '299' is invalid. It has to be a number of pixels, 300 to 4000.",
      usage,
    ],
  },
  {
    what: 'a word for the width of charts',
    run: 'report a.json --charts charts --width wide',
    files: { 'a.json': result },
    says: [
      "error [usage]: option '--width <pixels>' argument 'wide' is invalid. It has to be a number of pixels, 300 to 4000.",
      usage,
    ],
  },
  {
    what: 'a file as the folder of charts',
    run: 'report a.json --charts prices.csv',
    files: { 'a.json': result },
    says: [
      'error [not-a-folder]: ~/prices.csv is a file, not a folder',
      'hint: give --charts another folder',
    ],
  },
  {
    what: 'charts of a table',
    run: 'report prices.csv --charts charts',
    status: 3,
    says: [
      'error [invalid-json]: prices.csv, line 1, column 1: this is not JSON',
      'hint: give the result.json that mixfolio backtest --out FOLDER wrote',
    ],
  },
  {
    what: 'a report in the place of its result',
    run: 'report a.json --out a.json',
    files: { 'a.json': result },
    says: [
      'error [not-a-file]: ~/a.json is the result itself',
      'hint: give --out the path of a file, report.html',
    ],
  },
  {
    what: 'a report in the place of the result of its folder',
    run: 'report mine --out mine/result.json',
    files: { 'mine/': '', 'mine/result.json': result },
    says: [
      'error [not-a-file]: ~/mine/result.json is the result itself',
      'hint: give --out the path of a file, report.html',
    ],
  },
  {
    what: 'a folder without a result',
    run: 'compare mine mine',
    files: { 'mine/': '' },
    status: 3,
    says: ['error [file-not-found]: there is no file mine/result.json', 'hint: check the path'],
  },
  {
    what: 'a report in the place of a folder',
    run: 'report a.json --out out',
    files: { 'a.json': result, 'out/': '' },
    says: ['error [not-a-file]: ~/out is a folder', 'hint: give --out the path of a file, report.html'],
  },
  {
    what: 'a configuration that is there already',
    run: 'init --prices prices.csv --out study.json',
    says: [
      'error [would-overwrite]: there is a file study.json',
      'hint: give --out another name, or --force',
    ],
  },
  {
    what: 'a first configuration of an unknown market',
    run: 'init --prices prices.csv --market SPX',
    says: [
      'error [unknown-ticker]: market: SPX is not in the data',
      'hint: known are MKT, AAA, BBB, CCC, DDD',
    ],
  },
  {
    what: 'a first configuration of an unknown frequency',
    run: 'init --prices prices.csv --frequency monthly',
    says: [
      "error [usage]: option '--frequency <period>' argument 'monthly' is invalid. Allowed choices are day, week, month.",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'a first configuration without prices',
    run: 'init',
    says: [
      'error [missing-option]: no prices are given, and there is no terminal to ask on',
      'hint: give --prices FILE; mixfolio simulate --out FOLDER makes some',
    ],
  },
  {
    what: 'a simulation of no assets',
    run: 'simulate --out out --assets 0',
    says: ["error [invalid-option]: --assets is '0'", 'hint: it must be a whole number from 4 to 9999'],
  },
  {
    what: 'a simulation from a day that is none',
    run: 'simulate --out out --start 2020-02-30',
    says: ["error [invalid-option]: --start is '2020-02-30'", 'hint: write dates as 2020-01-02'],
  },
  {
    what: 'a fetch without tickers',
    run: 'fetch --from 2020-01-01 --out p.csv',
    says: [
      "error [usage]: required option '--tickers <list>' not specified",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'a fetch of a blank ticker',
    run: 'fetch --tickers SPY, --from 2020-01-01 --out p.csv',
    says: [
      "error [invalid-option]: tickers is 'SPY,'",
      'hint: one of them is blank: leave out the comma that is too many',
    ],
  },
  {
    what: 'a fetch from a day that is none',
    run: 'fetch --tickers SPY --from 1/1/2020 --out p.csv',
    says: ["error [invalid-option]: from is '1/1/2020'", 'hint: write it as 2024-01-31'],
  },
  {
    what: 'a fetch that ends before it begins',
    run: 'fetch --tickers SPY --from 2020-01-02 --to 2020-01-01 --out p.csv',
    says: ["error [invalid-option]: to is '2020-01-01'", 'hint: it must be later than from, 2020-01-02'],
  },
  {
    what: 'a fetch over a file',
    run: 'fetch --tickers SPY --from 2020-01-01 --out prices.csv',
    says: [
      'error [would-overwrite]: there is a file ~/prices.csv',
      'hint: give --out another name, or --force',
    ],
  },
]);

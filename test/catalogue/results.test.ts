import { sampleResult } from '../support/sample-result.js';
import { catalogue } from './support/catalogue.js';

const result = JSON.stringify(sampleResult({ months: 12 }));
const days = JSON.stringify({ ...sampleResult({ months: 12 }), frequency: 'day' });
const usage = 'hint: see mixfolio --help or mixfolio <command> --help';

catalogue('results of earlier runs', [
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
]);

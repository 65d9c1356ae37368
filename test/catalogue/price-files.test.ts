import { gzipSync } from 'node:zlib';
import { monthlyPrices } from '../support/cli.js';
import { catalogue } from './support/catalogue.js';

const prices = monthlyPrices();
const lines = prices.trimEnd().split('\n');

catalogue('files of prices', [
  {
    what: 'no file',
    prices: null,
    status: 3,
    says: ['error [file-not-found]: there is no file ~/prices.csv', 'hint: check the path'],
  },
  {
    what: 'no file of --prices',
    run: 'check --config study.json --prices other.csv',
    status: 3,
    says: ['error [file-not-found]: there is no file ~/other.csv', 'hint: check the path'],
  },
  {
    what: 'a folder',
    prices: null,
    files: { 'prices.csv/': '' },
    status: 3,
    says: [
      'error [unreadable-file]: ~/prices.csv is a folder, not a file',
      'hint: check that it is a file that you may read',
    ],
  },
  {
    what: 'an empty file',
    prices: '',
    status: 3,
    says: ['error [empty-file]: prices.csv is empty', 'hint: the first line must name the columns'],
  },
  {
    what: 'a byte order mark alone',
    prices: '\ufeff',
    status: 3,
    says: ['error [empty-file]: prices.csv is empty', 'hint: the first line must name the columns'],
  },
  {
    what: 'a header alone',
    prices: 'date,MKT,AAA\n',
    status: 3,
    says: ['error [no-rows]: prices.csv has a header and nothing below it', 'hint: add rows of data'],
  },
  {
    what: 'a column of dates alone',
    prices: 'date\n2024-01-31\n2024-02-29\n',
    status: 3,
    says: [
      'error [no-tickers]: prices.csv has no column of prices, only dates',
      'hint: add a column for each ticker',
    ],
  },
  {
    what: 'no header',
    prices: lines.slice(1).join('\n'),
    status: 3,
    says: [
      'error [missing-column]: prices.csv has no date column (date); its columns are 2018-01-31, 100.6870, 51.1623, 20.2050, 84.4829, 10.0502',
      'hint: call it date in the header, or name it with the option date, in a configuration "prices": { "path": …, "date": … }',
    ],
  },
  {
    what: 'a decimal comma among decimal points',
    prices: prices.replaceAll(',', ';').replace('100.6870', '100,6870'),
    status: 3,
    says: [
      "error [not-a-number]: prices.csv, line 2: MKT on 2018-01-31 is '100,6870', not a number",
      'hint: give all numbers of the file the same decimal mark, as 100.6870: others have points',
    ],
  },
  {
    what: 'a workbook of Excel',
    prices: Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 6, 0, 8, 0, 0, 0, 0x21, 0, 0xd2, 0xff),
    status: 3,
    says: [
      'error [not-utf8]: ~/prices.csv is a workbook (.xlsx) or another ZIP file, not UTF-8 text',
      'hint: save the sheet as CSV in UTF-8',
    ],
  },
  {
    what: 'an old workbook of Excel',
    prices: Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0),
    status: 3,
    says: [
      'error [not-utf8]: ~/prices.csv is a workbook (.xls), not UTF-8 text',
      'hint: save the sheet as CSV in UTF-8',
    ],
  },
  {
    what: 'Latin-1',
    prices: Buffer.from(prices.replace('AAA', 'ÄÄÄ'), 'latin1'),
    status: 3,
    says: ['error [not-utf8]: ~/prices.csv is not UTF-8 text', 'hint: save the file as CSV in UTF-8'],
  },
  {
    what: 'UTF-16',
    prices: Buffer.from(`\ufeff${prices}`, 'utf16le'),
    status: 3,
    says: ['error [not-utf8]: ~/prices.csv is UTF-16, not UTF-8 text', 'hint: save the file as CSV in UTF-8'],
  },
  {
    what: 'gzip under the name of a CSV',
    prices: gzipSync(prices),
    status: 3,
    says: [
      'error [not-utf8]: ~/prices.csv is compressed by gzip, not UTF-8 text',
      'hint: let the name of the file end in .gz',
    ],
  },
  {
    what: 'a page of HTML',
    prices: '<!DOCTYPE html>\n<html><body>Not found</body></html>\n',
    status: 3,
    says: [
      'error [not-csv]: prices.csv is HTML or XML, not CSV: it starts with <!DOCTYPE html>',
      'hint: look into the file; fetch or save the data as CSV, with the names of the columns in the first line',
    ],
  },
  {
    what: 'JSON',
    prices: '[{"date": "2024-01-31", "MKT": 1}]',
    status: 3,
    says: [
      'error [not-csv]: prices.csv is JSON, not CSV: it starts with [{"date": "2024-01-31", "MKT":',
      'hint: look into the file; fetch or save the data as CSV, with the names of the columns in the first line',
    ],
  },
  {
    what: 'a cut gzip',
    config: { prices: 'p.csv.gz' },
    files: { 'p.csv.gz': gzipSync(prices).subarray(0, 200) },
    status: 3,
    says: [
      'error [malformed-gzip]: ~/p.csv.gz is not a whole gzip file',
      'hint: fetch or compress the file again',
    ],
  },
  {
    what: 'no Parquet under such a name',
    config: { prices: 'p.parquet' },
    files: { 'p.parquet': prices },
    status: 3,
    says: [
      'error [malformed-parquet]: p.parquet is not a whole Parquet file (parquet file invalid (footer != PAR1))',
      'hint: fetch or write the file again',
    ],
  },
  {
    what: 'a cut Parquet',
    config: { prices: 'p.parquet' },
    files: { 'p.parquet': 'PAR1\0\0\0\0\0\0\0\0' },
    status: 3,
    says: [
      'error [malformed-parquet]: p.parquet is not a whole Parquet file (parquet file invalid (footer != PAR1))',
      'hint: fetch or write the file again',
    ],
  },
]);

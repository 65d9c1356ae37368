import { gzipSync } from 'node:zlib';
import { monthlyPrices } from '../support/cli.js';
import { catalogue } from './support/catalogue.js';

const prices = monthlyPrices();
const lines = prices.trimEnd().split('\n');
/** The prices with a line (from 1, the header) in the place of another. */
const withLine = (line: number, text: string): string => lines.with(line - 1, text).join('\n');
/** The prices with the cell of a line and column changed. */
const withCell = (line: number, column: number, cell: string): string =>
  withLine(line, lines[line - 1].split(',').with(column, cell).join(','));
const small = (...rows: string[]): string => ['date,MKT,AAA', ...rows].join('\n');

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
  {
    what: 'a ticker twice',
    prices: prices.replace('BBB', 'AAA'),
    status: 3,
    says: ['error [duplicate-ticker]: prices.csv: the ticker AAA stands twice', 'hint: keep one of the two'],
  },
  {
    what: 'a column without a name',
    prices: prices.replace('BBB', ''),
    status: 3,
    says: [
      "error [unnamed-column]: prices.csv: column 4 has no name, but '20.2050' on line 2",
      'hint: give the column a ticker in the header, or remove it',
    ],
  },
  {
    what: 'a date twice',
    prices: withLine(5, lines[3]),
    status: 3,
    says: [
      'error [duplicate-date]: prices.csv, line 5: the date 2018-03-31 is on line 4 already',
      'hint: keep one of the two rows',
    ],
  },
  {
    what: 'a row that is too long',
    prices: withLine(3, `${lines[2]},1`),
    status: 3,
    says: [
      'error [wrong-cell-count]: prices.csv, line 3: 7 cells, but the header has 6',
      'hint: give every row one cell a column; leave the cell of a missing price blank',
    ],
  },
  {
    what: 'a row that is too short',
    prices: withLine(3, '2018-02-28,1'),
    status: 3,
    says: [
      'error [wrong-cell-count]: prices.csv, line 3: 2 cells, but the header has 6',
      'hint: give every row one cell a column; leave the cell of a missing price blank',
    ],
  },
  {
    what: 'a quote that never ends',
    prices: withCell(3, 1, '"1'),
    status: 3,
    says: [
      'error [malformed-quotes]: prices.csv, line 3: a quoted cell is not closed, or text follows its closing quote',
      'hint: close the quote; write a quote inside a quoted cell twice',
    ],
  },
  {
    what: '31 February',
    prices: withCell(3, 0, '2018-02-31'),
    status: 3,
    says: [
      "error [invalid-date]: prices.csv, line 3: '2018-02-31' is not a date of the calendar",
      'hint: write dates as 2024-01-31',
    ],
  },
  {
    what: 'a word for a date',
    prices: withCell(3, 0, 'yesterday'),
    status: 3,
    says: [
      "error [invalid-date]: prices.csv, line 3: 'yesterday' is not a date in a known form",
      'hint: write dates as 2024-01-31',
    ],
  },
  {
    what: 'no date',
    prices: withCell(3, 0, ''),
    status: 3,
    says: [
      "error [invalid-date]: prices.csv, line 3: '' is not a date in a known form",
      'hint: write dates as 2024-01-31',
    ],
  },
  {
    what: 'dates that may be of either order',
    prices: small('1/2/2018,1,1', '2/2/2018,1,2', '3/2/2018,1,3'),
    status: 3,
    says: [
      "error [ambiguous-dates]: prices.csv: no date tells whether the month or the day comes first, for instance '1/2/2018' (line 2)",
      'hint: say so with the option dateOrder, \'mdy\' or \'dmy\'; in a configuration: { "path": …, "dateOrder": "mdy" }',
    ],
  },
  {
    what: 'dates with day and month in two orders',
    prices: small('13/2/2018,1,1', '2/14/2018,1,2'),
    status: 3,
    says: [
      "error [inconsistent-dates]: prices.csv: '13/2/2018' (line 2) has the day first, '2/14/2018' (line 3) the month",
      'hint: write all dates in one form, best as 2024-01-31',
    ],
  },
  {
    what: 'one date',
    prices: small('2018-01-31,1,1'),
    status: 3,
    says: [
      'error [single-date]: prices.csv has prices on one date only, 2018-01-31',
      'hint: a return needs two dates at least',
    ],
  },
  {
    what: 'a price of 0',
    prices: withCell(4, 2, '0'),
    status: 3,
    says: [
      'error [non-positive-price]: prices.csv, line 4: the price of AAA on 2018-03-31 is 0',
      "hint: prices must be finite and above zero: correct it or leave it blank; set input to 'returns' where the file holds returns",
    ],
  },
  {
    what: 'a price below 0',
    prices: withCell(4, 2, '-20.5'),
    status: 3,
    says: [
      'error [non-positive-price]: prices.csv, line 4: the price of AAA on 2018-03-31 is -20.5',
      "hint: prices must be finite and above zero: correct it or leave it blank; set input to 'returns' where the file holds returns",
    ],
  },
  {
    what: 'a word for a price',
    prices: withCell(4, 2, 'n.v.'),
    status: 3,
    says: [
      "error [not-a-number]: prices.csv, line 4: AAA on 2018-03-31 is 'n.v.', not a number",
      'hint: write plain numbers with a decimal point, without thousands separators or units; leave missing cells blank',
    ],
  },
  {
    what: 'an error of Excel for a price',
    prices: withCell(4, 2, '#DIV/0!'),
    status: 3,
    says: [
      "error [not-a-number]: prices.csv, line 4: AAA on 2018-03-31 is '#DIV/0!', not a number",
      'hint: write plain numbers with a decimal point, without thousands separators or units; leave missing cells blank',
    ],
  },
  {
    what: 'thousands separators',
    prices: withCell(4, 2, '"1,020"'),
    status: 3,
    says: [
      "error [not-a-number]: prices.csv, line 4: AAA on 2018-03-31 is '1,020', not a number",
      'hint: write plain numbers with a decimal point, without thousands separators or units; leave missing cells blank',
    ],
  },
  {
    what: 'a currency',
    prices: withCell(4, 2, '$20.5'),
    status: 3,
    says: [
      "error [not-a-number]: prices.csv, line 4: AAA on 2018-03-31 is '$20.5', not a number",
      'hint: write plain numbers with a decimal point, without thousands separators or units; leave missing cells blank',
    ],
  },
  {
    what: 'per cent',
    prices: withCell(4, 2, '20.5%'),
    status: 3,
    says: [
      "error [not-a-number]: prices.csv, line 4: AAA on 2018-03-31 is '20.5%', not a number",
      'hint: write plain numbers with a decimal point, without thousands separators or units; leave missing cells blank',
    ],
  },
  {
    what: 'infinity',
    prices: withCell(4, 2, 'Infinity'),
    status: 3,
    says: [
      "error [not-a-number]: prices.csv, line 4: AAA on 2018-03-31 is 'Infinity', not a number",
      'hint: write plain numbers with a decimal point, without thousands separators or units; leave missing cells blank',
    ],
  },
  {
    what: 'a ticker without prices',
    prices: lines.map((line, k) => (k === 0 ? line : line.split(',').with(3, '#N/A').join(','))).join('\n'),
    status: 3,
    says: [
      'error [no-prices]: prices.csv: BBB has no price on any date',
      'hint: remove the ticker, or leave it out of the assets asked for',
    ],
  },
  {
    what: 'no prices at all',
    prices: small('2018-01-31,,', '2018-02-28,NaN,NA'),
    status: 3,
    says: [
      'error [no-prices]: prices.csv: no ticker has a price on any date',
      'hint: give numbers with a decimal point; blank cells and NA are missing',
    ],
  },
  {
    what: 'prices for returns',
    config: { input: 'returns' },
    prices: withCell(4, 2, '-20.5'),
    status: 3,
    says: [
      'error [return-below-minus-one]: prices.csv, line 4: the return of AAA on 2018-03-31 is -20.5',
      'hint: returns must be finite and above −1, as fractions: 0.01 is 1 %',
    ],
  },
  {
    what: 'fewer periods than the training window',
    prices: lines.slice(0, 20).join('\n'),
    status: 3,
    says: [
      'error [too-few-periods]: the data hold 18 return periods, and the first decision needs 25: 24 to look at and 1 to hold for',
      'hint: use more data, a shorter backtest.train or a higher frequency',
    ],
  },
  {
    what: 'daily prices wanted of monthly ones',
    config: { frequency: 'day' },
    status: 3,
    says: [
      'error [too-coarse]: the table: half of the dates are 31 days apart or more, too far for the frequency day',
      'hint: use a longer frequency or finer data',
    ],
  },
  {
    what: 'a long file with a row twice',
    prices: 'date,symbol,close\n2018-01-31,MKT,1\n2018-01-31,AAA,1\n2018-02-28,MKT,2\n2018-01-31,AAA,2\n',
    status: 3,
    says: [
      'error [duplicate-date]: prices.csv, line 5: AAA on 2018-01-31 is on line 3 already',
      'hint: keep one of the two rows',
    ],
  },
  {
    what: 'a long file with a blank ticker',
    prices: 'date,symbol,close\n2018-01-31,MKT,1\n2018-01-31,,1\n',
    status: 3,
    says: ['error [blank-ticker]: prices.csv, line 3: the ticker is blank', 'hint: give every row a ticker'],
  },
  {
    what: 'a column of prices that is not there',
    config: { prices: { path: 'prices.csv', symbol: 'id', price: 'adj_close' } },
    status: 3,
    says: [
      'error [missing-column]: prices.csv has no symbol column (id); its columns are date, MKT, AAA, BBB, CCC, DDD',
      'hint: call it id in the header, or name it with the option symbol, in a configuration "prices": { "path": …, "symbol": … }',
    ],
  },
  {
    what: 'a last column of dates of another name',
    prices: 'MKT,AAA,time\n1,2,2018-01-31\n2,3,2018-02-28\n',
    status: 3,
    says: [
      'error [missing-column]: prices.csv has no date column (date); its columns are MKT, AAA, time',
      'hint: call it date in the header, or name it with the option date, in a configuration "prices": { "path": …, "date": … }',
    ],
  },
  {
    what: 'SQL with an error',
    config: { prices: { duckdb: ':memory:', sql: 'selct 1' } },
    status: 3,
    says: [
      'error [query-failed]: the query: Failed to extract statements: Parser Error: syntax error at or near "selct"',
      '',
      'LINE 1: selct 1',
      '        ^',
      'hint: correct the database or the query',
    ],
  },
  {
    what: 'SQL of a table that is not there',
    config: { prices: { duckdb: ':memory:', sql: 'select * from prices' } },
    status: 3,
    says: [
      'error [query-failed]: the query: Catalog Error: Table with name prices does not exist!',
      'Did you mean "pg_views"?',
      '',
      'LINE 1: select * from prices',
      '                      ^',
      'hint: correct the database or the query',
    ],
  },
  {
    what: 'SQL that is no query',
    config: { prices: { duckdb: ':memory:', sql: 'create table prices (a int)' } },
    status: 2,
    says: [
      'error [not-a-query]: the query: the SQL is not one SELECT',
      'hint: give one SELECT, which may join, filter and read files; nothing else is run',
    ],
  },
  {
    what: 'two queries',
    config: { prices: { duckdb: ':memory:', sql: 'select 1; select 2' } },
    says: [
      'error [not-a-query]: the query: the SQL is not one SELECT',
      'hint: give one SELECT, which may join, filter and read files; nothing else is run',
    ],
  },
  {
    what: 'SQL without a parameter',
    config: { prices: { duckdb: ':memory:', sql: "select * from 'prices.csv' where date > $from" } },
    status: 3,
    says: [
      'error [query-failed]: the query: Invalid Input Error: Values were not provided for the following prepared statement parameters: from',
      'hint: correct the database or the query',
    ],
  },
  {
    what: 'a database that is not there',
    config: { prices: { duckdb: 'market.db', sql: 'select 1' } },
    status: 3,
    says: [
      'error [query-failed]: market.db: IO Error: Cannot open database "~/market.db" in read-only mode: database does not exist',
      'hint: correct the database or the query',
    ],
  },
  {
    what: 'a database that is none',
    config: { prices: { duckdb: 'prices.csv', sql: 'select 1' } },
    status: 3,
    says: [
      'error [query-failed]: prices.csv: Catalog Error: Cannot launch in-memory database in read-only mode! (it is no database; with ":memory:" the query may read files, select * from \'prices.csv\')',
      'hint: correct the database or the query',
    ],
  },
  {
    what: 'SQL that gives nothing',
    config: { prices: { duckdb: ':memory:', sql: "select * from 'prices.csv' where false" } },
    status: 3,
    says: ['error [no-rows]: the query has columns and no rows', 'hint: add rows of data'],
  },
]);

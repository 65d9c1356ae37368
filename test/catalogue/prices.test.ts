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

catalogue('prices', [
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
]);

import { describe, expect, it } from 'vitest';
import { parsePrices } from '../../src/data/parse-prices.js';
import type { PriceFormat } from '../../src/data/price-layout.js';
import { thrown } from '../support/thrown.js';

const wide = 'date,SPY,AGG\n2024-01-30,100,50\n2024-01-31,101.5,49.75\n';

describe('a file of prices that cannot be used', () => {
  const errors: [string, string, PriceFormat, { code: string; message: string; details: object }][] = [
    ['an empty file', '', {}, { code: 'empty-file', message: 'p.csv is empty', details: { file: 'p.csv' } }],
    [
      'a blank file',
      ' \r\n\n',
      {},
      { code: 'empty-file', message: 'p.csv is empty', details: { file: 'p.csv' } },
    ],
    [
      'a header only',
      'date,A\n',
      {},
      { code: 'no-rows', message: 'p.csv has a header and nothing below it', details: { file: 'p.csv' } },
    ],
    [
      'a single row',
      'date,A\n2024-01-31,1\n',
      {},
      {
        code: 'single-date',
        message: 'p.csv has prices on one date only, 2024-01-31',
        details: { file: 'p.csv', date: '2024-01-31' },
      },
    ],
    [
      'no date column',
      'A,day\n1,2024-01-31\n',
      {},
      {
        code: 'missing-column',
        message: 'p.csv has no date column (date); its columns are A, day',
        details: { file: 'p.csv', column: 'date', columns: ['A', 'day'] },
      },
    ],
    [
      'a date column that the option names wrongly',
      'date,A\n2024-01-31,1\n',
      { date: 'day' },
      {
        code: 'missing-column',
        message: 'p.csv has no date column (day); its columns are date, A',
        details: { file: 'p.csv', column: 'day', columns: ['date', 'A'] },
      },
    ],
    [
      'no column of tickers where the price column is named',
      'date,close\n2024-01-31,1\n',
      { price: 'close' },
      {
        code: 'missing-column',
        message: 'p.csv has no symbol column (symbol, ticker); its columns are date, close',
        details: { file: 'p.csv', column: 'symbol', columns: ['date', 'close'] },
      },
    ],
    [
      'two columns that could be the price',
      'date,symbol,close,adjusted\n2024-01-31,A,1,1\n',
      {},
      {
        code: 'ambiguous-column',
        message: 'p.csv: the columns close, adjusted could all be the price column',
        details: { file: 'p.csv', columns: ['close', 'adjusted'] },
      },
    ],
    [
      'dates only',
      'date\n2024-01-31\n',
      {},
      {
        code: 'no-tickers',
        message: 'p.csv has no column of prices, only dates',
        details: { file: 'p.csv' },
      },
    ],
    [
      'a column without a name',
      'date,A,\n2024-01-30,1,\n2024-01-31,1,2\n',
      {},
      {
        code: 'unnamed-column',
        message: "p.csv: column 3 has no name, but '2' on line 3",
        details: { file: 'p.csv', column: 3, line: 3 },
      },
    ],
    [
      'a ticker in two columns',
      'date,A,B,A\n2024-01-31,1,2,3\n',
      {},
      {
        code: 'duplicate-ticker',
        message: 'p.csv: the ticker A stands twice',
        details: { ticker: 'A' },
      },
    ],
    [
      'a ticker asked for that it lacks',
      wide,
      { assets: ['SPX'] },
      { code: 'unknown-ticker', message: "p.csv has no column 'SPX'", details: { ticker: 'SPX' } },
    ],
    [
      'a ticker asked for twice',
      wide,
      { assets: ['SPY', 'SPY'] },
      {
        code: 'duplicate-ticker',
        message: 'p.csv: the ticker SPY is asked for twice',
        details: { ticker: 'SPY' },
      },
    ],
    [
      'no ticker asked for',
      wide,
      { assets: [] },
      { code: 'no-tickers', message: 'p.csv: no ticker is asked for', details: {} },
    ],
    [
      'a date on two rows',
      'date,A\n2024-01-31,1\n2024-01-30,2\n20240131,3\n',
      {},
      {
        code: 'duplicate-date',
        message: 'p.csv, line 4: the date 2024-01-31 is on line 2 already',
        details: { file: 'p.csv', line: 4, firstLine: 2, date: '2024-01-31' },
      },
    ],
    [
      'a date and ticker on two rows',
      'ticker,date,price\nA,2024-01-30,1\nB,2024-01-30,2\nA,2024-01-30,1\n',
      {},
      {
        code: 'duplicate-date',
        message: 'p.csv, line 4: A on 2024-01-30 is on line 2 already',
        details: { file: 'p.csv', line: 4, firstLine: 2, ticker: 'A', date: '2024-01-30' },
      },
    ],
    [
      'a row without a ticker',
      'ticker,date,price\nA,2024-01-30,1\n,2024-01-31,2\n',
      {},
      {
        code: 'blank-ticker',
        message: 'p.csv, line 3: the ticker is blank',
        details: { file: 'p.csv', line: 3 },
      },
    ],
    [
      'a word for a price',
      'date,A,B\n2024-01-30,1,2\n2024-01-31,1,abc\n',
      {},
      {
        code: 'not-a-number',
        message: "p.csv, line 3: B on 2024-01-31 is 'abc', not a number",
        details: { file: 'p.csv', line: 3, ticker: 'B', date: '2024-01-31', value: 'abc' },
      },
    ],
    [
      'a price of zero',
      'date,A\n2024-01-30,0\n2024-01-31,1\n',
      {},
      {
        code: 'non-positive-price',
        message: 'p.csv, line 2: the price of A on 2024-01-30 is 0',
        details: { file: 'p.csv', line: 2, ticker: 'A', date: '2024-01-30', value: 0 },
      },
    ],
    [
      'a negative price in a long file',
      'ticker,date,price\nA,2024-01-30,1\nA,2024-01-31,-2.5\n',
      {},
      {
        code: 'non-positive-price',
        message: 'p.csv, line 3: the price of A on 2024-01-31 is -2.5',
        details: { file: 'p.csv', line: 3, ticker: 'A', date: '2024-01-31', value: -2.5 },
      },
    ],
    [
      'a return of −1',
      'date,A\n2024-01-30,0.1\n2024-01-31,-1\n',
      { input: 'returns' },
      {
        code: 'return-below-minus-one',
        message: 'p.csv, line 3: the return of A on 2024-01-31 is -1',
        details: { file: 'p.csv', line: 3, ticker: 'A', date: '2024-01-31', value: -1 },
      },
    ],
    [
      'a date that does not exist',
      'date,A\n2023-02-28,1\n2023-02-30,1\n',
      {},
      {
        code: 'invalid-date',
        message: "p.csv, line 3: '2023-02-30' is not a date of the calendar",
        details: { file: 'p.csv', line: 3, value: '2023-02-30' },
      },
    ],
    [
      'a ticker without any price',
      'date,A,B\n2024-01-30,1,\n2024-01-31,1,NA\n',
      {},
      {
        code: 'no-prices',
        message: 'p.csv: B has no price on any date',
        details: { file: 'p.csv', ticker: 'B' },
      },
    ],
    [
      'a short row',
      'date,A,B\n2024-01-30,1,2\n2024-01-31,1\n',
      {},
      {
        code: 'wrong-cell-count',
        message: 'p.csv, line 3: 2 cells, but the header has 3',
        details: { file: 'p.csv', line: 3, cells: 2, columns: 3 },
      },
    ],
    [
      'a long row',
      'date,A\n2024-01-30,1,234.5\n2024-01-31,1\n',
      {},
      {
        code: 'wrong-cell-count',
        message: 'p.csv, line 2: 3 cells, but the header has 2',
        details: { file: 'p.csv', line: 2, cells: 3, columns: 2 },
      },
    ],
    [
      'a quote that is not closed',
      'date,A\n2024-01-30,1\n"2024-01-31,1\n',
      {},
      {
        code: 'malformed-quotes',
        message: 'p.csv, line 3: a quoted cell is not closed, or text follows its closing quote',
        details: { file: 'p.csv', line: 3 },
      },
    ],
  ];

  it.each(errors)('is refused: %s', (_, text, format, { code, message, details }) => {
    const error = thrown(() => parsePrices(text, { name: 'p.csv', ...format }));
    expect({ name: error.name, code: error.code, message: error.message }).toEqual({
      name: 'DataError',
      code,
      message,
    });
    expect(error.details).toEqual(details);
    expect(error.hint).not.toBe('');
  });

  it.each([
    '1,234',
    '1,23,4.5',
    '1.2,3',
    '$5',
    '5%',
    '0x1F',
    ' 0x1F',
    '1e999',
    'Infinity',
    '1 000',
    '--',
    'none',
  ])("does not take '%s' for a number", (cell) => {
    const text = `date;A\n2024-01-30;1\n2024-01-31;${cell}\n`;
    expect(thrown(() => parsePrices(text)).message).toBe(
      `prices, line 3: A on 2024-01-31 is '${cell}', not a number`,
    );
  });

  it('is told by its physical line behind quoted cells of several lines and blank lines', () => {
    const text = 'date,A,"no\r\nte"\r\n\r\n2024-01-30,1,"x\r\n\r\ny"\r\n2024-01-31,zero,\r\n';
    expect(thrown(() => parsePrices(text, { assets: ['A'] })).details).toMatchObject({
      line: 7,
      value: 'zero',
    });
  });

  it('suggests the nearest ticker', () => {
    expect(thrown(() => parsePrices(wide, { assets: ['spy'] })).hint).toBe('did you mean "SPY"?');
    expect(thrown(() => parsePrices(wide, { assets: ['QQQQQ'] })).hint).toBe('known are SPY, AGG');
  });
});

import { expect, it } from 'vitest';
import { parsePrices } from '../../src/data/parse-prices.js';
import { thrown } from '../support/thrown.js';

it('a long file whose prices have an unusual name is refused with how to name them', () => {
  const error = thrown(() => parsePrices('Date,Symbol,Adj Close\n2020-01-01,AAA,1\n2020-01-02,AAA,2\n'));
  expect(error).toMatchObject({ code: 'missing-column', details: { column: 'price' } });
  expect(error.hint).toContain('"prices": { "path": …, "price": "Adj Close" }');
});

it('a file without a date column is refused with how a configuration names it', () => {
  const { hint } = thrown(() => parsePrices('AAA,day\n1,2020-01-01\n2,2020-01-02\n'));
  expect(hint).toContain('"prices": { "path": …, "date": … }');
});

it('a first column with a cell that is no date is not that of dates', () => {
  const error = thrown(() => parsePrices(',AAA\n2020-01-01,1\nSum,2\n'));
  expect(error.message).toContain("its columns are '', AAA");
  expect(error.hint).toMatch(/^call it date in the header/);
});

it('a file without a header is not read with its first row for one', () => {
  expect(thrown(() => parsePrices('2020-01-01,1\n2020-01-02,2\n2020-01-03,3\n'))).toMatchObject({
    code: 'missing-column',
  });
});

it.each([
  ['101,96', '101.96'],
  ['1234,5678', '1234.5678'],
])('a decimal comma beside decimal points is named as such: %s', (cell, meant) => {
  const error = thrown(() => parsePrices(`date;AAA\n2020-01-01;${cell}\n2020-01-02;2.5\n`));
  expect(error).toMatchObject({
    code: 'not-a-number',
    message: `prices, line 2: AAA on 2020-01-01 is '${cell}', not a number`,
    hint: `give all numbers of the file the same decimal mark, as ${meant}: others have points`,
  });
});

it('a comma that may separate thousands is not taken for a decimal one', () => {
  const error = thrown(() => parsePrices('date;AAA\n2020-01-01;1,234\n2020-01-02;2\n'));
  expect(error.hint).toContain('without thousands separators');
});

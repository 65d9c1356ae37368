import { expect, it } from 'vitest';
import { parsePrices } from '../../src/data/parse-prices.js';
import { thrown } from '../support/thrown.js';

it('a long file whose prices have an unusual name is refused with how to name them', () => {
  const error = thrown(() => parsePrices('Date,Symbol,Adj Close\n2020-01-01,AAA,1\n2020-01-02,AAA,2\n'));
  expect(error).toMatchObject({ code: 'missing-column', details: { column: 'price' } });
  expect(error.hint).toContain('"prices": { "path": …, "price": "Adj Close" }');
});

it('a file without a date column is refused with how a configuration names it', () => {
  const { hint } = thrown(() => parsePrices('day,AAA\n2020-01-01,1\n2020-01-02,2\n'));
  expect(hint).toContain('"prices": { "path": …, "date": … }');
});

it('a file whose dates have no name in the header, as spreadsheets of data frames do, is told to name them', () => {
  const error = thrown(() => parsePrices(',AAA\n2020-01-01,1\n2020-01-02,2\n'));
  expect(error.message).toContain("its columns are '', AAA");
  expect(error.hint).toMatch(/^call it date in the header/);
});

it.each([
  ['101,96', '101.96'],
  ['-,5', '-.5'],
  ['1234,5678', '1234.5678'],
])('a decimal comma is named as such: %s', (cell, meant) => {
  const error = thrown(() => parsePrices(`date;AAA\n2020-01-01;${cell}\n2020-01-02;2\n`));
  expect(error).toMatchObject({
    code: 'not-a-number',
    hint: `save the file with decimal points: ${meant}, no decimal commas`,
  });
});

it('a comma that may separate thousands is not taken for a decimal one', () => {
  const error = thrown(() => parsePrices('date;AAA\n2020-01-01;1,234\n2020-01-02;2\n'));
  expect(error.hint).toContain('without thousands separators');
});

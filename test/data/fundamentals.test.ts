import { describe, expect, it } from 'vitest';
import { parseFundamentals } from '../../src/browser.js';
import { thrown } from '../support/thrown.js';

const columns = ['size', 'value'];
const refusal = (text: string) => thrown(() => parseFundamentals(text, { name: 'f.csv', columns }));

describe('fundamentals from CSV', () => {
  it('have the columns asked for, in that order, blanks being missing', () => {
    const text = 'date,value,ticker,name,size\n2010-03-31,0.5,XOM,Exxon,12\n2010-06-30,NA,XOM,Exxon,-1e2\n';
    expect(parseFundamentals(text, { columns })).toEqual({
      assets: ['XOM', 'XOM'],
      columns,
      numbers: Float64Array.of(12, 0.5, -100, NaN),
      dates: ['2010-03-31', '2010-06-30'],
      availableFrom: null,
    });
  });

  it('may say from which day they were known', () => {
    const text = 'quarter,availableFrom,ticker,size,value\n2010-03-31,2010-05-10,XOM,1,2\n';
    expect(parseFundamentals(text, { columns, date: 'quarter' })).toMatchObject({
      assets: ['XOM'],
      dates: ['2010-03-31'],
      availableFrom: ['2010-05-10'],
    });
  });

  it.each([
    ['missing-column', 'date,ticker,size\n2010-01-01,XOM,1\n'],
    ['missing-column', 'date,size,value\n2010-01-01,1,2\n'],
    ['missing-column', 'ticker,size,value\nXOM,1,2\n'],
    ['duplicate-date', 'date,ticker,size,value\n2010-01-01,XOM,1,2\n2010-01-01,XOM,1,3\n'],
    ['blank-ticker', 'date,ticker,size,value\n2010-01-01,,1,2\n'],
    ['invalid-date', 'date,ticker,size,value\nsoon,XOM,1,2\n'],
    ['not-a-number', 'date,ticker,size,value\n2010-01-01,XOM,1,cheap\n'],
    ['not-a-number', 'date,ticker,size,value\n2010-01-01,XOM,1,1e999\n'],
  ])('are refused: %s of %j', (code, text) => {
    expect(refusal(text).code).toBe(code);
  });

  it('name line, asset, day and column of a text', () => {
    const error = refusal('date,ticker,size,value\n2010-01-01,XOM,1,2\n2010-01-01,ABC,1,cheap\n');
    expect(error.message).toContain("f.csv, line 3: value of ABC on 2010-01-01 is 'cheap'");
    expect(error).toMatchObject({ details: { file: 'f.csv', line: 3, ticker: 'ABC', column: 'value' } });
  });
});

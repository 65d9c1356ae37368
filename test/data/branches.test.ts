import { describe, expect, it } from 'vitest';
import { parseBranches } from '../../src/browser.js';
import { thrown } from '../support/thrown.js';

const levels = ['sector', 'industry'];
const refusal = (text: string, of = levels) =>
  thrown(() => parseBranches(text, { name: 'tree.csv', levels: of }));

describe('branches from CSV', () => {
  it('have a column a level, in the order asked for, blanks being unknown', () => {
    const text = 'ticker,industry,note,sector\nXOM,Oil,x,Energy\nABC,NA,y,Health\nGLD,,z,\n';
    expect(parseBranches(text, { levels })).toEqual({
      assets: ['XOM', 'ABC', 'GLD'],
      levels,
      branches: ['Energy', 'Oil', 'Health', '', '', ''],
      dates: null,
      availableFrom: null,
    });
  });

  it('may have dates, and the days from which they were known', () => {
    const text =
      'asOf,availableFrom,ticker,sector\n2010-01-31,2010-03-01,XOM,Energy\n2012-01-31,2012-02-01,XOM,Oil\n';
    expect(parseBranches(text, { levels: ['sector'], date: 'asOf' })).toEqual({
      assets: ['XOM', 'XOM'],
      levels: ['sector'],
      branches: ['Energy', 'Oil'],
      dates: ['2010-01-31', '2012-01-31'],
      availableFrom: ['2010-03-01', '2012-02-01'],
    });
  });

  it.each([
    ['missing-column', 'ticker,sector\nXOM,Energy\n'],
    ['missing-column', 'sector,industry\nEnergy,Oil\n'],
    ['duplicate-ticker', 'ticker,sector,industry\nXOM,a,b\nXOM,a,c\n'],
    ['duplicate-date', 'date,ticker,sector,industry\n2010-01-01,XOM,a,b\n2010-01-01,XOM,a,c\n'],
    ['blank-ticker', 'ticker,sector,industry\n,a,b\n'],
  ])('are refused: %s of %j', (code, text) => {
    expect(refusal(text).code).toBe(code);
  });

  it('name the level that there is no column of', () => {
    const { message, hint } = refusal('ticker,sector,industri\nXOM,Energy,Oil\n');
    expect(message).toContain('has no column industry; its columns are ticker, sector, industri');
    expect(hint).toBe('did you mean "industri"?');
  });

  it('say what helps where an asset has two rows', () => {
    const head = 'ticker,sector,industry\n';
    expect(refusal(`${head}XOM,a,b\nXOM,a,c\n`).hint).toBe(
      'keep one of the two rows; what changes over time needs a column date or availableFrom',
    );
    expect(refusal(`date,${head}2010-01-01,XOM,a,b\n2010-01-01,XOM,a,c\n`).hint).toBe(
      'keep one of the two rows; one that was corrected later needs a column availableFrom',
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePrices } from '../../src/data/parse-prices.js';
import type { PriceFormat } from '../../src/data/price-layout.js';

/** A table with plain arrays, for comparison. */
function parse(text: string, format?: PriceFormat) {
  const { assets, dates, prices } = parsePrices(text, format);
  return { assets, dates, prices: [...prices] };
}

const wide = 'date,SPY,AGG\n2024-01-30,100,50\n2024-01-31,101.5,49.75\n';
const table = {
  assets: ['SPY', 'AGG'],
  dates: ['2024-01-30', '2024-01-31'],
  prices: [100, 50, 101.5, 49.75],
};

describe('a wide file of prices', () => {
  it('is read as dates × tickers', () => {
    expect(parse(wide)).toEqual(table);
  });

  it.each([
    ['a byte order mark', `\ufeff${wide}`],
    ['line ends of Windows', wide.replaceAll('\n', '\r\n')],
    ['line ends of an old Macintosh', wide.replaceAll('\n', '\r')],
    ['mixed line ends', wide.replace('\n', '\r\n')],
    ['no last line end', wide.trimEnd()],
    ['blank lines', `\n${wide.replaceAll('\n', '\n\n')},,\n  \n`],
    ['semicolons', wide.replaceAll(',', ';')],
    ['a line that names the separator', `sep=;\n${wide.replaceAll(',', ';')}`],
    ['that line as Excel quotes it', `\ufeff"sep=;"\r\n${wide.replaceAll(',', ';')}`],
    ['decimal commas', wide.replaceAll(',', ';').replaceAll('.', ',')],
    ['decimal commas in quotes', wide.replaceAll(/\d+\.\d+/g, (cell) => `"${cell.replace('.', ',')}"`)],
    ['dates in a first column of another name', wide.replace('date', 'Datum')],
    ['dates in a first column without a name', wide.replace('date', '')],
    ['tabs', wide.replaceAll(',', '\t')],
    ['bars', wide.replaceAll(',', '|')],
    ['quotes', wide.replaceAll(/[^,\n]+/g, '"$&"')],
    ['spaces', wide.replaceAll(',', ' , ')],
    ['an unnamed blank column at the end', wide.replaceAll('\n', ',\n')],
    ['blank cells behind the last column', wide.replace('50\n', '50,,\n')],
    ['another case of the date column', wide.replace('date', 'DATE')],
    ['rows out of order', 'date,SPY,AGG\n2024-01-31,101.5,49.75\n2024-01-30,100,50\n'],
    ['dates behind the tickers', 'SPY,AGG,date\n100,50,2024-01-30\n101.5,49.75,2024-01-31\n'],
    [
      'other forms of numbers',
      wide.replace('100', '+1.e2').replace('50', '050').replace('101.5', '0.1015E+03'),
    ],
  ])('may have %s', (_, text) => {
    expect(parse(text)).toEqual(table);
  });

  it.each(['', ' ', 'NA', 'n/a', '#N/A', 'NaN', 'nan', 'null', '.'])(
    "may have '%s' for a missing price",
    (cell) => {
      expect(parse(wide.replace('101.5', cell)).prices).toEqual([100, 50, NaN, 49.75]);
    },
  );

  it('may name its date column in the option', () => {
    expect(parse(wide.replace('date', 'Day'), { date: 'Day' })).toEqual(table);
    expect(parse(wide.replace('date', ''), { date: '' })).toEqual(table);
  });

  it('is read for the tickers asked for, in their order, whatever the other columns hold', () => {
    const text = 'date,SPY,note,AGG\n2024-01-30,100,first,50\n2024-01-31,101.5,,49.75\n';
    expect(parse(text, { assets: ['AGG', 'SPY'] })).toEqual({
      ...table,
      assets: ['AGG', 'SPY'],
      prices: [50, 100, 49.75, 101.5],
    });
  });

  it('may hold returns, below zero but above −1', () => {
    const text = 'date,A\n2024-01-30,-0.5\n2024-01-31,0\n2024-02-01,-0.999\n';
    expect(parse(text, { input: 'returns' }).prices).toEqual([-0.5, 0, -0.999]);
  });

  it('gives back the bits of any price that was printed', () => {
    const price = fc.double({ min: 0, minExcluded: true, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(price, price, (a, b) => {
        expect(parse(`date,A\n2024-01-30,${a}\n2024-01-31,${b}\n`).prices).toEqual([a, b]);
      }),
    );
  });
});

describe('a long file of prices', () => {
  const long =
    'symbol,date,price\nSPY,2024-01-30,100\nSPY,2024-01-31,101.5\nAGG,2024-01-31,49.75\nAGG,2024-01-30,50\n';

  it('is read as dates × tickers, in the order of their first rows', () => {
    expect(parse(long)).toEqual(table);
  });

  it.each(['Ticker,Date,Close', 'TICKER,DATE,Adjusted', 'ticker,date,PRICE'])(
    'is known by the header %s',
    (header) => {
      expect(parse(long.replace('symbol,date,price', header))).toEqual(table);
    },
  );

  it('may name its columns in the options', () => {
    const text = long.replace('symbol,date,price', 'id,day,last');
    expect(parse(text, { date: 'day', symbol: 'id', price: 'last' })).toEqual(table);
  });

  it('may have other columns, which are not looked at', () => {
    expect(parse(long.replaceAll('\n', ',x\n').replace(',x', ',volume'))).toEqual(table);
  });

  it('leaves pairs of date and ticker without a row missing', () => {
    expect(parse(long.replace('AGG,2024-01-30,50\n', '')).prices).toEqual([100, NaN, 101.5, 49.75]);
  });

  it('has a ticker called NA, which is not a missing cell', () => {
    expect(parse(long.replaceAll('AGG', 'NA')).assets).toEqual(['SPY', 'NA']);
  });

  it('is read for the tickers asked for, whatever the rows of others hold', () => {
    expect(parse(`${long}BAD,2024-01-30,zero\n`, { assets: ['AGG'] })).toEqual({
      assets: ['AGG'],
      dates: table.dates,
      prices: [50, 49.75],
    });
  });
});

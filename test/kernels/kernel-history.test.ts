import { describe, expect, it } from 'vitest';
import { DataError, type KernelHistory, parseKernel, parseKernelSource } from '../../src/browser.js';
import { thrown } from '../support/thrown.js';

const text =
  'date,asset,X,Y,NEW\n' +
  '2015-02-28,X,1,.5,.2\n2015-02-28,Y,.5,1,.1\n2015-02-28,NEW,.2,.1,2\n' +
  '2015-01-31,Y,.25,1,\n2015-01-31,X,1,.25,\n';
const first = { labels: ['X', 'Y'], values: Float64Array.of(1, 0.25, 0.25, 1) };
const second = { labels: ['X', 'Y', 'NEW'], values: Float64Array.of(1, 0.5, 0.2, 0.5, 1, 0.1, 0.2, 0.1, 2) };

describe('matrices of several dates in CSV', () => {
  it('are read the oldest first, each over the assets that have a row then', () => {
    expect(parseKernelSource(text)).toEqual({
      dates: ['2015-01-31', '2015-02-28'],
      availableFrom: null,
      kernels: [first, second],
    });
  });

  it('may have rows that are blank throughout for the assets that are not there yet', () => {
    const padded = text.replace('2015-01-31,X', '2015-01-31,NEW,,NA,\n2015-01-31,X');
    expect(parseKernelSource(padded)).toEqual(parseKernelSource(text));
  });

  it('are known from the days that the file gives, of one date from several', () => {
    const csv =
      'date,availableFrom,a,X\n2015-01-31,2015-03-01,X,3\n2015-01-31,2015-02-10,X,2\n2014-12-31,2015-04-01,X,1\n';
    const history = parseKernelSource(csv) as KernelHistory;
    expect(history.dates).toEqual(['2014-12-31', '2015-01-31', '2015-01-31']);
    expect(history.availableFrom).toEqual(['2015-04-01', '2015-02-10', '2015-03-01']);
    expect(history.kernels.map(({ values }) => values[0])).toEqual([1, 2, 3]);
    const only = parseKernelSource('availableFrom,a,X\n2015-02-10,X,2\n') as KernelHistory;
    expect([only.dates, only.availableFrom]).toEqual([['2015-02-10'], ['2015-02-10']]);
  });

  it('have the column of dates and the order of month and day that are asked for', () => {
    const csv = 'a,X,asOf\nX,1,2/1/2020\nX,2,3/1/2020\n';
    const history = parseKernelSource(csv, { date: 'asOf', dateOrder: 'dmy' }) as KernelHistory;
    expect(history.dates).toEqual(['2020-01-02', '2020-01-03']);
    expect(thrown(() => parseKernelSource(csv, { date: 'asOf' })).code).toBe('ambiguous-dates');
  });

  it.each(['date', 'from', 'availableFrom'])('are not taken for one matrix under the word %s', (corner) => {
    expect(parseKernelSource(`${corner},X,Y\nX,1,.25\nY,.25,1\n`)).toEqual(first);
  });
});

describe('matrices of several dates are refused with file, line and assets:', () => {
  const refused = (csv: string) => {
    const error = thrown(() => parseKernelSource(csv, { name: 'peers.csv' }));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain('peers.csv');
    return error;
  };

  it('an asset twice on a date', () => {
    expect(refused(text.replace('2015-01-31,X', '2015-01-31,Y'))).toMatchObject({
      code: 'duplicate-ticker',
      details: { ticker: 'Y', line: 6, firstLine: 5 },
    });
    expect(refused(text.replace('2015-01-31,X', '31.1.2015,Y')).code).toBe('duplicate-ticker');
  });

  it('an asset that has numbers and no row', () => {
    const error = refused(text.replace('2015-01-31,Y,.25,1,\n', '2015-01-31,Y,.25,1,0.3\n'));
    expect(error).toMatchObject({
      code: 'missing-row',
      details: { ticker: 'NEW', line: 5, date: '2015-01-31' },
    });
    expect(error.message).toBe(
      'peers.csv, line 5: the matrix of 2015-01-31 has a number for NEW and no row of it',
    );
  });

  it('a blank among the numbers of a matrix', () => {
    expect(refused(text.replace('NEW,.2,.1,2', 'NEW,.2,,2'))).toMatchObject({
      code: 'not-a-number',
      details: { line: 4, assets: ['NEW', 'Y'] },
    });
  });

  it('a pair that differs above and below the diagonal of one date', () => {
    expect(refused(text.replace('X,1,.25', 'X,1,.5'))).toMatchObject({
      code: 'kernel-asymmetric',
      details: { line: 5, otherLine: 6, assets: ['Y', 'X'] },
    });
  });

  it('a row without a column', () => {
    expect(refused(text.replace('2015-01-31,X', '2015-01-31,Z'))).toMatchObject({
      code: 'missing-column',
      details: { line: 6, ticker: 'Z' },
    });
  });

  it('a date without any number', () => {
    expect(refused('date,a,X\n2015-01-31,X,1\n2015-02-28,X,\n')).toMatchObject({
      code: 'no-tickers',
      message: 'peers.csv, line 3: the matrix of 2015-02-28 is blank',
    });
  });

  it('a date that is none', () => {
    expect(refused(text.replace('2015-01-31,X', '2015-01-32,X'))).toMatchObject({
      code: 'invalid-date',
      details: { line: 6, value: '2015-01-32' },
    });
  });

  it('where a matrix that never changes is asked for', () => {
    expect(thrown(() => parseKernel(text, { name: 'peers.csv' }))).toMatchObject({
      code: 'dated-file',
      details: { file: 'peers.csv' },
    });
  });
});

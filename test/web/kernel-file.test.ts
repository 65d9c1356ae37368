import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/browser.js';
import type { KernelUse } from '../../web/src/named-files.js';
import { kernelOfFile } from '../../web/src/worker/kernel-file.js';

const matrix = 'asset,A,B\nA,1,0.5\nB,0.5,1\n';
const datedMatrix = 'date,asset,A,B\n2020-01-01,A,1,0.5\n2020-01-01,B,0.5,1\n';
const tree = 'ticker,industry,sector,code\nA,Oil,Energy,10\nB,Gas,Energy,11\nC,,Health,\n';
const codes = 'ticker,group\nA,10\nB,20\n';
const fundamentals =
  'date,ticker,note,size,price\n2020-01-01,A,x,3.5,NA\n2020-01-01,B,,2,1e3\n2020-02-01,A,,,2\n';

const problemOf = (text: string, use: KernelUse): [string, string] => {
  try {
    kernelOfFile(text, 'f.csv', use);
  } catch (error) {
    if (error instanceof DataError && error.code === 'kernel-use') return [error.message, error.hint];
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('a file that the page makes a kernel of', () => {
  it('is a path alone where it is a matrix, with dates or without', () => {
    for (const text of [matrix, datedMatrix])
      expect(kernelOfFile(text, 'f.csv', 'matrixKernel')).toEqual({ path: 'f.csv' });
  });

  it('has the columns of names as the levels of a tree, the coarsest first, and codes without any', () => {
    expect(kernelOfFile(tree, 'f.csv', 'treeKernel')).toEqual({
      tree: ['sector', 'industry'],
      path: 'f.csv',
    });
    expect(kernelOfFile(codes, 'f.csv', 'treeKernel')).toEqual({ tree: ['group'], path: 'f.csv' });
  });

  it('has the columns of numbers as fundamentals, whatever is missing in them', () => {
    expect(kernelOfFile(fundamentals, 'f.csv', 'fundamentalsKernel')).toEqual({
      fundamentals: ['size', 'price'],
      path: 'f.csv',
    });
  });

  it('is refused as what it is not, with what it may be', () => {
    const isMatrix = 'f.csv is a matrix: its rows and its columns are the same assets';
    expect(problemOf(matrix, 'treeKernel')).toEqual([isMatrix, 'use it as matrix kernel']);
    expect(problemOf(datedMatrix, 'fundamentalsKernel')).toEqual([isMatrix, 'use it as matrix kernel']);
    expect(problemOf(tree, 'matrixKernel')).toEqual([
      'f.csv is no matrix: none of its columns ticker, industry, sector, code has the name of a row',
      'use it as tree kernel',
    ]);
    expect(problemOf(fundamentals, 'matrixKernel')[1]).toBe('use it as fundamentals kernel');
    expect(problemOf('date,ticker,sector\n2020-01-01,A,Energy\n', 'fundamentalsKernel')).toEqual([
      'f.csv has no column of numbers beside its dates and tickers',
      'use it as tree kernel',
    ]);
    expect(problemOf(codes, 'fundamentalsKernel')).toEqual([
      'f.csv has no column date, from or availableFrom, the day that numbers count from',
      'add the column, or use it as tree kernel',
    ]);
    expect(problemOf('ticker\nA\n', 'treeKernel')[0]).toBe(
      'f.csv has no column of branches behind its tickers',
    );
  });
});

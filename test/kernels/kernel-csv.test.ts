import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, kernelToCsv, parseKernel } from '../../src/browser.js';
import { thrown } from '../support/thrown.js';

const text = 'asset,SPY,AGG,GLD\nSPY,1,0.25,-0.5\nAGG,0.25,2,0\nGLD,-0.5,0,1.5\n';
const kernel = {
  labels: ['SPY', 'AGG', 'GLD'],
  values: Float64Array.of(1, 0.25, -0.5, 0.25, 2, 0, -0.5, 0, 1.5),
};

describe('a kernel in CSV', () => {
  it('is read with its labels', () => {
    expect(parseKernel(text)).toEqual(kernel);
  });

  it('may have its rows in another order, quotes, semicolons, spaces and no name in the corner', () => {
    const other =
      '\ufeff"";"SPY";"AGG";"GLD"\r\n"GLD"; -0.5 ;0;1.5\r\n\r\n"SPY";1;.25;-5e-1\r\n"AGG";0.25;2;+0\r\n';
    expect(parseKernel(other)).toEqual(kernel);
  });

  it('is made exactly symmetric where digits differ by rounding', () => {
    const { values } = parseKernel('a,X,Y\nX,1,0.3333333333333333\nY,0.33333333333333337,1\n');
    expect(values[1]).toBe(values[2]);
    expect(values[1]).toBeCloseTo(1 / 3, 15);
  });

  it('is written with one row a label', () => {
    expect(kernelToCsv(kernel)).toBe(text);
  });

  it('is read back to the same bits, whatever the labels', () => {
    const label = fc.stringMatching(/^[A-Za-z0-9 ,;|"'.é-]{1,8}$/).map((name) => `x${name.trim()}`);
    fc.assert(
      fc.property(
        fc.uniqueArray(label, { minLength: 1, maxLength: 5 }),
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 15, maxLength: 15 }),
        (labels, numbers) => {
          const N = labels.length;
          const values = new Float64Array(N * N);
          for (let i = 0, k = 0; i < N; i++)
            // a negative zero is written as 0
            for (let j = 0; j <= i; j++) values[i * N + j] = values[j * N + i] = numbers[k++] + 0;
          expect(parseKernel(kernelToCsv({ labels, values }))).toEqual({ labels, values });
        },
      ),
      { seed: 3 },
    );
  });
});

describe('a kernel that cannot be read is refused with file, line and assets:', () => {
  const refused = (csv: string) => {
    const error = thrown(() => parseKernel(csv, { name: 'peers.csv' }));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain('peers.csv');
    return error;
  };

  it.each([
    ['0.1x', "'0.1x'"],
    ['', "''"],
    ['NaN', "'NaN'"],
    ['Infinity', "'Infinity'"],
    ['1e999', "'1e999'"],
    ['0x1F', "'0x1F'"],
  ])('the cell %j', (cell, shown) => {
    const error = refused(`a,X,Y\nX,1,${cell}\nY,0.1,1\n`);
    expect(error).toMatchObject({ code: 'not-a-number', details: { line: 2, assets: ['X', 'Y'] } });
    expect(error.message).toContain(`peers.csv, line 2: X, Y is ${shown}`);
  });

  it('a pair that differs above and below the diagonal', () => {
    const error = refused('a,X,Y\n\nX,1,0.4\nY,0.5,1\n');
    expect(error).toMatchObject({
      code: 'kernel-asymmetric',
      details: { line: 4, otherLine: 3, assets: ['Y', 'X'] },
    });
    expect(error.message).toBe('peers.csv, line 4: Y, X is 0.5, and on line 3 the same pair is 0.4');
  });

  it('a row without a column, with the nearest', () => {
    expect(refused('a,X,Gold\nX,1,0\nGlod,0,1\n')).toMatchObject({
      code: 'missing-column',
      hint: 'did you mean "Gold"?',
      details: { line: 3, ticker: 'Glod' },
    });
  });

  it('a column without a row', () => {
    expect(refused('a,X,Y\nX,1,0\n')).toMatchObject({ code: 'missing-row', details: { ticker: 'Y' } });
  });

  it('a row or a column twice', () => {
    expect(refused('a,X,Y\nX,1,0\nY,0,1\nX,1,0\n')).toMatchObject({
      code: 'duplicate-ticker',
      details: { ticker: 'X', line: 4, firstLine: 2 },
    });
    expect(refused('a,X,X\nX,1,0\n')).toMatchObject({ code: 'duplicate-ticker', details: { ticker: 'X' } });
  });

  it('a row or a column without a name, and no columns at all', () => {
    expect(refused('a,X,\nX,1,0\nY,0,1\n')).toMatchObject({ code: 'blank-ticker', details: { column: 3 } });
    expect(refused('a,X,Y\nX,1,0\n ,0,1\n')).toMatchObject({ code: 'blank-ticker', details: { line: 3 } });
    expect(refused('a\nX\n').code).toBe('no-tickers');
  });

  it('a row that is too short', () => {
    expect(refused('a,X,Y\nX,1\nY,0,1\n')).toMatchObject({ code: 'wrong-cell-count', details: { line: 2 } });
  });
});

import { describe, expect, it } from 'vitest';
import { semidefiniteFactor } from '../../src/numeric/semidefinite-factor.js';
import { randomMatrix } from '../support/random.js';

/** XX' */
function crossProduct(x: Float64Array, n: number, k: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, cell) => {
    const [i, j] = [Math.floor(cell / n), cell % n];
    let sum = 0;
    for (let c = 0; c < k; c++) sum += x[i * k + c] * x[j * k + c];
    return sum;
  });
}

describe('semidefiniteFactor', () => {
  it('factors a matrix by hand: [4 2; 2 5] = [2 0; 1 2][2 1; 0 2]', () => {
    expect(semidefiniteFactor(Float64Array.of(4, 2, 2, 5), 2)).toEqual(Float64Array.of(2, 0, 1, 2));
  });

  it.each([
    ['full', 6],
    ['deficient', 3],
  ])("gives LL' = A for a matrix of %s rank, zeros above the diagonal", (_, rank) => {
    const n = 6;
    const a = crossProduct(randomMatrix(5, n, rank), n, rank);
    const factor = semidefiniteFactor(a, n) as Float64Array;
    crossProduct(factor, n, n).forEach((value, cell) => expect(value).toBeCloseTo(a[cell], 12));
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) expect(factor[i * n + j]).toBe(0);
  });

  it('factors the kernel of two assets that are alike', () => {
    const alike = Float64Array.of(4, 4, 2, 4, 4, 2, 2, 2, 5);
    const factor = semidefiniteFactor(alike, 3) as Float64Array;
    expect(factor[4]).toBe(0);
    expect(crossProduct(factor, 3, 3)).toEqual(alike);
  });

  it('tells an indefinite matrix, with a negative pivot or beside a zero one', () => {
    expect(semidefiniteFactor(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
    expect(semidefiniteFactor(Float64Array.of(0, 1, 1, 1), 2)).toBeNull();
  });
});

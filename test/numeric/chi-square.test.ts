import { describe, expect, it } from 'vitest';
import { chiSquareQuantile, chiSquareTail, complementaryError } from '../../src/numeric/chi-square.js';

/** pchisq(x, df, lower.tail = FALSE) of R 4.2.2 */
const tails: [degrees: number, x: number, tail: number][] = [
  [1, 1e-8, 0.99992021154405275],
  [1, 0.5, 0.47950012218695348],
  [1, 2.7, 0.10034824646229044],
  [1, 6, 0.014305878435429647],
  [1, 60, 9.4857375710738494e-15],
  [1, 600, 1.6741679846917882e-132],
  [2, 0.5, 0.77880078307140488],
  [2, 15, 0.00055308437014783363],
  [3, 1, 0.80125195690120077],
  [3, 6, 0.11161022509471258],
  [3, 600, 1.0078435921645642e-129],
  [4, 2.7, 0.60921461251784514],
  [4, 60, 2.9008631203404549e-12],
  [5, 6, 0.30621891841327842],
  [6, 15, 0.020256715056664407],
];

/** The same of degrees of freedom whose sums do not fit a double. */
const large: typeof tails = [
  [60, 40, 0.978181782474443],
  [1000, 1100, 0.0146144081262952],
  [1001, 1000, 0.50297421726813],
  [1000, 3000, 1.64368458435695e-198],
  [1001, 2100, 4.14720550386155e-80],
  [2001, 5000, 4.18558009901664e-256],
];

describe('chi-square', () => {
  it.each(tails)('has the tail of R for %d degrees of freedom at %d', (degrees, x, tail) => {
    expect(Math.abs(chiSquareTail(x, degrees) / tail - 1)).toBeLessThan(2e-13);
  });

  it.each(large)('has it for %d degrees of freedom at %d too', (degrees, x, tail) => {
    expect(Math.abs(chiSquareTail(x, degrees) / tail - 1)).toBeLessThan(1e-11);
  });

  it('is 1 at and below 0, NaN at NaN', () => {
    expect([chiSquareTail(0, 1), chiSquareTail(-1, 2), chiSquareTail(NaN, 1)]).toEqual([1, 1, NaN]);
  });

  it('has erfc(1) and erfc(2) of tables, alike on both sides of the change of method', () => {
    expect(complementaryError(1)).toBeCloseTo(0.15729920705028513, 15);
    expect(complementaryError(2)).toBeCloseTo(0.004677734981047266, 16);
    const below = complementaryError(2 - 1e-12);
    expect(Math.abs(below / complementaryError(2) - 1)).toBeLessThan(1e-11);
  });

  it('has quantiles that invert the tail', () => {
    expect(chiSquareQuantile(0.05, 1)).toBeCloseTo(3.841458820694124, 12);
    for (const tail of [0.5, 0.1, 1e-6]) {
      expect(chiSquareTail(chiSquareQuantile(tail, 3), 3) / tail).toBeCloseTo(1, 12);
    }
  });
});

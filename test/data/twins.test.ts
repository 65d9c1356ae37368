import { describe, expect, it } from 'vitest';
import { describeTwins, twins } from '../../src/data/twins.js';
import { returnTable } from '../support/tables.js';

describe('assets with the same returns', () => {
  it('are found for each asset that repeats an earlier one, to rounding', () => {
    const table = returnTable([
      [0.1, 0.2, 0.1, 0.3, 0.2, 0.1],
      [0.3, 0.1, 0.3 + 1e-16, 0.3, 0.1, 0.30001],
    ]);
    const [a, b, c, , e] = table.assets;
    expect(twins(table)).toEqual([
      [a, c],
      [b, e],
    ]);
  });

  it('are missing together, and an asset without any return is none', () => {
    const table = returnTable([
      [NaN, NaN, 0.1, NaN, NaN],
      [0.3, 0.3, 0.3, NaN, NaN],
    ]);
    expect(twins(table)).toEqual([[table.assets[0], table.assets[1]]]);
  });

  it('are described by the first pair and the number of the others', () => {
    expect(describeTwins([])).toEqual([]);
    expect(describeTwins([['A', 'B']])).toEqual([
      'B has the returns of A in all periods: one of two assets adds nothing',
    ]);
    expect(
      describeTwins([
        ['A', 'B'],
        ['A', 'C'],
      ])[0],
    ).toContain('B has the returns of A in all periods, and 1 more such pair:');
  });
});

import { describe, expect, it } from 'vitest';
import { balanceOf, cramersV } from '../../../src/sweep/effects/balance.js';
import { factorOf } from '../../../src/sweep/effects/factors.js';
import { columnOf, gridPoints } from './columns.js';

const factor = (path: string, values: number[]) => factorOf(columnOf(path, 'numeric', values))!;
const all = (n: number): Float64Array => new Float64Array(n);

describe('how evenly parameters are crossed', () => {
  it('is 0 on a full grid, and names a pair', () => {
    const points = gridPoints([3, 4, 2]);
    const factors = [0, 1, 2].map((k) =>
      factor(
        `p${k}`,
        points.map((point) => point[k]),
      ),
    );
    expect(balanceOf(factors, all(24))).toEqual({ strongest: 0, between: ['p0', 'p1'] });
  });

  it('is 1 where one parameter follows from another, and finds that pair', () => {
    const [a, b] = [
      [1, 2, 1, 2],
      [1, 1, 2, 2],
    ];
    const found = balanceOf([factor('a', a), factor('b', b), factor('c', b)], all(4));
    expect(found).toEqual({ strongest: 1, between: ['b', 'c'] });
  });

  it('is √(χ²/n) of two by two, worked out by hand', () => {
    // counts 3 1 / 1 3, all expected 2: χ² = 4·1/2 = 2, n = 8
    const a = factor('a', [1, 1, 1, 1, 2, 2, 2, 2]);
    const b = factor('b', [1, 1, 1, 2, 1, 2, 2, 2]);
    expect(cramersV(a, b, all(8))).toBeCloseTo(0.5, 14);
  });

  it('leaves out trials without a value, and a level that has no other', () => {
    const [a, b] = [factor('a', [1, 2, 1, 2]), factor('b', [1, 1, 2, 2])];
    expect(cramersV(a, b, Float64Array.of(0, NaN, NaN, 0))).toBe(1);
    expect(cramersV(a, b, Float64Array.of(0, NaN, 0, NaN))).toBe(0);
  });

  it('has no pair of a single parameter', () => {
    expect(balanceOf([factor('a', [1, 2])], all(2))).toEqual({ strongest: 0, between: null });
  });
});

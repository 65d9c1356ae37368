import { describe, expect, it } from 'vitest';
import { medianInPlace } from '../../src/numeric/median.js';
import { randomSource } from '../support/random.js';

describe('median', () => {
  it.each([
    [[3], 3],
    [[1, 2], 1.5],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
    [[2, 2, 2, 2], 2],
    [[0, 0, 0, 1, 5], 0],
    [[-1, Infinity, 0, -5], -0.5],
  ])('of %j is %d', (values, expected) => {
    expect(medianInPlace(Float64Array.from(values))).toBe(expected);
  });

  it('of none is NaN', () => {
    expect(medianInPlace(new Float64Array(0))).toBeNaN();
  });

  it('agrees with sorting over random lengths, with and without ties', () => {
    const { uniform } = randomSource(3);
    for (let n = 1; n < 200; n++) {
      const values = Float64Array.from({ length: n }, () => (n % 3 ? uniform() : Math.floor(5 * uniform())));
      const sorted = values.slice().sort();
      const expected = n % 2 ? sorted[n >> 1] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
      expect(medianInPlace(values)).toBe(expected);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { quantile } from '../../src/numeric/quantile.js';

describe('quantiles', () => {
  it.each([
    [0, 1],
    [0.1, 1.4],
    [0.25, 2],
    [0.5, 3],
    [0.75, 5],
    [0.9, 6.2],
    [1, 7],
  ])('are those of R: quantile(c(1, 3, 2, 7, 5), %d, type = 7) is %d', (p, expected) => {
    expect(quantile(Float64Array.of(1, 3, 2, 7, 5), p)).toBeCloseTo(expected, 14);
  });

  it('interpolate between values of either sign as R 4.2 does', () => {
    const values = Float64Array.of(0.021, -0.013, 0.034, 0.002, -0.047, 0.018);
    expect(quantile(values, 0.25)).toBeCloseTo(-0.00925, 16);
    expect(quantile(values, 0.75)).toBeCloseTo(0.02025, 16);
  });

  it('of one value are that value, and the values stay in their order', () => {
    expect(quantile(Float64Array.of(4), 0.3)).toBe(4);
    const values = Float64Array.of(3, 1, 2);
    expect(quantile(values, 0.5)).toBe(2);
    expect([...values]).toEqual([3, 1, 2]);
  });
});

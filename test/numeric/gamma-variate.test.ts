import { describe, expect, it } from 'vitest';
import { gammaVariate } from '../../src/numeric/gamma-variate.js';
import { randomStream } from '../../src/numeric/random.js';

describe('gamma variates', () => {
  it.each([1, 1.05, 2.5, 30])('of shape %d have its first three moments', (shape) => {
    const stream = randomStream(9, `gamma ${shape}`);
    const n = 200_000;
    const draws = Float64Array.from({ length: n }, () => gammaVariate(stream, shape));
    const mean = draws.reduce((sum, x) => sum + x / n, 0);
    const variance = draws.reduce((sum, x) => sum + (x - shape) ** 2 / n, 0);
    const third = draws.reduce((sum, x) => sum + (x - shape) ** 3 / n, 0);
    expect(draws.every((x) => x > 0)).toBe(true);
    expect(Math.abs(mean - shape)).toBeLessThan(5 * Math.sqrt(shape / n));
    expect(Math.abs(variance / shape - 1)).toBeLessThan(5 * Math.sqrt((2 + 6 / shape) / n));
    expect(Math.abs(third / (2 * shape) - 1)).toBeLessThan(0.15);
  });

  it('of shape 1 are exponential: the share below x is 1 − exp(−x)', () => {
    const stream = randomStream(3, 'exponential');
    const n = 100_000;
    const draws = Float64Array.from({ length: n }, () => gammaVariate(stream, 1));
    for (const x of [0.1, 0.5, 1, 3]) {
      const share = draws.filter((value) => value < x).length / n;
      expect(Math.abs(share - (1 - Math.exp(-x)))).toBeLessThan(5 * Math.sqrt(0.25 / n));
    }
  });
});

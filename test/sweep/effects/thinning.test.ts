import { expect, it } from 'vitest';
import { thinnedByX } from '../../../src/sweep/effects/thinning.js';

it('points that are kept are spread over x as all are, and what is not finite is left out', () => {
  const x = Float64Array.from({ length: 100 }, (_, k) => (37 * k) % 100);
  const y = new Float64Array(100);
  expect(thinnedByX(x, y, 10).map((row) => x[row])).toEqual([5, 15, 25, 35, 45, 55, 65, 75, 85, 95]);
  expect(thinnedByX(Float64Array.of(3, NaN, 1, 2), Float64Array.of(0, 0, 0, Infinity), 10)).toEqual([2, 0]);
});

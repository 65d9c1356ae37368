import { expect, it } from 'vitest';
import { factorOf } from '../../../src/sweep/effects/factors.js';
import { pairSurface } from '../../../src/sweep/effects/surface.js';
import { columnOf, gridPoints } from './columns.js';

const points = gridPoints([2, 3, 4]);
const [rows, columns] = [0, 1].map((k) =>
  factorOf(
    columnOf(
      `p${k}`,
      'numeric',
      points.map((point) => point[k]),
    ),
  )!,
);

it('means and bests by pairs of values are those over the third parameter', () => {
  const values = Float64Array.from(points, ([a, b, c]) => 100 * a + 10 * b + c);
  const higher = pairSurface(rows, columns, values, 'higher');
  expect([...higher.mean]).toEqual([1.5, 11.5, 21.5, 101.5, 111.5, 121.5]);
  expect([...higher.best]).toEqual([3, 13, 23, 103, 113, 123]);
  expect([...pairSurface(rows, columns, values, 'lower').best]).toEqual([0, 10, 20, 100, 110, 120]);
  expect([...higher.trials]).toEqual(Array.from({ length: 6 }, () => 4));
});

it('cells without a trial have no number', () => {
  const values = Float64Array.from(points, ([a, b], k) => (a === 1 && b === 2 ? NaN : k));
  const { mean, best, trials } = pairSurface(rows, columns, values, 'higher');
  expect([mean[5], best[5], trials[5]]).toEqual([NaN, NaN, 0]);
  expect(mean[0]).toBe(1.5);
});

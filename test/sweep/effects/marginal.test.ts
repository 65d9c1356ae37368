import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile } from '../../../src/numeric/quantile.js';
import { factorOf } from '../../../src/sweep/effects/factors.js';
import { marginalEffect } from '../../../src/sweep/effects/marginal.js';
import { columnOf, gridPoints } from './columns.js';

const factorsOf = (points: number[][]) =>
  points[0].map((_, k) =>
    factorOf(
      columnOf(
        `p${k}`,
        'numeric',
        points.map((point) => point[k]),
      ),
    )!,
  );

describe('marginal effects', () => {
  it('give back the effects of an additive surface on a balanced grid, whose shares add up to 1', () => {
    const effects = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(fc.tuple(effects, effects, effects), (own) => {
        fc.pre(own.some((of) => new Set(of).size > 1));
        const points = gridPoints(own.map(({ length }) => length));
        const values = Float64Array.from(points, (point) =>
          point.reduce((sum, level, k) => sum + own[k][level], 0),
        );
        const found = factorsOf(points).map((factor) => marginalEffect(factor, values, 'higher'));
        const total = found.reduce((sum, { share }) => sum + share!, 0);
        expect(total).toBeCloseTo(1, 10);
        for (const [k, { levels }] of found.entries()) {
          for (const [level, { mean }] of levels.entries())
            expect(mean - levels[0].mean).toBeCloseTo(own[k][level] - own[k][0], 10);
        }
      }),
    );
  });

  it('explain nothing of a pure interaction', () => {
    const points = gridPoints([2, 2]);
    const values = Float64Array.from(points, ([a, b]) => (a === b ? 1 : -1));
    expect(factorsOf(points).map((factor) => marginalEffect(factor, values, 'higher').share)).toEqual([0, 0]);
  });

  it('have the share of a one-way analysis of variance worked out by hand', () => {
    // groups 1 2 3 and 4 6: means 2 and 5, overall 3.2; between 3·1.44 + 2·3.24 = 10.8, within 2 + 2 = 4
    const factor = factorOf(columnOf('p', 'categorical', ['a', 'a', 'a', 'b', 'b']))!;
    const { share, shareOfChance } = marginalEffect(factor, Float64Array.of(1, 2, 3, 4, 6), 'higher');
    expect(share).toBeCloseTo(10.8 / 14.8, 14);
    expect(shareOfChance).toBe(1 / 4);
  });

  it('have the quartiles, the mean and the best of each level, undefined trials left out', () => {
    const factor = factorOf(columnOf('p', 'numeric', [1, 2, 1, 1, 2, 1]))!;
    const values = Float64Array.of(0.5, 7, NaN, 0.1, 8, 0.4);
    const [one, two] = marginalEffect(factor, values, 'lower').levels;
    const own = Float64Array.of(0.5, 0.1, 0.4);
    expect(one).toEqual({
      trials: 3,
      mean: (0.5 + 0.1 + 0.4) / 3,
      lowerQuartile: quantile(own, 0.25),
      median: 0.4,
      upperQuartile: quantile(own, 0.75),
      best: 0.1,
      bestTrial: 3,
    });
    expect(two).toMatchObject({ best: 7, bestTrial: 1 });
    expect(marginalEffect(factor, values, 'higher').levels[1]).toMatchObject({ best: 8, bestTrial: 4 });
  });

  it('have no share where nothing varies, and no numbers where a level has no trial', () => {
    const factor = factorOf(columnOf('p', 'numeric', [1, 2, 1]))!;
    expect(marginalEffect(factor, Float64Array.of(0.1, 0.1, 0.1), 'higher').share).toBeNull();
    const { levels } = marginalEffect(factor, Float64Array.of(1, NaN, 2), 'higher');
    expect(levels[1]).toMatchObject({ trials: 0, mean: NaN, median: NaN, best: NaN, bestTrial: -1 });
  });

  it('do not depend on the order of trials or on a constant that is added', () => {
    const points = gridPoints([3, 4]);
    const values = Float64Array.from(points, ([a, b]) => Math.sin(3 * a + b) + a * b);
    const order = points.map((_, k) => (5 * k) % 12);
    const [factor] = factorsOf(points);
    const [turned] = factorsOf(order.map((k) => points[k]));
    const { share } = marginalEffect(factor, values, 'higher');
    const shifted = Float64Array.from(order, (k) => values[k] + 10);
    expect(marginalEffect(turned, shifted, 'higher').share).toBeCloseTo(share!, 12);
  });
});

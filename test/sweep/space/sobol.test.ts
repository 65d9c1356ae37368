import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dimensions, directions, scrambling, sobolCoordinates } from '../../../src/sweep/space/sobol.js';

const { points } = JSON.parse(
  readFileSync(new URL('../../reference/sobol.json', import.meta.url), 'utf8'),
) as { points: Record<string, number[]> };

describe('the Sobol sequence', () => {
  it("is scipy's in all 64 dimensions, to the bit", () => {
    expect(dimensions).toBe(64);
    for (let d = 0; d < dimensions; d++) {
      const coordinates = sobolCoordinates(d, 4096);
      for (const [n, point] of Object.entries(points)) expect(coordinates[Number(n)]).toBe(point[d]);
    }
  });

  it('has odd initial numbers: the first digit of v_k that is not 0 is the k-th', () => {
    for (let d = 0; d < dimensions; d++)
      directions(d).forEach((word, k) => {
        const last = 31 - k;
        expect(word % 2 ** last).toBe(0);
        expect(Math.floor(word / 2 ** last) % 2).toBe(1);
      });
  });
});

describe('a scrambled sequence', () => {
  it('has one of its first 2^m points in each interval of 2^−m, in every dimension, as before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: dimensions - 1 }),
        fc.integer({ min: 0, max: 2 ** 40 }),
        fc.integer({ min: 0, max: 9 }),
        (dimension, seed, m) => {
          const n = 2 ** m;
          const coordinates = sobolCoordinates(dimension, n, scrambling(seed, 'test'));
          const cells = Array.from(coordinates, (u) => Math.floor(u * n)).sort((a, b) => a - b);
          expect(cells).toEqual(Array.from({ length: n }, (_, k) => k));
        },
      ),
    );
  });

  it('keeps squares filled: 4 of the first 64 points of two dimensions in each of 16 squares', () => {
    const [x, y] = [0, 1].map((d) => sobolCoordinates(d, 64, scrambling(7, `dimension ${d}`)));
    const squares = Array.from({ length: 16 }, () => 0);
    x.forEach((u, n) => squares[4 * Math.floor(4 * u) + Math.floor(4 * y[n])]++);
    expect(squares).toEqual(squares.map(() => 4));
  });

  it('has points that are uniform over seeds, and differ between names', () => {
    const firsts = Array.from(
      { length: 4000 },
      (_, seed) => sobolCoordinates(3, 2, scrambling(seed, 'a'))[1],
    );
    const mean = firsts.reduce((sum, u) => sum + u, 0) / 4000;
    const square = firsts.reduce((sum, u) => sum + (u - 0.5) ** 2, 0) / 4000;
    // four standard errors of the mean, √(1/12/4000), and of the variance, √(1/180/4000)
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 48000));
    expect(Math.abs(square - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 720000));
    expect(sobolCoordinates(3, 4, scrambling(1, 'a'))).not.toEqual(
      sobolCoordinates(3, 4, scrambling(1, 'b')),
    );
    expect(sobolCoordinates(3, 4, scrambling(1, 'a'))).toEqual(sobolCoordinates(3, 4, scrambling(1, 'a')));
  });

  it('begins with the points of a shorter one', () => {
    const scramble = scrambling(5, 'x');
    expect(sobolCoordinates(9, 100, scramble).subarray(0, 37)).toEqual(sobolCoordinates(9, 37, scramble));
  });
});

import { Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  calibratedBlockLength,
  type SeriesPair,
  simulator,
  vectorAutoregression,
} from '../../src/statistics/block-length.js';
import { sharpeDifferenceTest, varianceDifferenceTest } from '../../src/statistics/index.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { randomSource } from '../support/random.js';

const [[, engine]] = engines;

/** Two series that depend on their last values by A. */
function pairOf(T: number, seed: number, [[a, b], [c, d]]: number[][]): SeriesPair {
  const { normal } = randomSource(seed);
  const pair: SeriesPair = [new Float64Array(T), new Float64Array(T)];
  for (let t = 1; t < T; t++) {
    const [x, y] = [pair[0][t - 1], pair[1][t - 1]];
    const market = normal();
    pair[0][t] = 0.2 + a * x + b * y + market + normal();
    pair[1][t] = 0.1 + c * x + d * y + market + 0.5 * normal();
  }
  return pair;
}
const A = [
  [0.4, -0.2],
  [0.1, 0.3],
];

describe('the block length of a calibration', () => {
  it('rests on a vector autoregression by least squares', () => {
    const pair = pairOf(60, 3, A);
    const { constants, slopes, residuals } = vectorAutoregression(pair);
    const X = new Matrix(Array.from({ length: 59 }, (_, t) => [1, pair[0][t], pair[1][t]]));
    pair.forEach((values, i) => {
      const y = Matrix.columnVector(Array.from(values.subarray(1)));
      const expected = solve(X, y);
      expectClose([constants[i], ...slopes[i]], expected.to1DArray(), 1e-10);
      expectClose(residuals[i], y.sub(X.mmul(expected)).to1DArray(), 1e-10);
    });
    expect(vectorAutoregression([pair[0], pair[0].map((value) => 2 * value)]).slopes).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('simulates pairs with the mean, the variance and the dependence of the data', () => {
    const pair = pairOf(400, 5, A);
    const draw = simulator(pair, 1);
    const mean = (x: ArrayLike<number>) => Array.from(x).reduce((sum, value) => sum + value, 0) / x.length;
    const summary = ([x, y]: SeriesPair) => {
      const [m, n] = [mean(x), mean(y)];
      const by = (a: Float64Array, b: Float64Array, lag: number) =>
        mean(a.subarray(lag).map((value, t) => (value - m) * (b[t] - m)));
      return [m, n, by(x, x, 0), by(x, x, 1)];
    };
    const drawn = Array.from({ length: 300 }, () => summary(draw()));
    const [m, n, variance, lagged] = [0, 1, 2, 3].map((k) => mean(drawn.map((row) => row[k])));
    const [ownM, ownN, ownVariance, ownLagged] = summary(pair);
    expect(Math.abs(m - ownM)).toBeLessThan(0.05);
    expect(Math.abs(n - ownN)).toBeLessThan(0.05);
    expect(Math.abs(variance / ownVariance - 1)).toBeLessThan(0.05);
    expect(Math.abs(lagged / variance - ownLagged / ownVariance)).toBeLessThan(0.05);
    expect(simulator(pair, 1)()).toEqual(simulator(pair, 1)());
    expect(simulator(pair, 2)()).not.toEqual(simulator(pair, 1)());
  });

  it('is that whose intervals cover nearest to their level, the shortest of equals, and fits twice', () => {
    const pair = pairOf(40, 1, A);
    const shares: Record<number, number> = { 1: 0.8, 2: 0.9, 4: 0.96, 6: 0.94, 8: 0.94, 10: 0.99 };
    const counts: Record<number, number> = {};
    const covers = (_: SeriesPair, length: number): boolean => {
      counts[length] = (counts[length] ?? 0) + 1;
      return counts[length] <= 1000 * shares[length];
    };
    expect(calibratedBlockLength(pair, covers, 0.95, 1)).toBe(4);
    expect(counts).toEqual({ 1: 1000, 2: 1000, 4: 1000, 6: 1000, 8: 1000, 10: 1000 });
    const never: number[] = [];
    const short = pairOf(9, 1, A);
    expect(calibratedBlockLength(short, (_, length) => never.push(length) < 0, 0.95, 1)).toBe(1);
    expect(Math.max(...never)).toBe(4);
  });

  it('is that of the test, which then is the one with that length', () => {
    const [x, y] = pairOf(36, 2, A);
    for (const test of [sharpeDifferenceTest, varianceDifferenceTest]) {
      const found = test(engine, x, y, { blockLength: 'calibrated', samples: 199, seed: 3 });
      expect([1, 2, 4, 6, 8, 10]).toContain(found.blockLength);
      expect(found).toEqual(test(engine, x, y, { blockLength: found.blockLength, samples: 199, seed: 3 }));
    }
    const constant = x.map(() => 0.01);
    expect(sharpeDifferenceTest(engine, x, constant, { blockLength: 'calibrated' })).toMatchObject({
      pValue: null,
      reason: 'the returns of second do not vary',
    });
  });
});

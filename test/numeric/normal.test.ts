import { describe, expect, it } from 'vitest';
import { normalProbability, normalQuantile } from '../../src/numeric/normal.js';

describe('the normal distribution', () => {
  // ½ erfc(−z/√2) of the C library
  it.each([
    [-10, 7.619853024160593e-24],
    [-5.5, 1.8989562465887738e-8],
    [-3, 0.0013498980316300957],
    [-1.96, 0.024997895148220435],
    [-0.3, 0.3820885778110474],
    [0, 0.5],
    [0.7, 0.758036347776927],
    [1.5, 0.9331927987311419],
    [2 * Math.SQRT2, 0.9976611325094764],
    [4, 0.9999683287581669],
    [8, 0.9999999999999993],
  ])('has Φ(%d) = %d', (z, probability) => {
    expect(normalProbability(z) / probability).toBeCloseTo(1, 12);
  });

  // Wichura's algorithm AS 241 in Python's statistics.NormalDist; the last two are p = 1e-10 and 0.975 in R 4.2.2
  it.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798405],
    [1e-4, -3.71901648545568],
    [0.1, -1.2815515655446008],
    [0.3, -0.5244005127080407],
    [0.6, 0.2533471031357998],
    [0.95, 1.6448536269514715],
    [0.999999, 4.753424308817089],
    [1e-10, -6.361340902404056],
    [0.975, 1.959963984540054],
  ])('has Φ⁻¹(%d) = %d', (p, z) => {
    expect(normalQuantile(p) / z).toBeCloseTo(1, 12);
  });

  it('has a quantile that is the inverse, and odd about ½', () => {
    for (let z = -8; z <= 0; z += 0.37) {
      const p = normalProbability(z);
      expect(normalQuantile(p)).toBeCloseTo(z, 11);
      if (p > 1e-3) expect(normalQuantile(1 - p)).toBeCloseTo(-z, 11);
    }
    expect(normalQuantile(0.5 - 1e-9)).toBeCloseTo(-2.506628274631e-9, 15);
  });

  it('has no number outside of probabilities, and infinite ones at their ends', () => {
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([-Infinity, 0, Infinity]);
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(NaN)]).toEqual([NaN, NaN, NaN]);
    expect([normalProbability(-Infinity), normalProbability(Infinity)]).toEqual([0, 1]);
    expect([normalProbability(-1e200), normalProbability(1e200)]).toEqual([0, 1]);
    expect(normalProbability(NaN)).toBeNaN();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pseudoBayesWeights, stackingWeights } from '../../../src/covariance/stacking/weights.js';
import { randomSource } from '../../support/random.js';

/** M models over n units, log-densities that differ by some `spread`. */
function randomScores(seed: number, M: number, n: number, spread: number): Float64Array[] {
  const { normal } = randomSource(seed);
  const level = Array.from({ length: n }, () => 30 * normal());
  return Array.from({ length: M }, () => Float64Array.from(level, (own) => own + spread * normal()));
}

function logScore(scores: readonly Float64Array[], weights: ArrayLike<number>): number {
  return scores[0].reduce((sum, _, t) => {
    const top = Math.max(...scores.map((own) => own[t]));
    const mixture = scores.reduce((total, own, m) => total + weights[m] * Math.exp(own[t] - top), 0);
    return sum + top + Math.log(mixture);
  }, 0);
}

/** The best of all points of a grid over the simplex of three, refined around the best. */
function bruteForce(scores: readonly Float64Array[]): { weights: number[]; value: number } {
  let best = { weights: [1 / 3, 1 / 3, 1 / 3], value: -Infinity };
  for (let width = 1; width > 1e-9; width /= 4) {
    const [a, b] = best.weights;
    for (let i = -20; i <= 20; i++)
      for (let j = -20; j <= 20; j++) {
        const [u, v] = [a + (i * width) / 20, b + (j * width) / 20];
        const weights = [u, v, 1 - u - v];
        if (weights.some((weight) => weight < -1e-12)) continue;
        const value = logScore(scores, weights.map((weight) => Math.max(0, weight))); // prettier-ignore
        if (value > best.value) best = { weights, value };
      }
  }
  return best;
}

describe('stacking weights', () => {
  it.each([
    [1, 12, 0.5],
    [2, 40, 1],
    [3, 40, 5],
    [4, 9, 40],
    [5, 200, 0.05],
  ])('are where a search over the simplex ends: seed %i, %i units, spread %d', (seed, n, spread) => {
    const scores = randomScores(seed, 3, n, spread);
    const found = stackingWeights(scores);
    const best = bruteForce(scores);
    expect(found.gap).toBeLessThan(1e-8);
    expect(Math.abs(found.logScore - best.value)).toBeLessThan(1e-7 * n);
    expect(Math.abs(found.logScore - logScore(scores, found.weights))).toBeLessThan(1e-9 * n);
    for (let m = 0; m < 3; m++) expect(Math.abs(found.weights[m] - best.weights[m])).toBeLessThan(2e-3);
  });

  it('are those of a concave program: a simplex, a gap that bounds what any other point has more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(0.01, 0.3, 3, 50),
        (seed, M, n, spread) => {
          const scores = randomScores(seed, M, n, spread);
          const { weights, gap, logScore: value } = stackingWeights(scores);
          expect(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(1e-12);
          expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
          expect(gap).toBeLessThan(1e-8);
          for (let m = 0; m < M; m++) {
            const corner = Float64Array.from(scores, (_, k) => Number(k === m));
            expect(logScore(scores, corner)).toBeLessThan(value + n * gap + 1e-9);
            const between = weights.map((weight, k) => 0.9 * weight + 0.1 * corner[k]);
            expect(logScore(scores, between)).toBeLessThan(value + n * gap + 1e-9);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('move with the models, and are the same whatever all densities of a unit are multiplied by', () => {
    const scores = randomScores(11, 4, 30, 1);
    const { weights } = stackingWeights(scores);
    const turned = stackingWeights([scores[2], scores[0], scores[3], scores[1]]).weights;
    [2, 0, 3, 1].forEach((m, k) => expect(Math.abs(turned[k] - weights[m])).toBeLessThan(1e-4));
    const shifted = scores.map((own) => own.map((value, t) => value + 100 * (t - 7)));
    stackingWeights(shifted).weights.forEach((weight, m) =>
      expect(Math.abs(weight - weights[m])).toBeLessThan(1e-6),
    );
  });

  it('are shared by models that predict the same', () => {
    const [a, b] = randomScores(12, 2, 30, 1);
    const { weights } = stackingWeights([a, b, a.slice()]);
    expect(weights[0]).toBe(weights[2]);
    const alone = stackingWeights([a, b]).weights;
    expect(Math.abs(weights[0] + weights[2] - alone[0])).toBeLessThan(1e-4);
  });

  it('are the shares of units that each model is best in, where densities are far apart', () => {
    const far = (best: number[], m: number) => Float64Array.from(best, (own) => (own === m ? 0 : -200));
    const best = [0, 0, 1, 0, 2, 0, 1, 0];
    const { weights } = stackingWeights([0, 1, 2].map((m) => far(best, m)));
    [5 / 8, 2 / 8, 1 / 8].forEach((share, m) => expect(Math.abs(weights[m] - share)).toBeLessThan(1e-8));
  });

  it('stand beside pseudo-BMA weights, by which the largest sum takes nearly all', () => {
    const scores = [Float64Array.of(-1, -2, -3), Float64Array.of(-2, -2, -3)];
    const [first, second] = pseudoBayesWeights(scores);
    expect(first).toBeCloseTo(1 / (1 + Math.exp(-1)), 14);
    expect(first + second).toBeCloseTo(1, 15);
    expect(pseudoBayesWeights([Float64Array.of(-5000), Float64Array.of(-6000)])[0]).toBe(1);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Covariance, type Linkage, optimizeWeights, type PortfolioOptions } from '../../src/browser.js';
import { clusterTree, leafOrder, linkages } from '../../src/portfolio/cluster-tree.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { bisectedWeights, treeOrder } from '../support/hierarchical.js';
import { covarianceOf, fromCorrelations } from '../support/portfolio-problems.js';
import { randomCovariance } from '../support/quadratic-programs.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

const [[, engine]] = engines;
const solve = (covariance: Covariance, options: PortfolioOptions = {}) =>
  optimizeWeights(engine, covariance, { objective: 'hierarchicalRiskParity', ...options });
const weightsOf = (covariance: Covariance, options?: PortfolioOptions): number[] =>
  Object.values(solve(covariance, options).weights);

/** Two pairs, of which the second has twice the volatility. */
const pairs = fromCorrelations(
  [1, 1, 2, 2],
  [
    [1, 0.8, 0, 0],
    [0.8, 1, 0, 0],
    [0, 0, 1, 0.5],
    [0, 0, 0.5, 1],
  ],
);

describe('hierarchical risk parity', () => {
  it('is what a computation by hand gives', () => {
    // pairs side by side; variances of halves 0.25·(1 + 1 + 1.6) = 0.9 and 0.25·(4 + 4 + 4) = 3; α = 3/3.9
    expectClose(weightsOf(pairs), [5 / 13, 5 / 13, 1.5 / 13, 1.5 / 13], 1e-15);
    expect(solve(pairs)).toMatchObject({ status: 'optimal', kktResidual: 0 });
  });

  it('puts assets that move together side by side, whatever their order', () => {
    const order = [2, 0, 3, 1];
    const mixed = covarianceOf(order.map((i) => order.map((j) => pairs.values[i * 4 + j])));
    expectClose(weightsOf(mixed), [1.5 / 13, 5 / 13, 1.5 / 13, 5 / 13], 1e-15);
  });

  it('of two assets has the weights of inverse variances', () => {
    expectClose(
      weightsOf(
        covarianceOf([
          [1, 0.3],
          [0.3, 4],
        ]),
      ),
      [0.8, 0.2],
      1e-15,
    );
  });

  const reference = JSON.parse(readFileSync('test/reference/hierarchical-risk-parity.json', 'utf8')) as {
    covarianceTimes1e6: number[][];
    linkages: Record<Linkage, { heights: number[]; order: number[]; weights: number[] }>;
  };

  it.each(linkages)('has the tree and the weights of scipy by %s linkage', (linkage) => {
    const covariance = covarianceOf(reference.covarianceTimes1e6.map((row) => row.map((v) => v * 1e-6)));
    const { heights, order, weights } = reference.linkages[linkage];
    const N = order.length;
    const { values } = covariance;
    const d = values.map((value, k) => {
      const [i, j] = [Math.floor(k / N), k % N];
      return i === j ? 0 : Math.sqrt((1 - value / Math.sqrt(values[i * N + i] * values[j * N + j])) / 2);
    });
    const tree = clusterTree(d, N, linkage);
    expectClose(
      tree.map(({ height }) => height),
      heights,
      1e-14,
    );
    expect(leafOrder(tree, N)).toEqual(order);
    expectClose(weightsOf(covariance, { linkage }), weights, 1e-13);
  });

  it.each(linkages)('is what clusters by their definition give, by %s linkage', (linkage) => {
    for (let seed = 1; seed <= 25; seed++) {
      const N = 2 + (seed % 17);
      const values = randomCovariance(seed, N, seed % 3 === 0 ? 5 : 40, 1e-3);
      const sigma = (i: number, j: number): number => values[i * N + j];
      const distance = (i: number, j: number): number =>
        Math.sqrt(Math.max(0, (1 - sigma(i, j) / Math.sqrt(sigma(i, i) * sigma(j, j))) / 2));
      const expected = bisectedWeights(
        sigma,
        treeOrder((i, j) => (i === j ? 0 : distance(i, j)), N, linkage),
      );
      const assets = Array.from({ length: N }, (_, i) => `A${i}`);
      const covariance: Covariance = { name: 'sample', assets, values, conditionNumber: null };
      expectClose(
        weightsOf(covariance, { linkage }),
        assets.map((_, i) => expected.get(i)!),
        1e-12,
      );
      const scaled = { ...covariance, values: values.map((value) => value * 1e6) };
      expectClose(weightsOf(scaled, { linkage }), weightsOf(covariance, { linkage }), 1e-12);
    }
  });

  it('shares the weight of identical assets, and needs no positive definite covariance', () => {
    const twins = covarianceOf([
      [1, 1, 0],
      [1, 1, 0],
      [0, 0, 2],
    ]);
    // the first half is C (its leaf comes before the pair's merger), α = 1/3 to it
    expectClose(weightsOf(twins), [1 / 3, 1 / 3, 1 / 3], 1e-15);
    expect(weightsOf(covarianceOf([[0.3]]))).toEqual([1]);
  });

  it('keeps to bounds, and leaves the weights alone where they do not bind', () => {
    const free = weightsOf(pairs);
    expectClose(weightsOf(pairs, { maxWeights: 0.39 }), free, 1e-15);
    // the first pair can have 0.7 at most, each half of it
    expectClose(weightsOf(pairs, { maxWeights: 0.35 }), [0.35, 0.35, 0.15, 0.15], 1e-15);
    expectClose(weightsOf(pairs, { minWeights: { A2: 0.3 } }), [0.35, 0.35, 0.3, 0], 1e-15);
    for (let seed = 1; seed <= 40; seed++) {
      const { uniform } = randomSource(seed);
      const N = 9;
      const raw = Array.from({ length: N }, uniform);
      const total = raw.reduce((sum, value) => sum + value, 0);
      const lower = raw.map((value) => value / total - 0.1 * uniform());
      const upper = raw.map((value) => value / total + 0.05 * uniform());
      const assets = raw.map((_, i) => `A${i}`);
      const values = randomCovariance(seed, N, 30, 1e-3);
      const bound = (list: number[]) => Object.fromEntries(list.map((value, i) => [`A${i}`, value]));
      const options = { minWeights: bound(lower), maxWeights: bound(upper) };
      const weights = weightsOf({ name: 'sample', assets, values, conditionNumber: null }, options);
      expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 13);
      weights.forEach((w, i) => {
        expect(w).toBeGreaterThanOrEqual(lower[i]);
        expect(w).toBeLessThanOrEqual(upper[i]);
      });
    }
  });

  it('refuses what it does not know', () => {
    expect(thrown(() => solve(pairs, { linkage: 'singel' as Linkage }))).toMatchObject({
      code: 'unknown-linkage',
      hint: 'did you mean "single"?',
    });
    expect(thrown(() => solve(pairs, { turnoverLimit: 0.2, previousWeights: {} }))).toMatchObject({
      code: 'unused-option',
      details: { option: 'turnoverLimit' },
    });
    expect(
      thrown(() =>
        solve(
          covarianceOf([
            [1, 0],
            [0, 0],
          ]),
        ),
      ).code,
    ).toBe('zero-variance');
  });
});

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { clusterTree } from '../../src/portfolio/cluster-tree.js';
import { clusteredOrder } from '../../src/report/asset-order.js';
import { randomSource } from '../support/random.js';

/** Correlations of N assets, symmetric with a unit diagonal. */
function randomCorrelations(N: number, seed: number): (i: number, j: number) => number {
  const { uniform } = randomSource(seed);
  const values = Array.from({ length: N }, () => Array.from({ length: N }, () => 2 * uniform() - 1));
  return (i, j) => (i === j ? 1 : values[Math.max(i, j)][Math.min(i, j)]);
}

const distance = (rho: number): number => Math.sqrt(0.5 * (1 - rho));

it('has groups that were scattered side by side', () => {
  const group = [0, 1, 2, 0, 1, 2, 0, 1, 2];
  const order = clusteredOrder(9, (i, j) => (i === j ? 1 : group[i] === group[j] ? 0.9 : 0.1));
  expect(order.map((i) => group[i]).join('')).toMatch(/^(\d)\1\1(\d)\2\2(\d)\3\3$/);
});

it('turns branches so that a chain comes out as a chain', () => {
  const place = [4, 0, 3, 1, 2, 5];
  const order = clusteredOrder(6, (i, j) => 1 - 0.3 * Math.abs(place[i] - place[j]) ** 1.1);
  const chain = order.map((i) => place[i]);
  expect([chain, chain.toReversed()]).toContainEqual([0, 1, 2, 3, 4, 5]);
});

it('keeps every cluster together, and no merger can be turned for nearer ends', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 14 }), fc.integer(), (N, seed) => {
      const rho = randomCorrelations(N, seed);
      const order = clusteredOrder(N, rho);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: N }, (_, i) => i));
      const d = Float64Array.from({ length: N * N }, (_, k) => distance(rho(Math.floor(k / N), k % N)));
      const clusters = Array.from({ length: N }, (_, i) => [i]);
      for (const { left, right } of clusterTree(d, N, 'average')) {
        const members = [...clusters[left], ...clusters[right]];
        clusters.push(members);
        const run = (set: number[]) => order.filter((i) => set.includes(i));
        const start = order.indexOf(run(members)[0]);
        expect(order.slice(start, start + members.length)).toEqual(run(members));
        // the ends that meet, and what turning either branch, or both, would bring together
        const [a, b] = [run(clusters[left]), run(clusters[right])];
        const [first, second] = order.indexOf(a[0]) < order.indexOf(b[0]) ? [a, b] : [b, a];
        const gap = d[first.at(-1)! * N + second[0]];
        for (const i of [first[0], first.at(-1)!])
          for (const j of [second[0], second.at(-1)!]) expect(gap).toBeLessThanOrEqual(d[i * N + j]);
      }
    }),
  );
});

it('takes no asset, and one', () => {
  expect(clusteredOrder(0, () => 1)).toEqual([]);
  expect(clusteredOrder(1, () => 1)).toEqual([0]);
});

import { describe, expect, test } from 'vitest';
import { denseKernel, lowRankKernel, relationshipKernel } from '../../src/browser.js';
import { kernelKinds } from '../../src/kernels/relationship.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

/** Random features of N assets. */
function features(N: number, F: number) {
  const { normal } = randomSource(N + F);
  return {
    assets: Array.from({ length: N }, (_, i) => `A${i}`),
    names: Array.from({ length: F }, (_, k) => `x${k}`),
    values: Float64Array.from({ length: N * F }, normal),
  };
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at])), 0);
}

describe.each(kernelKinds)('the kernel of the kind %s', (kind) => {
  test('is exact at full rank', () => {
    const table = features(30, 4);
    const kernel = lowRankKernel(table, { kind, rank: 30 });
    const { values } = relationshipKernel(table, { kind });
    expect(largestDifference(denseKernel(kernel).values, values)).toBeLessThan(1e-9);
    expect(kernel.traceResidual).toBeLessThan(1e-9);
  });

  test('has the right diagonal at any rank, and errors within √(δ_iδ_j) elsewhere', () => {
    const table = features(30, 6);
    const { values } = relationshipKernel(table, { kind });
    let last = Infinity;
    for (const rank of [1, 3, 5, 12]) {
      const kernel = lowRankKernel(table, { kind, rank });
      const own = denseKernel(kernel).values;
      const delta = (i: number): number =>
        typeof kernel.diagonal === 'number' ? kernel.diagonal : kernel.diagonal[i];
      for (let i = 0; i < 30; i++)
        for (let j = 0; j < 30; j++) {
          const bound = i === j ? 0 : Math.sqrt(delta(i) * delta(j));
          expect(Math.abs(own[i * 30 + j] - values[i * 30 + j])).toBeLessThanOrEqual(bound + 1e-9);
        }
      expect(kernel.rank).toBeLessThanOrEqual(rank);
      expect(kernel.traceResidual).toBeLessThanOrEqual(last);
      last = kernel.traceResidual;
    }
  });
});

test('class indicators are exact at the number of classes', () => {
  const N = 40;
  const values = new Float64Array(N * 5);
  for (let i = 0; i < N; i++) values[i * 5 + (i % 5)] = 1;
  const table = { assets: features(N, 1).assets, names: ['a', 'b', 'c', 'd', 'e'], values };
  const kernel = lowRankKernel(table);
  expect([kernel.rank, kernel.traceResidual, kernel.diagonal]).toEqual([5, 0, 0]);
  expect(kernel.landmarks).toEqual(['A0', 'A1', 'A2', 'A3', 'A4']);
  expect(largestDifference(denseKernel(kernel).values, relationshipKernel(table).values)).toBeLessThan(1e-12);
});

test('a rank that is none is refused, and a kind', () => {
  expect(thrown(() => lowRankKernel(features(5, 2), { rank: 0 })).code).toBe('bad-value');
  expect(thrown(() => lowRankKernel(features(5, 2), { rank: 1.5 })).code).toBe('bad-value');
  expect(thrown(() => lowRankKernel(features(5, 2), { tolerance: -1 })).code).toBe('bad-value');
  expect(thrown(() => lowRankKernel(features(5, 2), { kind: 'other' as 'linear' })).code).toBe(
    'unknown-kernel-kind',
  );
});

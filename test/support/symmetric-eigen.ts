import { expect } from 'vitest';
import type { SymmetricEigen } from '../../src/browser.js';
import type { EngineCore } from '../../src/engine/core.js';
import { callExactly, copyStrided, readStrided } from './engine-core.js';
import { maxDifference, product, withUpper } from './matrices.js';
import { randomMatrix } from './random.js';

/** What `symmetricEigen` returns, called with exactly the workspace it asks for and rows `n + padding` apart. */
export function eigen(
  core: EngineCore,
  a: Float64Array,
  n: number,
  padding = 0,
): SymmetricEigen & { status: number } {
  const [lda, ldv] = [n + padding, n + padding];
  return callExactly(
    core,
    [n * lda, n, n * ldv],
    (engine) => engine.symmetricEigenWorkspace(n),
    (engine, frame) => {
      const address = copyStrided(frame, withUpper(a, n, NaN), n, n, lda);
      const values = frame.doubles(n);
      const vectors = copyStrided(frame, new Float64Array(n * n), n, n, ldv);
      return () => {
        const status = engine.symmetricEigen(n, address, lda, values, vectors, ldv);
        return { status, values: frame.read(values, n), vectors: readStrided(frame, vectors, n, n, ldv) };
      };
    },
  );
}

/** What `symmetricEigenvalues` returns, called with exactly the workspace it asks for; nothing above the diagonal is read. */
export function eigenvalues(
  core: EngineCore,
  a: Float64Array,
  n: number,
): { status: number; values: Float64Array } {
  return callExactly(
    core,
    [n * n, n],
    (engine) => engine.symmetricEigenvaluesWorkspace(n),
    (engine, frame) => {
      const address = frame.copy(withUpper(a, n, NaN));
      const values = frame.doubles(n);
      return () => ({
        status: engine.symmetricEigenvalues(n, address, n, values),
        values: frame.read(values, n),
      });
    },
  );
}

/** Decomposes, with and without vectors, and requires of the results all that their docstrings promise. */
export function check(core: EngineCore, a: Float64Array, n: number, label: string): SymmetricEigen {
  const { status, values, vectors } = eigen(core, a, n);
  expect(status, label).toBe(0);
  const alone = eigenvalues(core, a, n);
  expect(alone.status, label).toBe(0);
  for (let k = 1; k < n; k++) expect(values[k], label).toBeGreaterThanOrEqual(values[k - 1]);
  const identity = Float64Array.from({ length: n * n }, (_, i) => (i % n === Math.floor(i / n) ? 1 : 0));
  expect(maxDifference(product(vectors, vectors, n, n, n, true), identity), label).toBeLessThan(3e-14);
  const scaled = vectors.map((x, i) => x * values[i % n]);
  const largest = Math.max(Math.abs(values[0]), Math.abs(values[n - 1]));
  for (let k = 1; k < n; k++) expect(alone.values[k], label).toBeGreaterThanOrEqual(alone.values[k - 1]);
  expect(maxDifference(alone.values, values), label).toBeLessThanOrEqual(2e-14 * largest);
  expect(maxDifference(product(scaled, vectors, n, n, n, false, true), a), label).toBeLessThanOrEqual(
    3e-14 * largest,
  );
  for (let k = 0; k < n; k++) {
    let first = 0;
    for (let i = 1; i < n; i++) {
      if (Math.abs(vectors[i * n + k]) > Math.abs(vectors[first * n + k])) first = i;
    }
    expect(vectors[first * n + k], label).toBeGreaterThan(0);
  }
  return { values, vectors };
}

/** n×n with the given elements on and below its diagonal. */
export function symmetric(n: number, element: (i: number, j: number) => number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, index) => {
    const [i, j] = [Math.floor(index / n), index % n];
    return element(Math.max(i, j), Math.min(i, j));
  });
}

/** Independent normals. */
export function randomSymmetric(n: number): Float64Array {
  const x = randomMatrix(n, n, n);
  return symmetric(n, (i, j) => x[i * n + j]);
}

/** exp(−d / median d) of random points, of which every third is a copy of its neighbour. */
export function kernelWithDuplicates(n: number): Float64Array {
  const x = randomMatrix(n, n, 4);
  for (let i = 2; i < n; i += 3) x.copyWithin(4 * i, 4 * (i - 1), 4 * i);
  const distance = (i: number, j: number): number =>
    Math.hypot(...[0, 1, 2, 3].map((k) => x[4 * i + k] - x[4 * j + k]));
  return symmetric(n, (i, j) => Math.exp(-distance(i, j) / 2.5));
}

/** X·X' for a random X of `rank` columns. */
export function ofRank(rank: number, n: number): Float64Array {
  const x = randomMatrix(rank, n, rank);
  return product(x, x, n, rank, n, false, true);
}

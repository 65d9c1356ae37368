import { describe, expect, it } from 'vitest';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { cores } from '../support/engine-core.js';
import { engines } from '../support/engines.js';
import { largeSizes, maxAbs, maxDifference, smallSizes } from '../support/matrices.js';
import { randomSource } from '../support/random.js';
import {
  check,
  eigen,
  eigenvalues,
  kernelWithDuplicates,
  ofRank,
  randomSymmetric,
  symmetric,
} from '../support/symmetric-eigen.js';

const matrices: Record<string, (n: number) => Float64Array> = {
  'random elements': randomSymmetric,
  'an exponential kernel with duplicated assets': kernelWithDuplicates,
  'the identity': (n) => symmetric(n, (i, j) => (i === j ? 1 : 0)),
  'all ones': (n) => symmetric(n, () => 1),
  zero: (n) => new Float64Array(n * n),
  'rank three': (n) => ofRank(3, n),
  'two clusters': (n) => {
    const noise = randomSymmetric(n);
    return symmetric(n, (i, j) => (i === j ? 1 + (i % 2) : 0) + 1e-11 * noise[i * n + j]);
  },
  'an exchange of pairs': (n) => symmetric(n, (i, j) => (i === j + 1 && i % 2 === 1 ? 1 : 0)),
  'opposite signs, weakly coupled': (n) =>
    symmetric(n, (i, j) => (i === j ? 1 - 2 * (i % 2) : i === j + 1 ? 1e-10 : 0)),
  'grades from 1 to 1e-30': (n) => {
    const x = randomSymmetric(n);
    return symmetric(n, (i, j) => x[i * n + j] * 10 ** ((-15 * (i + j)) / n));
  },
  'grades from 1e-30 to 1': (n) => {
    const x = randomSymmetric(n);
    return symmetric(n, (i, j) => x[i * n + j] * 10 ** ((-15 * (2 * n - i - j)) / n));
  },
};

describe.each(cores)('symmetric eigendecomposition, %s build', (_, core) => {
  describe.each(Object.entries(matrices))('of %s', (name, matrix) => {
    it('is orthonormal, ascending, reproduces the matrix and has its signs right', () => {
      for (const n of [...smallSizes, 64, 65, 130]) check(core, matrix(n), n, `${name}, n = ${n}`);
    });
  });

  it('stays accurate at 300 assets', () => {
    check(core, kernelWithDuplicates(300), 300, 'kernel');
    check(core, randomSymmetric(300), 300, 'random');
  });

  it('has the eigenvalues of ml-matrix', () => {
    for (const n of [...smallSizes, ...largeSizes]) {
      const a = randomSymmetric(n);
      const reference = new EigenvalueDecomposition(Matrix.from1DArray(n, n, a), { assumeSymmetric: true });
      const sorted = reference.realEigenvalues.sort((x, y) => x - y);
      expect(maxDifference(eigen(core, a, n).values, sorted), `n = ${n}`).toBeLessThan(1e-13 * Math.sqrt(n));
    }
  });

  it('has the eigenvalues 2 − 2 cos(kπ/(n + 1)) for second differences', () => {
    for (const n of [2, 10, 101]) {
      const { values } = eigen(
        core,
        symmetric(n, (i, j) => (i === j ? 2 : i === j + 1 ? -1 : 0)),
        n,
      );
      const exact = Array.from(values, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
      expect(maxDifference(values, exact)).toBeLessThan(1e-14);
    }
  });

  it('is exact for diagonal matrices: the elements sorted, unit vectors', () => {
    const diagonal = [3, -1e-100, 1e200, 0, 7, -7, 3, 1e-3, 5];
    const n = diagonal.length;
    const { values, vectors } = eigen(
      core,
      symmetric(n, (i, j) => (i === j ? diagonal[i] : 0)),
      n,
    );
    const order = [5, 1, 3, 7, 0, 6, 8, 4, 2];
    expect(Array.from(values)).toEqual(order.map((i) => diagonal[i]));
    expect(Array.from(vectors)).toEqual(
      Array.from({ length: n * n }, (_, i) => (order[i % n] === Math.floor(i / n) ? 1 : 0)),
    );
  });

  it('gives the same vectors, and values times c, for c·A', () => {
    for (const n of [1, 2, 5, 30]) {
      const a = kernelWithDuplicates(n);
      const plain = check(core, a, n, 'unscaled');
      for (const exponent of [-1000, -700, -301, -40, 40, 299, 700, 1000]) {
        const c = 2 ** exponent;
        const scaled = eigen(
          core,
          a.map((x) => x * c),
          n,
        );
        expect(
          maxDifference(
            scaled.values.map((x) => x / c),
            plain.values,
          ),
          `2^${exponent}`,
        ).toBeLessThan(1e-14 * n);
        expect(scaled.status).toBe(0);
      }
      for (const c of [1e-200, 1e200])
        check(
          core,
          a.map((x) => x * c),
          n,
          `${c}·A`,
        );
    }
  });

  it('does not mind blocks of very different size', () => {
    const n = 12;
    const x = randomSymmetric(n);
    for (const small of [1e-20, 1e-160, 1e-300]) {
      const a = symmetric(n, (i, j) => (i < 6 ? x[i * n + j] : j >= 6 ? small * x[i * n + j] : 0));
      check(core, a, n, `${small}`);
      check(
        core,
        symmetric(n, (i, j) => a[(n - 1 - j) * n + (n - 1 - i)]),
        n,
        `${small}, reversed`,
      );
    }
  });

  it('permutes the rows of its vectors with the assets', () => {
    const n = 31;
    const a = randomSymmetric(n);
    const { uniform } = randomSource(9);
    const order = Array.from({ length: n }, (_, i) => i).sort(() => uniform() - 0.5);
    const plain = check(core, a, n, 'plain');
    const permuted = check(
      core,
      symmetric(n, (i, j) => a[order[i] * n + order[j]]),
      n,
      'permuted',
    );
    expect(maxDifference(plain.values, permuted.values)).toBeLessThan(1e-13);
    const expected = permuted.vectors.map((_, i) => plain.vectors[order[Math.floor(i / n)] * n + (i % n)]);
    expect(maxDifference(permuted.vectors, expected)).toBeLessThan(1e-11);
  });

  it('makes the first of two equally large components positive', () => {
    const { values, vectors } = eigen(core, Float64Array.of(0, 1, 1, 0), 2);
    expect(maxDifference(values, [-1, 1])).toBeLessThan(1e-15);
    expect(Math.abs(vectors[0])).toBe(Math.abs(vectors[2]));
    expect(Array.from(vectors, Math.sign)).toEqual([1, 1, -1, 1]);
  });

  it('keeps leading dimensions and what lies between rows', () => {
    for (const n of [1, 2, 7, 33, 140]) {
      const a = randomSymmetric(n);
      expect(eigen(core, a, n, 3)).toEqual(eigen(core, a, n));
    }
  });

  it('reports a matrix that is not finite instead of iterating on it', () => {
    for (const value of [NaN, Infinity]) {
      expect(eigen(core, Float64Array.of(1, value, value, 1), 2).status).toBe(1);
      expect(eigenvalues(core, Float64Array.of(1, value, value, 1), 2).status).toBe(1);
    }
  });
});

describe.each(engines)('engine.symmetricEigen, %s build', (_, engine) => {
  it('reads the lower triangle only, and leaves its argument as it was', () => {
    const a = Float64Array.of(2, NaN, 1, 2);
    const { values } = engine.symmetricEigen(a, 2);
    expect(maxDifference(values, [1, 3])).toBeLessThan(1e-15);
    expect(a).toEqual(Float64Array.of(2, NaN, 1, 2));
  });

  it('has an answer for one asset and for none', () => {
    expect(engine.symmetricEigen(Float64Array.of(-3), 1)).toEqual({
      values: Float64Array.of(-3),
      vectors: Float64Array.of(1),
    });
    expect(engine.symmetricEigen(new Float64Array(0), 0).values).toHaveLength(0);
    expect(engine.symmetricEigenvalues(Float64Array.of(-3), 1)).toEqual(Float64Array.of(-3));
    expect(engine.symmetricEigenvalues(new Float64Array(0), 0)).toHaveLength(0);
  });

  it('has the same eigenvalues without their vectors', () => {
    const a = Float64Array.of(2, NaN, 1, 2);
    expect(maxDifference(engine.symmetricEigenvalues(a, 2), [1, 3])).toBeLessThan(1e-15);
    expect(() => engine.symmetricEigenvalues(Float64Array.of(1, 0, NaN, 1), 2)).toThrow(
      'a has NaN in row 1, column 0',
    );
  });

  it('refuses what is no square matrix of numbers, and says where', () => {
    expect(() => engine.symmetricEigen(new Float64Array(3), 2)).toThrow(
      'a has 3 elements when 4 are expected',
    );
    expect(() => engine.symmetricEigen(new Float64Array(4), 2.5)).toThrow('n is 2.5');
    expect(() => engine.symmetricEigen(Float64Array.of(1, 0, NaN, 1), 2)).toThrow(
      'a has NaN in row 1, column 0',
    );
  });
});

describe('both builds', () => {
  it('give the same bits', () => {
    const [[, release], [, debug]] = engines;
    for (const n of [3, 10, 37, 140]) {
      const a = kernelWithDuplicates(n);
      expect(debug.symmetricEigen(a, n)).toEqual(release.symmetricEigen(a, n));
      expect(debug.symmetricEigenvalues(a, n)).toEqual(release.symmetricEigenvalues(a, n));
      expect(debug.multiply(a, a, n, n, n)).toEqual(release.multiply(a, a, n, n, n));
      for (let i = 0; i < n; i++) a[i * n + i] += 0.1;
      expect(debug.cholesky(a, n)).toEqual(release.cholesky(a, n));
      expect(maxAbs(release.cholesky(a, n))).toBeGreaterThan(0);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { cores } from '../support/engine-core.js';
import { maxDifference } from '../support/matrices.js';
import { randomSource } from '../support/random.js';
import { check, eigen, eigenvalues, randomSymmetric, symmetric } from '../support/symmetric-eigen.js';

/** A tridiagonal matrix: the reduction leaves it as it is, so that what is tested is the iteration alone. */
interface Tridiagonal {
  d: number[];
  /** below the diagonal, one less */
  e: number[];
}

const dense = ({ d, e }: Tridiagonal): Float64Array =>
  symmetric(d.length, (i, j) => (i === j ? d[i] : i === j + 1 ? e[j] : 0));

const list = (n: number, element: (i: number) => number): number[] =>
  Array.from({ length: n }, (_, i) => element(i));

/** Wilkinson's matrix: its large eigenvalues are pairs that agree to all digits. */
const wilkinson = (n: number): Tridiagonal => ({
  d: list(n, (i) => Math.abs(i - (n - 1) / 2)),
  e: list(n - 1, () => 1),
});

/** Copies of Wilkinson's matrix of order 21, coupled by `glue`: clusters of as many eigenvalues as copies. */
function gluedWilkinson(n: number, glue: number): Tridiagonal {
  const { d } = wilkinson(21);
  return { d: list(n, (i) => d[i % 21]), e: list(n - 1, (i) => (i % 21 === 20 ? glue : 1)) };
}

function random(n: number, coupling: (i: number) => number): Tridiagonal {
  const { normal } = randomSource(n);
  return { d: list(n, normal), e: list(n - 1, (i) => normal() * coupling(i)) };
}

const families: Record<string, (n: number) => Tridiagonal> = {
  'random elements': (n) => random(n, () => 1),
  'second differences': (n) => ({ d: list(n, () => 2), e: list(n - 1, () => -1) }),
  'equal diagonal elements, random couplings': (n) => ({ ...random(n, () => 1), d: list(n, () => 3) }),
  'a diagonal of two values, tiny couplings': (n) => ({ ...random(n, () => 1e-9), d: list(n, (i) => i % 2) }),
  'couplings about the rounding of the diagonal': (n) => random(n, (i) => 10 ** -(13 + (i % 5))),
  'couplings of all sizes down to 1e-40': (n) => random(n, (i) => 10 ** -(i % 41)),
  'no couplings': (n) => random(n, () => 0),
  'a coupling in the middle only': (n) => random(n, (i) => (i === (n >> 1) - 1 ? 1 : 0)),
  'none in the middle': (n) => random(n, (i) => (i === (n >> 1) - 1 ? 0 : 1)),
  'a tiny one in the middle': (n) => random(n, (i) => (i === (n >> 1) - 1 ? 1e-15 : 1)),
  'a huge one in the middle': (n) => random(n, (i) => (i === (n >> 1) - 1 ? 1e12 : 1)),
  'halves that are copies of each other': (n) => {
    const { d, e } = random(n, () => 1);
    return { d: list(n, (i) => d[i % (n >> 1)]), e: list(n - 1, (i) => e[i % (n >> 1)]) };
  },
  'grades from 1 to 1e-25': (n) => {
    const { d, e } = random(n, () => 1);
    const grade = (i: number): number => 10 ** ((-25 * i) / n);
    return { d: list(n, (i) => d[i] * grade(i)), e: list(n - 1, (i) => e[i] * grade(i)) };
  },
  Wilkinson: wilkinson,
  'Wilkinson, glued by 1e-8': (n) => gluedWilkinson(n, 1e-8),
  'Wilkinson, glued by 1e-14': (n) => gluedWilkinson(n, 1e-14),
  'Wilkinson, glued by -1': (n) => gluedWilkinson(n, -1),
};

/** Eigenvalues below x: negative pivots of T − x·I. */
function countBelow({ d, e }: Tridiagonal, x: number): number {
  let count = 0;
  let pivot = 1;
  d.forEach((di, i) => {
    pivot = di - x - (i > 0 ? e[i - 1] ** 2 / pivot : 0);
    if (pivot === 0) pivot = Number.MIN_VALUE;
    if (pivot < 0) count++;
  });
  return count;
}

describe.each(cores)('divide and conquer, %s build', (build, core) => {
  describe.each(Object.entries(families))('of a tridiagonal matrix: %s', (name, family) => {
    it('keeps residual, orthogonality, order and signs', () => {
      for (const n of [49, 50, 63, 64, 65, 127, 128, 129])
        check(core, dense(family(n)), n, `${name}, n = ${n}`);
    });

    it('has as many eigenvalues below each point as the Sturm sequence', () => {
      for (const n of [10, 41, 100, 131]) {
        const matrix = family(n);
        const largest = Math.max(...matrix.d.map(Math.abs), ...matrix.e.map(Math.abs));
        const margin = 1e-14 * largest;
        for (const { values } of [eigen(core, dense(matrix), n), eigenvalues(core, dense(matrix), n)]) {
          values.forEach((value, k) => {
            expect(countBelow(matrix, value - margin), `${name}, n = ${n}, value ${k}`).toBeLessThanOrEqual(
              k,
            );
            expect(countBelow(matrix, value + margin), `${name}, n = ${n}, value ${k}`).toBeGreaterThan(k);
          });
        }
      }
    });
  });

  it('keeps them for every order up to 64', () => {
    for (let n = 1; n <= 64; n++) {
      check(core, randomSymmetric(n), n, `random, n = ${n}`);
      check(core, dense(gluedWilkinson(n, 1e-10)), n, `glued, n = ${n}`);
    }
  });

  it('keeps them for 300 and 500', () => {
    for (const n of build === 'release' ? [299, 300, 500] : [300]) {
      check(core, randomSymmetric(n), n, `random, n = ${n}`);
      check(core, dense(gluedWilkinson(n, 1e-9)), n, `glued, n = ${n}`);
    }
  });

  it('gives the same bits for a power of two times the matrix, and the same accuracy for 1e150 and 1e-150', () => {
    for (const n of [50, 101]) {
      const a = randomSymmetric(n);
      const plain = eigen(core, a, n);
      const values = eigenvalues(core, a, n).values;
      for (const exponent of [-1000, -498, -250, -3, 1, 120, 498, 1000]) {
        const c = 2 ** exponent;
        const scaled = a.map((x) => x * c);
        expect(eigen(core, scaled, n).vectors, `2^${exponent}`).toEqual(plain.vectors);
        expect(eigen(core, scaled, n).values, `2^${exponent}`).toEqual(plain.values.map((x) => x * c));
        expect(eigenvalues(core, scaled, n).values, `2^${exponent}`).toEqual(values.map((x) => x * c));
      }
      for (const c of [1e-150, 1e150])
        check(
          core,
          a.map((x) => x * c),
          n,
          `${c}·A`,
        );
    }
  });

  it('returns the elements of a diagonal matrix, sorted, and unit vectors', () => {
    const { d } = random(70, () => 0);
    const { values, vectors } = eigen(core, dense({ d, e: list(69, () => 0) }), 70);
    expect(Array.from(values)).toEqual([...d].sort((x, y) => x - y));
    expect(vectors.filter((x) => x === 1)).toHaveLength(70);
    expect(vectors.filter((x) => x === 0)).toHaveLength(70 * 69);
  });

  it('splits what no coupling connects: vectors of one block have no component in the other', () => {
    const n = 90;
    const x = randomSymmetric(n);
    const { vectors } = check(
      core,
      symmetric(n, (i, j) => (i < 45 === j < 45 ? x[i * n + j] : 0)),
      n,
      'two blocks',
    );
    for (let k = 0; k < n; k++) {
      const share = (from: number): number =>
        list(45, (i) => vectors[(from + i) * n + k] ** 2).reduce((sum, square) => sum + square);
      expect(Math.min(share(0), share(45)), `vector ${k}`).toBeLessThan(1e-28);
    }
  });

  it('has the eigenvectors sin(ikπ/(n + 1)) of second differences', () => {
    const n = 200;
    const { vectors } = eigen(core, dense(families['second differences'](n)), n);
    const exact = Float64Array.from({ length: n * n }, (_, index) => {
      const [i, k] = [Math.floor(index / n) + 1, (index % n) + 1];
      return Math.sqrt(2 / (n + 1)) * Math.sin((i * k * Math.PI) / (n + 1));
    });
    // the largest components of a sine may be two equal ones of opposite sign: compared up to the sign
    const sign = list(n, (k) =>
      Math.sign(list(n, (i) => vectors[i * n + k] * exact[i * n + k]).reduce((s, x) => s + x)),
    );
    expect(
      maxDifference(
        vectors.map((x, index) => x * sign[index % n]),
        exact,
      ),
    ).toBeLessThan(1e-11);
  });
});

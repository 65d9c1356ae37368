import { describe, expect, it } from 'vitest';
import { CholeskyDecomposition, Matrix, inverse } from 'ml-matrix';
import { NotPositiveDefiniteError } from '../../src/browser.js';
import type { EngineCore } from '../../src/engine/core.js';
import { callExactly, copyStrided, cores, readStrided, untouched } from '../support/engine-core.js';
import { engines } from '../support/engines.js';
import {
  largeSizes,
  lowerTriangle,
  maxAbs,
  maxDifference,
  product,
  randomPositiveDefinite,
  referenceCholesky,
  smallSizes,
  withUpper,
} from '../support/matrices.js';
import { randomMatrix } from '../support/random.js';

/** The factor in the lower triangle, `untouched` above as in A, or the pivot. */
function factor(core: EngineCore, a: Float64Array, n: number, padding = 0): Float64Array | number {
  const lda = n + padding;
  const lower = withUpper(a, n, untouched);
  return callExactly(
    core,
    [n * lda],
    (engine) => engine.choleskyWorkspace(n),
    (engine, frame) => {
      const address = copyStrided(frame, lower, n, n, lda);
      return () => {
        const pivot = engine.cholesky(address, n, lda);
        return pivot >= 0 ? pivot : readStrided(frame, address, n, n, lda);
      };
    },
  );
}

describe.each(cores)('Cholesky in the engine, %s build', (_, core) => {
  it('gives the factor of the textbook and does not touch the upper triangle', () => {
    for (const n of [...smallSizes, ...largeSizes]) {
      const a = randomPositiveDefinite(n, n);
      const l = factor(core, a, n) as Float64Array;
      expect(
        maxDifference(lowerTriangle(l, n), referenceCholesky(a, n) as Float64Array),
        `n = ${n}`,
      ).toBeLessThan(1e-13);
      expect(l).toEqual(withUpper(l, n, untouched));
    }
  });

  it('keeps leading dimensions and what lies between rows', () => {
    for (const n of [1, 4, 7, 18]) {
      const a = randomPositiveDefinite(n, n);
      expect(factor(core, a, n, 3)).toEqual(factor(core, a, n));
    }
  });

  it('stops at the pivot where the textbook stops, in any block', () => {
    for (const n of [1, 2, 4, 5, 9, 30, 65, 100]) {
      for (let pivot = 0; pivot < n; pivot += n > 30 ? 7 : 1) {
        const a = randomPositiveDefinite(n, n);
        a[pivot * n + pivot] -= 5;
        const expected = referenceCholesky(a, n);
        expect(expected).toBe(pivot);
        expect(factor(core, a, n), `n = ${n}`).toBe(pivot);
      }
    }
  });

  it('stops at a pivot that is zero or not a number', () => {
    const a = randomPositiveDefinite(7, 7);
    a[2 * 7 + 1] = NaN;
    expect(factor(core, a, 7)).toBe(2);
    expect(factor(core, new Float64Array(36), 6)).toBe(0);
  });

  it('has a residual of rounding size for nearly singular and badly scaled matrices', () => {
    const n = 21;
    const kernel = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        kernel[i * n + j] = Math.exp(-Math.abs((i >> 1) - (j >> 1)) / 10) + (i === j ? 1e-12 : 0);
      }
    }
    for (const scale of [1, 1e-200, 1e200]) {
      const a = kernel.map((value) => value * scale);
      const l = lowerTriangle(factor(core, a, n) as Float64Array, n);
      expect(maxDifference(product(l, l, n, n, n, false, true), a)).toBeLessThan(1e-15 * scale);
    }
  });

  it('solves, inverts and takes the log-determinant like ml-matrix', () => {
    for (const n of [...smallSizes, 64, 65, 100]) {
      const a = randomPositiveDefinite(n, n);
      const matrix = Matrix.from1DArray(n, n, a);
      const reference = new CholeskyDecomposition(matrix);
      const l = Float64Array.from(reference.lowerTriangularMatrix.to1DArray());
      const m = (n % 7) + 1;
      const b = randomMatrix(n, n, m);
      const many = callExactly(
        core,
        [n * n, n * m],
        (engine) => engine.choleskySolveManyWorkspace(n, m),
        (engine, frame) => {
          const [atL, atB] = [frame.copy(l), frame.copy(b)];
          return () => {
            engine.choleskySolveMany(n, m, atL, n, atB, m);
            return frame.read(atB, n * m);
          };
        },
      );
      const solution = reference.solve(Matrix.from1DArray(n, m, b)).to1DArray();
      expect(maxDifference(many, solution), `n = ${n}`).toBeLessThan(1e-12);

      const ldi = n + 2;
      const [one, logDeterminant, inverted] = callExactly(
        core,
        [n * n, n, n * ldi],
        (engine) => engine.choleskyInverseWorkspace(n),
        (engine, frame) => {
          const first = Float64Array.from({ length: n }, (_, i) => b[i * m]);
          const [atL, atX] = [frame.copy(l), frame.copy(first)];
          const atInverse = copyStrided(frame, new Float64Array(n * n).fill(NaN), n, n, ldi);
          return () => {
            engine.choleskySolve(n, atL, n, atX);
            engine.choleskyInverse(n, atL, n, atInverse, ldi);
            return [
              frame.read(atX, n),
              engine.choleskyLogDeterminant(n, atL, n),
              readStrided(frame, atInverse, n, n, ldi),
            ] as const;
          };
        },
      );
      expect(
        maxDifference(
          one,
          solution.filter((_, i) => i % m === 0),
        ),
      ).toBeLessThan(1e-12);
      const wanted = inverse(matrix).to1DArray();
      expect(maxDifference(inverted, wanted), `n = ${n}`).toBeLessThan(1e-12 * maxAbs(inverted));
      const transposed = inverted.map((_, i) => inverted[(i % n) * n + Math.floor(i / n)]);
      expect(maxDifference(inverted, transposed)).toBe(0);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += 2 * Math.log(l[i * n + i]);
      expect(Math.abs(logDeterminant - sum)).toBeLessThan(1e-13 * n);
    }
  });
});

describe.each(engines)('Cholesky, %s build', (_, engine) => {
  it('reproduces A = L·L′ with zeros above the diagonal', () => {
    for (const n of [1, 2, 3, 5, 8, 13, 40]) {
      const a = randomPositiveDefinite(n, n);
      const l = engine.cholesky(a, n);
      expect(l).toEqual(lowerTriangle(l, n));
      expect(maxDifference(product(l, l, n, n, n, false, true), a)).toBeLessThan(1e-14);
    }
    expect(engine.cholesky(new Float64Array(0), 0)).toEqual(new Float64Array(0));
  });

  it('names the pivot of a matrix that is not positive definite', () => {
    const error = caught(() => engine.cholesky(Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, -1), 3));
    expect(error).toBeInstanceOf(NotPositiveDefiniteError);
    expect(error).toMatchObject({ code: 'not-positive-definite', pivot: 2, details: { pivot: 2, size: 3 } });
  });

  it('refuses what is no square matrix of numbers, and says where', () => {
    expect(caught(() => engine.cholesky(new Float64Array(5), 2))).toMatchObject({
      code: 'wrong-length',
      details: { name: 'a', length: 5, expected: 4 },
    });
    for (const n of [-1, 1.5, NaN, Infinity]) {
      expect(caught(() => engine.cholesky(new Float64Array(1), n))).toMatchObject({ code: 'wrong-size' });
    }
    for (const value of [NaN, Infinity]) {
      expect(caught(() => engine.cholesky(Float64Array.of(1, 0, value, 1), 2))).toMatchObject({
        code: 'not-finite',
        details: { name: 'a', row: 1, column: 0 },
      });
    }
  });

  it('does not read above the diagonal', () => {
    expect(engine.cholesky(Float64Array.of(4, NaN, 2, 10), 2)).toEqual(Float64Array.of(2, 0, 1, 3));
  });
});

describe.each(engines)('multiply, %s build', (_, engine) => {
  it('is the product of row-major matrices', () => {
    const [a, b] = [randomMatrix(1, 7, 11), randomMatrix(2, 11, 5)];
    expect(maxDifference(engine.multiply(a, b, 7, 11, 5), product(a, b, 7, 11, 5))).toBeLessThan(1e-14);
    expect(engine.multiply(new Float64Array(0), new Float64Array(0), 2, 0, 3)).toEqual(new Float64Array(6));
  });

  it('refuses sizes and values that do not fit', () => {
    const a = Float64Array.of(1, 2, 3, 4);
    expect(caught(() => engine.multiply(a, a, 2, 2, 3))).toMatchObject({
      code: 'wrong-length',
      details: { name: 'b' },
    });
    expect(caught(() => engine.multiply(a, a, 2, 2, -2))).toMatchObject({
      code: 'wrong-size',
      details: { name: 'n' },
    });
    expect(caught(() => engine.multiply(a, Float64Array.of(1, 2, NaN, 4), 2, 2, 2))).toMatchObject({
      code: 'not-finite',
      details: { name: 'b', row: 1, column: 0 },
    });
  });
});

function caught(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

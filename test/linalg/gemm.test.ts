import { describe, expect, it } from 'vitest';
import type { EngineCore } from '../../src/engine/core.js';
import { callExactly, copyStrided, cores, readStrided } from '../support/engine-core.js';
import { largeSizes, maxDifference, product, smallSizes } from '../support/matrices.js';
import { randomMatrix } from '../support/random.js';

/** Rounding of a sum of k products of standard normals, with room. */
const tolerance = (k: number): number => 1e-14 * (k + 10);

interface Options {
  transA?: boolean;
  transB?: boolean;
  alpha?: number;
  beta?: number;
  /** added to every leading dimension */
  padding?: number;
}

function gemm(
  core: EngineCore,
  [m, n, k]: readonly [number, number, number],
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  { transA = false, transB = false, alpha = 1, beta = 0, padding = 0 }: Options,
): Float64Array {
  const [rowsA, columnsA] = transA ? [k, m] : [m, k];
  const [rowsB, columnsB] = transB ? [n, k] : [k, n];
  const [lda, ldb, ldc] = [columnsA + padding, columnsB + padding, n + padding];
  return callExactly(
    core,
    [rowsA * lda, rowsB * ldb, m * ldc],
    (engine) => engine.gemmWorkspace(m, n, k),
    (engine, frame) => {
      const atA = copyStrided(frame, a, rowsA, columnsA, lda);
      const atB = copyStrided(frame, b, rowsB, columnsB, ldb);
      const atC = copyStrided(frame, c, m, n, ldc);
      return () => {
        engine.gemm(+transA, +transB, m, n, k, alpha, atA, lda, atB, ldb, beta, atC, ldc);
        return readStrided(frame, atC, m, n, ldc);
      };
    },
  );
}

function expected(
  [m, n, k]: readonly [number, number, number],
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  { transA = false, transB = false, alpha = 1, beta = 0 }: Options,
): Float64Array {
  return product(a, b, m, k, n, transA, transB).map(
    (value, i) => alpha * value + (beta === 0 ? 0 : beta * c[i]),
  );
}

function check(core: EngineCore, size: readonly [number, number, number], options: Options): void {
  const [m, n, k] = size;
  const [a, b, c] = [randomMatrix(m, m, k), randomMatrix(n + 100, k, n), randomMatrix(k + 200, m, n)];
  const result = gemm(core, size, a, b, c, options);
  const difference = maxDifference(result, expected(size, a, b, c, options));
  expect(difference, `${size.join('×')} ${JSON.stringify(options)}`).toBeLessThanOrEqual(tolerance(k));
}

const transposes = [
  { transA: false, transB: false },
  { transA: false, transB: true },
  { transA: true, transB: false },
  { transA: true, transB: true },
];

describe.each(cores)('gemm, %s build', (_, core) => {
  it('is the triple loop for every small size and transpose', () => {
    for (const n of smallSizes) for (const options of transposes) check(core, [n, n, n], options);
  });

  it('is the triple loop for sizes beyond one block', () => {
    for (const n of largeSizes) for (const options of transposes) check(core, [n, n, n], options);
    check(core, [70, 300, 530], { transB: true });
  });

  it('takes shapes that are thin in any direction', () => {
    for (const size of [
      [1, 1, 300],
      [1, 300, 1],
      [300, 1, 1],
      [2, 3, 257],
      [257, 2, 3],
      [3, 257, 5],
      [130, 7, 66],
      [7, 130, 66],
    ] as const) {
      for (const options of transposes) check(core, size, options);
    }
  });

  it('keeps leading dimensions and what lies between rows', () => {
    for (const n of [1, 2, 3, 5, 8, 13, 31, 66]) {
      for (const options of transposes) check(core, [n, n + 1, n + 2], { ...options, padding: 3 });
    }
  });

  it('scales by alpha and adds beta times the old C', () => {
    for (const n of [3, 6, 17, 66]) {
      for (const alpha of [-1, 0, 0.5, 2]) {
        for (const beta of [-1, 0, 1, 0.25]) check(core, [n, n, n], { alpha, beta });
      }
    }
  });

  it('does not read C when beta is zero, nor A and B when alpha is', () => {
    for (const n of [4, 20]) {
      const a = randomMatrix(1, n, n);
      const garbage = new Float64Array(n * n).fill(NaN);
      expect(gemm(core, [n, n, n], a, a, garbage, {})).not.toContain(NaN);
      expect(maxDifference(gemm(core, [n, n, n], garbage, garbage, a, { alpha: 0, beta: 1 }), a)).toBe(0);
    }
  });

  it('is beta times C for an empty sum, and nothing for an empty C', () => {
    const c = randomMatrix(3, 5, 5);
    const none = new Float64Array(0);
    expect(gemm(core, [5, 5, 0], none, none, c, { beta: 2 })).toEqual(c.map((value) => 2 * value));
    expect(gemm(core, [0, 5, 5], none, c, none, {})).toEqual(none);
  });
});

describe.each(cores)('gemv, %s build', (_, core) => {
  it('is the double loop for every size, transpose and alpha and beta', () => {
    for (const m of [1, 2, 3, 4, 5, 7, 8, 13, 40]) {
      for (const n of [1, 2, 3, 4, 6, 9, 33, 129]) {
        for (const trans of [false, true]) {
          for (const [alpha, beta] of [
            [1, 0],
            [-2, 0.5],
            [0.5, 1],
            [0, 3],
          ]) {
            const [inputs, outputs] = trans ? [m, n] : [n, m];
            const [a, x, y] = [
              randomMatrix(m, m, n),
              randomMatrix(n, inputs, 1),
              randomMatrix(7, outputs, 1),
            ];
            const lda = n + 2;
            const result = callExactly(
              core,
              [m * lda, inputs, outputs],
              () => 0,
              (engine, frame) => {
                const atA = copyStrided(frame, a, m, n, lda);
                const [atX, atY] = [frame.copy(x), frame.copy(beta === 0 ? y.map(() => NaN) : y)];
                return () => {
                  engine.gemv(+trans, m, n, alpha, atA, lda, atX, beta, atY);
                  return frame.read(atY, outputs);
                };
              },
            );
            const ax = product(a, x, outputs, inputs, 1, trans);
            const wanted = ax.map((value, i) => alpha * value + beta * y[i]);
            expect(maxDifference(result, wanted), `${m}×${n}`).toBeLessThanOrEqual(tolerance(inputs));
          }
        }
      }
    }
  });
});

describe.each(cores)('vectors, %s build', (_, core) => {
  it('multiplies and adds vectors of every length', () => {
    for (let n = 0; n <= 40; n++) {
      const [x, y] = [randomMatrix(n, n, 1), randomMatrix(n + 50, n, 1)];
      core.run(
        () => 3 * (8 * n + 64),
        (engine, frame) => {
          const [atX, atY] = [frame.copy(x), frame.copy(y)];
          const sum = x.reduce((total, value, i) => total + value * y[i], 0);
          expect(Math.abs(engine.dot(n, atX, atY) - sum)).toBeLessThanOrEqual(tolerance(n));
          engine.axpy(n, -0.5, atX, atY);
          expect(frame.read(atY, n)).toEqual(y.map((value, i) => value + -0.5 * x[i]));
        },
      );
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { EngineCore } from '../../src/engine/core.js';
import { callExactly, copyStrided, cores, readStrided } from '../support/engine-core.js';
import { firstDifference, lowerTriangle, maxDifference, product, smallSizes } from '../support/matrices.js';
import { randomMatrix } from '../support/random.js';

interface Options {
  transA?: boolean;
  transB?: boolean;
  alpha?: number;
  beta?: number;
  /** added to every leading dimension */
  padding?: number;
}

const transposed = (a: Float64Array, m: number, n: number): Float64Array =>
  Float64Array.from(a, (_, i) => a[(i % m) * n + Math.floor(i / m)]);

const symmetricPart = (a: Float64Array, n: number): Float64Array =>
  a.map((value, i) => 0.5 * (value + a[(i % n) * n + Math.floor(i / n)]));

/** α·X·(S·X') + β·C for random X (n×k) and symmetric S and C, by the routine and by `gemm`. */
function both(
  core: EngineCore,
  n: number,
  k: number,
  options: Options,
): Record<'result' | 'general' | 'wanted', Float64Array> {
  const { transA = false, transB = false, alpha = 1, beta = 0, padding = 0 } = options;
  const x = randomMatrix(n, n, k);
  const s = symmetricPart(randomMatrix(k + 7, k, k), k);
  const sx = product(s, x, k, k, n, false, true);
  const c = symmetricPart(randomMatrix(n + 9, n, n), n);
  const wanted = product(x, sx, n, k, n).map((value, i) => alpha * value + (beta === 0 ? 0 : beta * c[i]));
  const [rowsA, columnsA] = transA ? [k, n] : [n, k];
  const [rowsB, columnsB] = transB ? [n, k] : [k, n];
  const [lda, ldb, ldc] = [columnsA + padding, columnsB + padding, n + padding];
  const run = (name: 'symmetricProduct' | 'gemm'): Float64Array =>
    callExactly(
      core,
      [rowsA * lda, rowsB * ldb, n * ldc],
      (engine) => (name === 'gemm' ? engine.gemmWorkspace(n, n, k) : engine.symmetricProductWorkspace(n, k)),
      (engine, frame) => {
        const atA = copyStrided(frame, transA ? transposed(x, n, k) : x, rowsA, columnsA, lda);
        const atB = copyStrided(frame, transB ? transposed(sx, k, n) : sx, rowsB, columnsB, ldb);
        const atC = copyStrided(frame, beta === 0 ? c.map(() => NaN) : c, n, n, ldc);
        const rest = [alpha, atA, lda, atB, ldb, beta, atC, ldc] as const;
        return () => {
          if (name === 'gemm') engine.gemm(+transA, +transB, n, n, k, ...rest);
          else engine.symmetricProduct(+transA, +transB, n, k, ...rest);
          return readStrided(frame, atC, n, n, ldc);
        };
      },
    );
  return { result: run('symmetricProduct'), general: run('gemm'), wanted };
}

function check(core: EngineCore, n: number, k: number, options: Options): void {
  const { result, general, wanted } = both(core, n, k, options);
  const label = `${n}×${k} ${JSON.stringify(options)}`;
  expect(firstDifference(lowerTriangle(result, n), lowerTriangle(general, n)), label).toBe(-1);
  expect(firstDifference(result, transposed(result, n, n)), label).toBe(-1);
  expect(maxDifference(result, wanted), label).toBeLessThanOrEqual(1e-14 * k * (k + 10));
}

const transposes = [false, true].flatMap((transA) => [false, true].map((transB) => ({ transA, transB })));

describe.each(cores)('symmetricProduct, %s build', (_, core) => {
  it('has the lower triangle of gemm, bit by bit, and its mirror image', () => {
    for (const n of smallSizes) for (const options of transposes) check(core, n, n, options);
    for (const n of [65, 130, 257, 300]) for (const options of transposes) check(core, n, 20, options);
    for (const k of [1, 2, 40, 300]) check(core, 37, k, { transA: true });
    for (const beta of [0, 0.5]) check(core, 259, 300, { transA: true, beta });
  });

  it('scales by alpha, adds beta times the old C, keeps what lies between rows', () => {
    for (const n of [5, 16, 17, 34]) {
      for (const alpha of [-1, 0, 0.5]) {
        for (const beta of [-1, 0, 1, 0.25]) check(core, n, 23, { alpha, beta, padding: 3 });
      }
    }
  });

  it('is beta times C for an empty sum', () => {
    const { result, wanted } = both(core, 20, 0, { beta: 2 });
    expect(result).toEqual(wanted);
  });
});

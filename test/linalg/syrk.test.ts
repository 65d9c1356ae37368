import { describe, expect, it } from 'vitest';
import type { EngineCore } from '../../src/engine/core.js';
import { callExactly, copyStrided, cores, readStrided, untouched } from '../support/engine-core.js';
import {
  firstDifference,
  largeSizes,
  lowerTriangle,
  maxDifference,
  product,
  smallSizes,
  withUpper,
} from '../support/matrices.js';
import { randomMatrix } from '../support/random.js';

interface Options {
  trans: boolean;
  alpha?: number;
  beta?: number;
  padding?: number;
}

function check(core: EngineCore, n: number, k: number, options: Options): void {
  const { trans, alpha = 1, beta = 0, padding = 0 } = options;
  const [rows, columns] = trans ? [k, n] : [n, k];
  const [lda, ldc] = [columns + padding, n + padding];
  const a = randomMatrix(n + k, rows, columns);
  const c = withUpper(beta === 0 ? new Float64Array(n * n).fill(NaN) : randomMatrix(n, n, n), n, untouched);
  const result = callExactly(
    core,
    [rows * lda, n * ldc],
    (engine) => engine.syrkWorkspace(n, k),
    (engine, frame) => {
      const atA = copyStrided(frame, a, rows, columns, lda);
      const atC = copyStrided(frame, c, n, n, ldc);
      return () => {
        engine.syrk(+trans, n, k, alpha, atA, lda, beta, atC, ldc);
        return readStrided(frame, atC, n, n, ldc);
      };
    },
  );
  const wanted = product(a, a, n, k, n, trans, !trans).map(
    (value, i) => alpha * value + (beta === 0 ? 0 : beta * c[i]),
  );
  const label = `${n}×${k} ${JSON.stringify(options)}`;
  expect(firstDifference(result, withUpper(result, n, untouched)), label).toBe(-1);
  const difference = maxDifference(lowerTriangle(result, n), lowerTriangle(wanted, n));
  expect(difference, label).toBeLessThanOrEqual(1e-14 * (k + 10));
}

describe.each(cores)('syrk, %s build', (_, core) => {
  it('is the triple loop on the lower triangle and leaves the upper one alone', () => {
    for (const n of smallSizes) for (const trans of [false, true]) check(core, n, n, { trans });
    for (const n of largeSizes) for (const trans of [false, true]) check(core, n, 40, { trans });
    for (const k of [1, 3, 257, 600]) for (const trans of [false, true]) check(core, 37, k, { trans });
  });

  it('is the triple loop where columns and depth are beyond one block', () => {
    for (const n of [256, 259, 300]) {
      for (const trans of [false, true]) for (const beta of [0, 0.5]) check(core, n, 300, { trans, beta });
    }
  });

  it('scales by alpha, adds beta times the old C, keeps what lies between rows', () => {
    for (const n of [2, 7, 18]) {
      for (const trans of [false, true]) {
        for (const alpha of [-1, 0, 0.5]) {
          for (const beta of [-1, 0, 1, 0.25]) check(core, n, 11, { trans, alpha, beta, padding: 5 });
        }
      }
    }
  });

  it('symmetrize copies the lower triangle to the upper', () => {
    for (const n of [1, 2, 7, 8, 9, 33]) {
      const [a, lda] = [randomMatrix(n, n, n), n + 1];
      const full = core.run(
        () => 8 * n * lda + 64,
        (engine, frame) => {
          const address = copyStrided(frame, a, n, n, lda);
          engine.symmetrize(n, address, lda);
          return readStrided(frame, address, n, n, lda);
        },
      );
      const mirrored = a.map(
        (_, i) => a[Math.max(Math.floor(i / n), i % n) * n + Math.min(Math.floor(i / n), i % n)],
      );
      expect(maxDifference(full, mirrored)).toBe(0);
    }
  });
});

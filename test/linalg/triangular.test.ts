import { describe, expect, it } from 'vitest';
import type { EngineCore } from '../../src/engine/core.js';
import { callExactly, copyStrided, cores, readStrided } from '../support/engine-core.js';
import {
  largeSizes,
  lowerTriangle,
  maxDifference,
  product,
  randomLower,
  smallSizes,
} from '../support/matrices.js';
import { randomMatrix } from '../support/random.js';

function trsm(
  core: EngineCore,
  trans: boolean,
  l: Float64Array,
  n: number,
  b: Float64Array,
  m: number,
  padding = 0,
) {
  const [ldl, ldb] = [n + padding, m + padding];
  return callExactly(
    core,
    [n * ldl, n * ldb],
    (engine) => engine.trsmWorkspace(n, m),
    (engine, frame) => {
      const [atL, atB] = [copyStrided(frame, l, n, n, ldl), copyStrided(frame, b, n, m, ldb)];
      return () => {
        engine.trsm(+trans, n, m, atL, ldl, atB, ldb);
        return readStrided(frame, atB, n, m, ldb);
      };
    },
  );
}

/** ‖op(L)·X − B‖ for the solution X, everything of order 1. */
function residual(core: EngineCore, trans: boolean, n: number, m: number, padding = 0): number {
  const [l, b] = [randomLower(n, n), randomMatrix(n + m, n, m)];
  const x = trsm(core, trans, l, n, b, m, padding);
  return maxDifference(product(lowerTriangle(l, n), x, n, n, m, trans), b);
}

describe.each(cores)('triangular solves, %s build', (_, core) => {
  it('solve L·X = B and L′·X = B for every size', () => {
    for (const trans of [false, true]) {
      for (const n of smallSizes) {
        for (const m of [1, 2, 3, 4, 5, 9, 30]) {
          expect(residual(core, trans, n, m), `${n}×${m}`).toBeLessThan(1e-14);
        }
      }
      for (const n of largeSizes) expect(residual(core, trans, n, 70), `n = ${n}`).toBeLessThan(1e-13);
      expect(residual(core, trans, 20, 150)).toBeLessThan(1e-14);
    }
  });

  it('keep leading dimensions and what lies between rows', () => {
    for (const n of [1, 3, 6, 19]) {
      for (const trans of [false, true]) expect(residual(core, trans, n, n + 1, 3)).toBeLessThan(1e-14);
    }
  });

  it('solve for a vector as for a matrix of one column', () => {
    for (const n of [...smallSizes, ...largeSizes]) {
      const [l, b] = [randomLower(n, n), randomMatrix(n, n, 1)];
      for (const trans of [false, true]) {
        const x = core.run(
          () => 8 * n * (n + 3) + 128,
          (engine, frame) => {
            const [atL, atX] = [copyStrided(frame, l, n, n, n + 2), frame.copy(b)];
            engine.trsv(+trans, n, atL, n + 2, atX);
            return frame.read(atX, n);
          },
        );
        expect(maxDifference(x, trsm(core, trans, l, n, b, 1)), `n = ${n}`).toBeLessThan(1e-13);
      }
    }
  });

  it('have a small residual however ill conditioned L is', () => {
    const n = 12;
    const l = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) l[i * n + j] = i === j ? 1e-6 * (1 + (i % 3)) : 1;
    const b = randomMatrix(1, n, 9);
    for (const trans of [false, true]) {
      const x = trsm(core, trans, l, n, b, 9);
      const [rounding, bound] = [product(l, x, n, n, 9, trans), product(l, x.map(Math.abs), n, n, 9, trans)];
      rounding.forEach((value, i) =>
        expect(Math.abs(value - b[i])).toBeLessThanOrEqual(1e-15 * n * bound[i]),
      );
    }
  });
});

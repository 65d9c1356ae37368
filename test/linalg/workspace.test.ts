import { describe, expect, it } from 'vitest';
import type { EngineCore } from '../../src/engine/core.js';
import type { EngineExports } from '../../src/engine/exports.js';
import { cores } from '../support/engine-core.js';
import { randomPositiveDefinite } from '../support/matrices.js';

interface Routine {
  workspace: (engine: EngineExports, n: number) => number;
  /** a is positive definite, b and c are room for n×n more */
  call: (engine: EngineExports, n: number, a: number, b: number, c: number) => void;
}

const routines: Record<string, Routine> = {
  gemm: {
    workspace: (engine, n) => engine.gemmWorkspace(n, n, n),
    call: (engine, n, a, b, c) => engine.gemm(0, 0, n, n, n, 1, a, n, b, n, 0, c, n),
  },
  syrk: {
    workspace: (engine, n) => engine.syrkWorkspace(n, n),
    call: (engine, n, a, _, c) => engine.syrk(0, n, n, 1, a, n, 0, c, n),
  },
  trsm: {
    workspace: (engine, n) => engine.trsmWorkspace(n, n),
    call: (engine, n, a, b) => engine.trsm(0, n, n, a, n, b, n),
  },
  choleskySolveMany: {
    workspace: (engine, n) => engine.choleskySolveManyWorkspace(n, n),
    call: (engine, n, a, b) => engine.choleskySolveMany(n, n, a, n, b, n),
  },
  cholesky: {
    workspace: (engine, n) => engine.choleskyWorkspace(n),
    call: (engine, n, a) => void engine.cholesky(a, n, n),
  },
  choleskyInverse: {
    workspace: (engine, n) => engine.choleskyInverseWorkspace(n),
    call: (engine, n, a, b) => engine.choleskyInverse(n, a, n, b, n),
  },
  symmetricEigen: {
    workspace: (engine, n) => engine.symmetricEigenWorkspace(n),
    call: (engine, n, a, b, c) => void engine.symmetricEigen(n, a, n, b, c, n),
  },
  symmetricEigenvalues: {
    workspace: (engine, n) => engine.symmetricEigenvaluesWorkspace(n),
    call: (engine, n, a, b) => void engine.symmetricEigenvalues(n, a, n, b),
  },
};

/** Calls with `missing` bytes less than the query says; returns what is free in the arena after minus before. */
function call(core: EngineCore, { workspace, call }: Routine, n: number, missing: number): number {
  return core.run(
    (engine) => 3 * (8 * n * n + 64) + workspace(engine, n),
    (engine, frame) => {
      const a = frame.copy(randomPositiveDefinite(n, n));
      const [b, c] = [frame.doubles(n * n), frame.doubles(n * n)];
      const before = engine.mark();
      engine.allocate(engine.memory.buffer.byteLength - before - workspace(engine, n) + missing);
      const full = engine.mark();
      call(engine, n, a, b, c);
      return engine.mark() - full;
    },
  );
}

describe.each(cores)('workspace queries, %s build', (_, core) => {
  describe.each(Object.entries(routines))('%s', (_, routine) => {
    it('works with exactly what it asks for, and gives it back', () => {
      for (const n of [1, 2, 3, 4, 5, 8, 9, 10, 11, 16, 31, 64, 65, 130, 161, 258]) {
        expect(call(core, routine, n, 0), `n = ${n}`).toBe(0);
      }
    });

    it('traps with a cache line less, so that nothing is asked for in vain', () => {
      for (const n of [16, 65, 258]) expect(() => call(core, routine, n, 64)).toThrow(/^the engine stopped/);
    });
  });
});

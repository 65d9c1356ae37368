import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QPSolution, QuadraticProgram } from '../../src/browser.js';
import { solvers } from '../support/quadratic-program-solvers.js';
import { kktResidual, randomCovariance, randomProgram } from '../support/quadratic-programs.js';
import { randomSource } from '../support/random.js';

const farthest = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

const longOnly = (n: number, P: Float64Array): QuadraticProgram => ({
  ...{
    n,
    P,
    A: new Float64Array(n).fill(1),
    l: Float64Array.of(1),
    u: Float64Array.of(1),
    lower: new Float64Array(n),
  },
});

describe.each(solvers)('Warm starts, %s', (_, solve) => {
  it('needs no exchange to confirm its own active set', () => {
    const problem = longOnly(30, randomCovariance(4, 30, 60, 1e-4));
    const cold = solve(problem);
    const warm = solve(problem, cold);
    expect(cold.iterations).toBeGreaterThan(10);
    expect(warm.iterations).toBe(0);
    expect([...warm.activeSet]).toEqual([...cold.activeSet]);
    expect(farthest(warm.x, cold.x)).toBeLessThan(1e-14);
  });

  it('takes fewer exchanges after a small change of the covariance', () => {
    const P = randomCovariance(4, 30, 60, 1e-4);
    const change = randomCovariance(5, 30, 60, 1e-6);
    const problem = longOnly(
      30,
      P.map((value, i) => value + change[i]),
    );
    const cold = solve(problem);
    const warm = solve(problem, solve(longOnly(30, P)));
    expect(warm.iterations).toBeLessThan(cold.iterations / 2);
    expect(farthest(warm.x, cold.x)).toBeLessThan(1e-12);
  });

  it('finds the cold optimum from the active set of any other program', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(1e6),
          n: fc.integer({ min: 1, max: 12 }),
          m: fc.integer({ min: 0, max: 10 }),
        }),
        fc.boolean(),
        ({ seed, n, m }, definite) => {
          const settings = { n, m, rank: definite ? n + 4 : n >> 1, boxed: !definite, equalities: 0.1 };
          const problem = randomProgram(seed, settings);
          const start = solve(randomProgram(seed + 7, settings));
          const cold = solve(problem);
          const warm = solve(problem, start);
          expect(warm.status).toBe('optimal');
          expect(Math.abs(warm.objective - cold.objective)).toBeLessThan(1e-10);
          if (definite) expect(farthest(warm.x, cold.x)).toBeLessThan(1e-9);
        },
      ),
      { seed: 1905, numRuns: 200 },
    );
  });

  it('finds the cold optimum from any codes at all', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.array(fc.integer({ min: 1, max: 14 }), { maxLength: 30 }),
        (seed, codes) => {
          const problem = randomProgram(seed, { n: 8, m: 6, rank: 12 });
          const { uniform } = randomSource(seed);
          const cold = solve(problem);
          const activeSet = Int32Array.from(codes, (code) => (uniform() < 0.5 ? code : -code));
          const warm = solve(problem, { ...cold, activeSet });
          expect(farthest(warm.x, cold.x)).toBeLessThan(1e-9);
          expect(kktResidual(problem, warm)).toBeLessThan(1e-10);
        },
      ),
      { seed: 1983, numRuns: 200 },
    );
  });

  it('recognises a saddle by how little it may be one, whatever the warm start', () => {
    for (const n of [23, 24, 50, 61]) {
      const P = randomCovariance(n, n, 2 * n);
      const start = solve(longOnly(n, P));
      expect(start.activeSet.length).toBeGreaterThan(1);
      // P less what it is in a direction, and a little more, so that v'Pv < 0 there
      const v = Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1) / Math.sqrt(n));
      const Pv = Float64Array.from({ length: n }, (_, i) =>
        v.reduce((sum, value, j) => sum + P[i * n + j] * value, 0),
      );
      const curvature = v.reduce((sum, value, i) => sum + value * Pv[i], 0);
      for (const excess of [1e-1, 1e-3, 1e-5, 1e-7]) {
        const factor = (1 + excess) / curvature;
        const saddle = P.map((value, k) => value - factor * Pv[Math.floor(k / n)] * Pv[k % n]);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < i; j++) saddle[i * n + j] = saddle[j * n + i];
        }
        expect([n, excess, solve(longOnly(n, saddle), start).status]).toEqual([
          n,
          excess,
          'notPositiveDefinite',
        ]);
      }
    }
  });

  it('gives the answer of a program declared convex, bit for bit', () => {
    for (const n of [23, 24, 50, 61, 100]) {
      const start = solve(longOnly(n, randomCovariance(n, n, 2 * n)));
      const problem = longOnly(n, randomCovariance(n + 1, n, 2 * n));
      expect(solve(problem, start)).toEqual(solve({ ...problem, convex: true }, start));
    }
  });

  it('finds the same conflict after a warm start, and starts cold after a program without a solution', () => {
    const feasible = longOnly(5, randomCovariance(6, 5, 9));
    const impossible = { ...feasible, upper: new Float64Array(5).fill(0.1) };
    const start: QPSolution = solve(feasible);
    const infeasible = solve(impossible, start);
    expect([infeasible.status, ...infeasible.conflict!]).toEqual(['infeasible', 1, -2, -3, -4, -5, -6]);
    expect(solve(feasible, infeasible)).toEqual(start);
  });
});

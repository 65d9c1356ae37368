import { describe, expect, it } from 'vitest';
import { type Solve, solvers } from '../support/quadratic-program-solvers.js';
import { kktResidual } from '../support/quadratic-programs.js';
import { randomSource } from '../support/random.js';
import type { QuadraticProgram } from '../../src/browser.js';

/**
 * A feasible program whose P has rank one and whose row a'x = b comes three times: as equality, as −a'x ≥ −b and as
 * a'x ≤ b; with another row and bounds.
 *
 * @param spread standard deviation of log10 of the variables' units in P
 */
function repeatedRows(seed: number, spread: number): QuadraticProgram {
  const { uniform, normal } = randomSource(seed);
  const n = 2 + Math.floor(uniform() * 4);
  const f = Array.from({ length: n }, () => normal() * 10 ** (spread * normal()));
  const a = Array.from({ length: n }, () => (uniform() < 0.3 ? 1 : normal()));
  const point = Array.from({ length: n }, () => 0.3 * uniform());
  const b = a.reduce((sum, value, i) => sum + value * point[i], 0);
  const other = Array.from({ length: n }, normal);
  const c = other.reduce((sum, value, i) => sum + value * point[i], 0);
  return {
    n,
    P: Float64Array.from({ length: n * n }, (_, k) => f[Math.floor(k / n)] * f[k % n]),
    A: Float64Array.from([...a, ...a.map((value) => -value), ...a, ...other]),
    l: Float64Array.of(b, -b, -Infinity, c),
    u: Float64Array.of(b, Infinity, b, c + 0.1),
    lower: new Float64Array(n).fill(-1),
    upper: new Float64Array(n).fill(0.3),
  };
}

/** The seeds below `count` whose program is not solved well; the reported residual must agree with the definition. */
function unsolved(solve: Solve, spread: number, count: number): string[] {
  const found: string[] = [];
  for (let seed = 0; seed < count; seed++) {
    const problem = repeatedRows(seed, spread);
    const solution = solve(problem);
    const residual = kktResidual(problem, solution, { relative: true });
    if (solution.status !== 'optimal' || !(residual < 1e-9)) {
      found.push(`seed ${seed}: ${solution.status}, residual ${residual}`);
    }
  }
  return found;
}

describe.each(solvers)('Rows that depend on each other, %s', (_, solve) => {
  it.each([
    ['in like units', 0],
    ['in units that differ by orders of magnitude', 1],
  ])('are never taken for a conflict: repeated and opposite rows, P of rank one %s', (_name, spread) => {
    expect(unsolved(solve, spread, 2000)).toEqual([]);
  });

  it('are no conflict, and no answer is called optimal that is none, in units beyond double precision', () => {
    for (let seed = 0; seed < 2000; seed++) {
      const problem = repeatedRows(seed, 2);
      const solution = solve(problem);
      const residual = kktResidual(problem, solution, { relative: true });
      expect(solution.status, `seed ${seed}`).toBe(residual < 1e-6 ? 'optimal' : 'iterationLimit');
    }
  });
});

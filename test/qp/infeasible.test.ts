import { describe, expect, it } from 'vitest';
import { randomSource } from '../support/random.js';
import { type Solve, solvers } from '../support/quadratic-program-solvers.js';
import { full, onlyConstraints, randomProgram, times, violation } from '../support/quadratic-programs.js';
import type { QPSolution, QuadraticProgram } from '../../src/browser.js';

const vector = (...values: number[]): Float64Array => Float64Array.from(values);
const identity = (n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));

const conflict = (solve: Solve, problem: Omit<QuadraticProgram, 'P'>): number[] => {
  const solution = solve({ ...problem, P: identity(problem.n) });
  expect(solution.status).toBe('infeasible');
  expect(solution.activeSet).toHaveLength(0);
  return [...solution.conflict!];
};

/** Infinity-norm of A'y + w, and the proof Σ y·(the bound that y's sign names) > 0, both over Σ|y|. */
function certificate(
  problem: QuadraticProgram,
  { multipliers, boundMultipliers }: QPSolution,
): [number, number] {
  const { n, m, A, l, u, lower, upper } = full(problem);
  const sum = boundMultipliers.slice();
  let gap = 0;
  let size = 0;
  const add = (y: number, lo: number, hi: number): void => {
    if (y !== 0) gap += y * (y > 0 ? lo : hi);
    size += Math.abs(y);
  };
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) sum[j] += multipliers[i] * A[i * n + j];
    add(multipliers[i], l[i], u[i]);
  }
  for (let j = 0; j < n; j++) add(boundMultipliers[j], lower[j], upper[j]);
  return [Math.max(...sum.map(Math.abs)) / size, gap / size];
}

describe.each(solvers)('Infeasible programs, %s', (_, solve) => {
  it('names the budget and the caps that cannot reach it', () => {
    const problem = { n: 3, A: vector(1, 1, 1), l: vector(1), u: vector(1), upper: vector(0.2, 0.3, 0.4) };
    expect(conflict(solve, problem)).toEqual([1, -2, -3, -4]);
  });

  it('leaves out constraints that have no part in it', () => {
    const problem = {
      ...{ n: 3, A: vector(1, 1, 1, 1, 1, 0), l: vector(1, -Infinity), u: vector(1, 0.5) },
      ...{ lower: vector(0.3, 0.3, 0), upper: vector(1, 1, 1) },
    };
    expect(conflict(solve, problem)).toEqual([-2, 3, 4]);
  });

  it('names equalities that contradict each other, by the side that each one pulls to', () => {
    expect(conflict(solve, { n: 2, A: vector(1, 1, 2, 2), l: vector(1, 3), u: vector(1, 3) })).toEqual([
      -1, 2,
    ]);
    expect(conflict(solve, { n: 2, A: vector(1, 1, 2, 2), l: vector(1, 1), u: vector(1, 1) })).toEqual([
      1, -2,
    ]);
  });

  it('names fixed variables that break an equality', () => {
    const problem = {
      n: 2,
      A: vector(1, 1),
      l: vector(8),
      u: vector(8),
      lower: vector(3, 4),
      upper: vector(3, 4),
    };
    expect(conflict(solve, problem)).toEqual([1, -2, -3]);
  });

  it('names a row or a variable whose own bounds cross', () => {
    expect(conflict(solve, { n: 2, A: vector(1, 1, 1, 0), l: vector(0, 2), u: vector(1, 1) })).toEqual([
      2, -2,
    ]);
    expect(conflict(solve, { n: 2, lower: vector(0, 2), upper: vector(1, 1) })).toEqual([2, -2]);
  });

  it('names a row of zeros that cannot hold', () => {
    expect(conflict(solve, { n: 2, A: vector(0, 0), l: vector(1), u: vector(2) })).toEqual([1]);
  });

  it('finds conflicts that are real, minimal and proved by the multipliers, whatever P is', () => {
    let infeasible = 0;
    for (let seed = 0; seed < 250; seed++) {
      const { uniform } = randomSource(seed);
      const n = 1 + Math.floor(uniform() * 8);
      const m = 1 + Math.floor(uniform() * 8);
      const problem = randomProgram(seed, {
        n,
        m,
        rank: seed % 2 ? n + 3 : n >> 1,
        boxed: true,
        equalities: 0.2,
      });
      for (let i = 0; i < m; i++) {
        const shift = uniform() < 0.5 ? 0 : 4 * uniform() - 2;
        problem.l[i] += shift;
        problem.u[i] += shift;
      }
      const solution = solve(problem);
      if (solution.status !== 'infeasible') continue;
      infeasible++;
      const [residual, gap] = certificate(problem, solution);
      expect(residual).toBeLessThan(1e-12);
      expect(gap).toBeGreaterThan(1e-9);
      const codes = [...solution.conflict!];
      const P = identity(n);
      expect(solve({ ...onlyConstraints(problem, codes), P }).status).toBe('infeasible');
      for (const left of codes) {
        const others = {
          ...onlyConstraints(
            problem,
            codes.filter((code) => code !== left),
          ),
          P,
        };
        const point = solve(others);
        expect(point.status).toBe('optimal');
        expect(violation(others, point.x)).toBeLessThan(
          1e-9 * Math.max(1, ...times(problem.A, point.x).map(Math.abs)),
        );
      }
    }
    expect(infeasible).toBeGreaterThan(50);
  });
});

import { describe, expect, it } from 'vitest';
import type { QuadraticProgram } from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { solvers } from '../support/quadratic-program-solvers.js';
import { kktResidual, randomCovariance } from '../support/quadratic-programs.js';

const vector = (...values: number[]): Float64Array => Float64Array.from(values);
const close = (actual: Iterable<number>, expected: number[]): void => {
  const values = [...actual];
  expect(values).toHaveLength(expected.length);
  values.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 14));
};
const identity = (n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));

describe.each(solvers)('Solutions by hand, %s', (_, solve) => {
  it('finds the minimum of one variable without constraints', () => {
    const { status, x, objective, activeSet, iterations } = solve({ n: 1, P: vector(2), q: vector(-4) });
    expect({ status, x: [...x], objective, active: [...activeSet], iterations }).toEqual({
      ...{ status: 'optimal', x: [2], objective: -4, active: [], iterations: 0 },
    });
  });

  it('signs multipliers: not negative at a lower, not positive at an upper bound', () => {
    const atUpper = solve({ n: 1, P: vector(2), q: vector(-4), upper: vector(1) });
    expect([atUpper.x[0], atUpper.boundMultipliers[0], ...atUpper.activeSet]).toEqual([1, -2, -1]);
    const atLower = solve({ n: 1, P: vector(2), q: vector(-4), lower: vector(5) });
    expect([atLower.x[0], atLower.boundMultipliers[0], ...atLower.activeSet]).toEqual([5, 6, 1]);
  });

  it('takes either side of a range, and neither when it holds anyway', () => {
    const range = (l: number, u: number, q: number): number[] => {
      const solution = solve({
        n: 2,
        P: identity(2),
        q: vector(q, q),
        A: vector(1, 1),
        l: vector(l),
        u: vector(u),
      });
      return [...solution.x, solution.multipliers[0], ...solution.activeSet];
    };
    close(range(1, 2, 0), [0.5, 0.5, 0.5, 1]);
    close(range(1, 2, -3), [1, 1, -2, -1]);
    close(range(1, 2, -0.75), [0.75, 0.75, 0]);
  });

  it('numbers constraints rows first, then variables', () => {
    const { x, activeSet } = solve({
      ...{ n: 3, P: identity(3), A: vector(1, 1, 1, 1, -1, 0), l: vector(1, -Infinity), u: vector(1, 5) },
      ...{ lower: vector(-Infinity, 0.5, -Infinity), upper: vector(0.1, Infinity, Infinity) },
    });
    expect([...activeSet]).toEqual([1, -3, 4]);
    close(x, [0.1, 0.5, 0.4]);
  });

  it('places variables exactly on their bounds', () => {
    const problem: QuadraticProgram = {
      ...{
        n: 20,
        P: randomCovariance(3, 20, 30, 1e-4),
        A: new Float64Array(20).fill(1),
        l: vector(1),
        u: vector(1),
      },
      ...{ lower: new Float64Array(20).fill(0.01), upper: new Float64Array(20).fill(0.1) },
    };
    const { x, activeSet } = solve(problem);
    const bounds = [...activeSet].filter((code) => Math.abs(code) > 1);
    expect(bounds.length).toBeGreaterThan(10);
    for (const code of bounds) expect(x[Math.abs(code) - 2]).toBe(code > 0 ? 0.01 : 0.1);
  });

  it('holds fixed variables and works with the others', () => {
    const solution = solve({
      ...{ n: 3, P: identity(3), A: vector(1, 1, 1), l: vector(1), u: vector(1) },
      ...{ lower: vector(0.5, 0, 0), upper: vector(0.5, 1, 1) },
    });
    close(solution.x, [0.5, 0.25, 0.25]);
    expect(solution.boundMultipliers[0]).toBeCloseTo(0.25, 14);
    const all = solve({ n: 2, P: identity(2), lower: vector(3, 4), upper: vector(3, 4) });
    expect([...all.x, all.objective]).toEqual([3, 4, 12.5]);
  });

  it('passes over an equality that follows from others', () => {
    const rows = vector(1, 1, 0, 0, 1, 1, 1, 2, 1, 2, 2, 0);
    const bounds = vector(1, 1, 2, 2);
    const problem: QuadraticProgram = { n: 3, P: identity(3), A: rows, l: bounds, u: bounds };
    const solution = solve(problem);
    expect(solution.status).toBe('optimal');
    expect(solution.activeSet).toHaveLength(2);
    expect(kktResidual(problem, solution)).toBeLessThan(1e-14);
  });

  it('settles a vertex where more constraints meet than there are variables', () => {
    const problem: QuadraticProgram = {
      ...{ n: 2, P: identity(2), q: vector(-3, -3), A: vector(1, 1, 1, 0, 0, 1, 2, 1, 1, 2) },
      ...{ l: new Float64Array(5).fill(-Infinity), u: vector(2, 1, 1, 3, 3), upper: vector(1, 1) },
    };
    const solution = solve(problem);
    close(solution.x, [1, 1]);
    expect(solution.activeSet.length).toBeLessThanOrEqual(2);
    expect(kktResidual(problem, solution)).toBeLessThan(1e-14);
  });

  it('passes over a row of zeros that holds', () => {
    const problem = { n: 2, P: identity(2), A: vector(0, 0, 1, 1), l: vector(0, 1), u: vector(0, 1) };
    close(solve(problem).x, [0.5, 0.5]);
  });

  it('solves programs whose curvatures differ by 24 orders of magnitude', () => {
    const P = vector(1, 0, 0, 0, 1e-12, 0, 0, 0, 1e12);
    const solution = solve({ n: 3, P, q: vector(-1, -1e-12, -1e12) });
    close(solution.x, [1, 1, 1]);
    expect(solution.regularisation).toBe(0);
  });

  it('does not care which triangle rounding made P differ in', () => {
    const P = vector(1, 0.5, 0.5 + 1e-16, 1);
    close(solve({ n: 2, P, A: vector(1, 1), l: vector(1), u: vector(1) }).x, [0.5, 0.5]);
  });

  it('does not call an overflow a solution', () => {
    expect(solve({ n: 1, P: vector(1e-300), q: vector(-1e300) }).status).toBe('iterationLimit');
  });

  it('solves a larger program with groups, caps and a target', () => {
    const [n, groups] = [150, 25];
    const A = new Float64Array((groups + 2) * n);
    for (let j = 0; j < n; j++) {
      A[(j % groups) * n + j] = 1;
      A[groups * n + j] = 1;
      A[(groups + 1) * n + j] = Math.sin(j);
    }
    const l = new Float64Array(groups + 2).fill(0.01);
    const u = new Float64Array(groups + 2).fill(0.06);
    l[groups] = u[groups] = 1;
    [l[groups + 1], u[groups + 1]] = [0.2, Infinity];
    const P = randomCovariance(11, n, 400, 1e-3);
    const problem = { n, P, A, l, u, lower: new Float64Array(n), upper: new Float64Array(n).fill(0.05) };
    const solution = solve(problem);
    expect(solution.status).toBe('optimal');
    expect(solution.activeSet.length).toBeGreaterThan(50);
    expect(kktResidual(problem, solution)).toBeLessThan(1e-14);
  });

  it('says so when the iterations run out', () => {
    const problem = {
      n: 12,
      P: randomCovariance(5, 12, 20),
      q: new Float64Array(12).fill(2),
      lower: new Float64Array(12),
    };
    const solution = solve(problem, undefined, { iterationLimit: 1 });
    expect(solution.status).toBe('iterationLimit');
    expect(solution.kktResidual).toBeCloseTo(kktResidual(problem, solution), 12);
    expect(solve(problem).status).toBe('optimal');
  });
});

describe.each(engines)('Engine.solveQP, %s build', (_, engine) => {
  it('leaves its arguments unchanged and gives the same bits again', () => {
    const problem: QuadraticProgram = {
      ...{
        n: 6,
        P: randomCovariance(9, 6, 9),
        q: new Float64Array(6).fill(-0.1),
        lower: new Float64Array(6),
      },
      ...{ A: new Float64Array(6).fill(1), l: vector(1), u: vector(1) },
    };
    const before = structuredClone(problem);
    const first = engine.solveQP(problem);
    expect(engine.solveQP(problem)).toEqual(first);
    expect(problem).toEqual(before);
  });
});

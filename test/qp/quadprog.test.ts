import { describe, expect, it } from 'vitest';
import { from1, npmQuadprog } from '../support/npm-quadprog.js';
import { solvers } from '../support/quadratic-program-solvers.js';
import { randomProgram } from '../support/quadratic-programs.js';

/** x by npm quadprog: equalities first, every finite bound a dense column. */
function quadprog({ n, m, P, q, A, l, u, lower, upper }: ReturnType<typeof randomProgram>): number[] {
  const unit = (j: number, sign: number): number[] =>
    Array.from({ length: n }, (_, i) => (i === j ? sign : 0));
  const equalities: [number[], number][] = [];
  const inequalities: [number[], number][] = [];
  const add = (normal: number[], low: number, high: number): void => {
    const negative = normal.map((value) => -value);
    if (low === high) equalities.push([normal, low]);
    else {
      if (low > -Infinity) inequalities.push([normal, low]);
      if (high < Infinity) inequalities.push([negative, -high]);
    }
  };
  for (let i = 0; i < m; i++) add([...A.subarray(i * n, (i + 1) * n)], l[i], u[i]);
  for (let j = 0; j < n; j++) add(unit(j, 1), lower[j], upper[j]);
  const all = [...equalities, ...inequalities];
  const rows = Array.from({ length: n }, (_, i) => i);
  const { solution, message } = npmQuadprog.solveQP(
    from1(rows.map((i) => from1([...P.subarray(i * n, (i + 1) * n)]))),
    from1(Array.from(q, (value) => -value)),
    from1(rows.map((i) => from1(all.map(([normal]) => normal[i])))),
    from1(all.map(([, bound]) => bound)),
    equalities.length,
  );
  expect(message).toBe('');
  return solution.slice(1);
}

describe.each(solvers)('Beside npm quadprog, %s', (_, solve) => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('finds the same x on a random definite program (seed %d)', (seed) => {
    const problem = randomProgram(seed, {
      n: 5 + 2 * seed,
      m: seed,
      rank: 10 + 3 * seed,
      equalities: 0.05,
      boxed: true,
    });
    const expected = quadprog(problem);
    solve(problem).x.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-9));
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { QuadraticProgram } from '../../src/browser.js';
import { solvers } from '../support/quadratic-program-solvers.js';
import { kktResidual, objective } from '../support/quadratic-programs.js';

interface Case {
  name: string;
  D: number[][];
  d: number[];
  A: number[][];
  b: number[];
  meq: number;
  expected:
    | { status: 'optimal'; solution: number[]; value: number; lagrangian: number[] }
    | { status: 'infeasible' | 'notPositiveDefinite' };
}

const cases = JSON.parse(readFileSync(new URL('../reference/qp.json', import.meta.url), 'utf8')) as Case[];

/** Every constraint as a row of A. */
function asRows({ D, d, A, b, meq }: Case): QuadraticProgram {
  return {
    n: d.length,
    P: Float64Array.from(D.flat()),
    q: Float64Array.from(d, (value) => -value),
    A: Float64Array.from(b.flatMap((_, j) => A.map((row) => row[j]))),
    l: Float64Array.from(b),
    u: Float64Array.from(b, (value, j) => (j < meq ? value : Infinity)),
  };
}

/** Inequalities on one variable as its bounds. */
function asBounds(reference: Case): QuadraticProgram {
  const { n, P, q } = asRows(reference);
  const lower = new Float64Array(n).fill(-Infinity);
  const upper = new Float64Array(n).fill(Infinity);
  const [rows, l, u]: number[][] = [[], [], []];
  reference.b.forEach((b, j) => {
    const normal = reference.A.map((row) => row[j]);
    const [variable, ...others] = normal.flatMap((value, i) => (value === 0 ? [] : [i]));
    if (j < reference.meq || others.length > 0) {
      rows.push(...normal);
      l.push(b);
      u.push(j < reference.meq ? b : Infinity);
    } else if (normal[variable] > 0) lower[variable] = Math.max(lower[variable], b / normal[variable]);
    else upper[variable] = Math.min(upper[variable], b / normal[variable]);
  });
  return {
    n,
    P,
    q,
    lower,
    upper,
    A: Float64Array.from(rows),
    l: Float64Array.from(l),
    u: Float64Array.from(u),
  };
}

const forms = [
  ['rows', asRows],
  ['native bounds', asBounds],
] as const;

describe.each(solvers)('Reference programs, %s', (_, solve) => {
  describe.each(forms)('constraints as %s', (_form, convert) => {
    it.each(cases.filter(({ expected }) => expected.status === 'optimal'))(
      'finds the solution of R quadprog 1.5: $name',
      (reference) => {
        const problem = convert(reference);
        const solution = solve(problem);
        const { expected } = reference;
        if (expected.status !== 'optimal') throw new Error('not a case of this test');
        expect(solution.status).toBe('optimal');
        solution.x.forEach((value, i) => expect(Math.abs(value - expected.solution[i])).toBeLessThan(1e-9));
        expect(Math.abs(solution.objective - expected.value)).toBeLessThan(
          1e-9 * Math.max(1, Math.abs(expected.value)),
        );
        expect(solution.regularisation).toBe(0);
        expect(solution.kktResidual).toBeLessThan(1e-10);
        expect(kktResidual(problem, solution)).toBeLessThan(1e-10);
      },
    );

    it.each(cases.filter(({ expected }) => expected.status === 'infeasible'))(
      'flags a program without a solution: $name',
      (reference) => {
        const solution = solve(convert(reference));
        expect(solution.status).toBe('infeasible');
        expect(solution.conflict!.length).toBeGreaterThan(1);
        expect(solution.x.every(Number.isNaN)).toBe(true);
      },
    );

    it('solves the singular program that quadprog refuses', () => {
      const problem = convert(cases.find(({ name }) => name === 'not-positive-definite')!);
      const solution = solve(problem);
      expect(solution.status).toBe('optimal');
      expect(solution.regularisation).toBeGreaterThan(0);
      expect(kktResidual(problem, solution)).toBeLessThan(1e-10);
      expect(solution.objective).toBeCloseTo(objective(problem, solution.x), 15);
    });
  });
});

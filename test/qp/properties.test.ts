import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solvers } from '../support/quadratic-program-solvers.js';
import {
  type FullProgram,
  kktResidual,
  objective,
  randomProgram,
  times,
  violation,
} from '../support/quadratic-programs.js';
import { randomSource } from '../support/random.js';

const runs = { seed: 20240229, numRuns: 150 };

/** Feasible programs; definite ones are bounded by P, semi-definite ones by two bounds a variable. */
const programs = (definite: boolean): fc.Arbitrary<ReturnType<typeof randomProgram>> =>
  fc
    .record({
      ...{ seed: fc.nat(1e6), n: fc.integer({ min: 1, max: 14 }), m: fc.integer({ min: 0, max: 12 }) },
      ...{ rank: fc.double({ min: 0, max: 1, noNaN: true }), equalities: fc.constantFrom(0, 0.1, 0.4) },
    })
    .map(({ seed, n, m, rank, equalities }) =>
      randomProgram(seed, {
        n,
        m,
        equalities,
        rank: definite ? n + 4 : Math.floor(rank * n),
        boxed: !definite,
      }),
    );

const anyProgram = fc.oneof(programs(true), programs(false));

const farthest = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

/** Feasible points between the solution, the point the program was drawn around, and other optima. */
function* feasiblePoints(
  problem: FullProgram & { point: Float64Array },
  optimum: Float64Array,
): Generator<Float64Array> {
  for (const t of [1, 0.5, 1e-2, 1e-4])
    yield optimum.map((value, i) => value + t * (problem.point[i] - value));
}

describe.each(solvers)('Properties of solutions, %s', (_, solve) => {
  it('meets the KKT conditions', () => {
    fc.assert(
      fc.property(anyProgram, (problem) => {
        const solution = solve(problem);
        expect(solution.status).toBe('optimal');
        const multipliers = [...solution.multipliers, ...solution.boundMultipliers].map(Math.abs);
        // a slack of one rounding error times a huge multiplier is all that the residual may be
        expect(kktResidual(problem, solution)).toBeLessThan(
          Math.max(1e-10, 1e-15 * Math.max(...multipliers)),
        );
        expect(solution.objective).toBeCloseTo(objective(problem, solution.x), 9);
      }),
      runs,
    );
  });

  it('finds no feasible point that is better', () => {
    fc.assert(
      fc.property(anyProgram, fc.nat(1e6), (problem, seed) => {
        const solution = solve(problem);
        const { normal } = randomSource(seed);
        const other = solve({ ...problem, q: problem.q.map((value) => value + normal()) }).x;
        for (const towards of [problem.point, other]) {
          for (const x of feasiblePoints({ ...problem, point: towards }, solution.x)) {
            expect(violation(problem, x)).toBeLessThan(1e-10);
            expect(objective(problem, x)).toBeGreaterThan(solution.objective - 1e-10);
          }
        }
      }),
      runs,
    );
  });

  it('finds the same x when P and q are scaled by 1e-8 to 1e8', () => {
    fc.assert(
      fc.property(programs(true), fc.double({ min: -8, max: 8, noNaN: true }), (problem, power) => {
        const scaled = (values: Float64Array): Float64Array => values.map((value) => value * 10 ** power);
        const { status, x } = solve({ ...problem, P: scaled(problem.P), q: scaled(problem.q) });
        expect(status).toBe('optimal');
        expect(farthest(x, solve(problem).x)).toBeLessThan(1e-10);
      }),
      runs,
    );
  });

  it('finds the same x in other units', () => {
    fc.assert(
      fc.property(anyProgram, fc.double({ min: -6, max: 6, noNaN: true }), (problem, power) => {
        const unit = 10 ** power;
        const scaled = (values: Float64Array): Float64Array => values.map((value) => value * unit);
        const { q, l, u, lower, upper } = problem;
        const { status, objective: value } = solve({
          ...{
            ...problem,
            q: scaled(q),
            l: scaled(l),
            u: scaled(u),
            lower: scaled(lower),
            upper: scaled(upper),
          },
        });
        expect(status).toBe('optimal');
        expect(value / unit ** 2).toBeCloseTo(solve(problem).objective, 9);
      }),
      runs,
    );
  });

  it('finds the same x whatever the order of variables and rows', () => {
    fc.assert(
      fc.property(programs(true), fc.nat(1e6), (problem, seed) => {
        const { n, m, P, q, A, l, u, lower, upper } = problem;
        const { uniform } = randomSource(seed);
        const shuffle = (length: number): number[] =>
          Array.from({ length }, (_value, i) => ({ i, key: uniform() }))
            .sort((a, b) => a.key - b.key)
            .map(({ i }) => i);
        const variables = shuffle(n);
        const rows = shuffle(m);
        const pick = (values: Float64Array, order: number[]): Float64Array =>
          Float64Array.from(order, (i) => values[i]);
        const permuted = solve({
          n,
          P: Float64Array.from(variables.flatMap((i) => variables.map((j) => P[i * n + j]))),
          q: pick(q, variables),
          A: Float64Array.from(rows.flatMap((i) => variables.map((j) => A[i * n + j]))),
          ...{
            l: pick(l, rows),
            u: pick(u, rows),
            lower: pick(lower, variables),
            upper: pick(upper, variables),
          },
        });
        expect(farthest(permuted.x, pick(solve(problem).x, variables))).toBeLessThan(1e-10);
      }),
      runs,
    );
  });

  it('keeps to the conventions of the active set', () => {
    fc.assert(
      fc.property(anyProgram, (problem) => {
        const { m } = problem;
        const solution = solve(problem);
        const values = [...times(problem.A, solution.x), ...solution.x];
        const low = [...problem.l, ...problem.lower];
        const high = [...problem.u, ...problem.upper];
        const multipliers = [...solution.multipliers, ...solution.boundMultipliers];
        const codes = [...solution.activeSet];
        const held = codes.map((code) => Math.abs(code) - 1);
        expect(held).toEqual([...new Set(held)].sort((a, b) => a - b));
        for (const code of codes) {
          const k = Math.abs(code) - 1;
          const bound = (code > 0 ? low : high)[k];
          if (k < m) expect(Math.abs(values[k] - bound)).toBeLessThan(1e-10);
          else expect(values[k]).toBe(bound);
          expect(Math.sign(code) * multipliers[k]).toBeGreaterThanOrEqual(0);
        }
        multipliers.forEach((multiplier, k) => multiplier !== 0 && expect(held).toContain(k));
      }),
      runs,
    );
  });
});

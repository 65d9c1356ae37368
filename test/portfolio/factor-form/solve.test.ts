import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEngine, type QPSolution } from '../../../src/browser.js';
import type { FactorProgram } from '../../../src/portfolio/factor-form/program.js';
import { solveFactorProgram } from '../../../src/portfolio/factor-form/solve.js';
import { factorProgram, withMatrix } from '../../support/factor-programs.js';
import '../../support/property-seed.js';
import { kktResidual } from '../../support/quadratic-programs.js';

const engine = await createEngine();

/** The KKT residual by its definition in units in which variances are near one, where nothing is hidden below them. */
function residual(program: FactorProgram, solution: QPSolution): number {
  const { P, q, ...rest } = withMatrix(program);
  const scaled = (values: Float64Array): Float64Array => values.map((value) => 1e4 * value);
  return kktResidual(
    { ...rest, P: scaled(P), q: scaled(q!) },
    {
      ...solution,
      multipliers: scaled(solution.multipliers),
      boundMultipliers: scaled(solution.boundMultipliers),
    },
  );
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

/** The solution is a minimum by its definition and the engine's with the matrix. */
function expectSame(program: FactorProgram, solution: QPSolution): void {
  const expected = engine.solveQP(withMatrix(program));
  expect(expected.status).toBe('optimal');
  expect(largestDifference(solution.x, expected.x)).toBeLessThan(1e-9);
  expect(Math.abs(solution.objective / expected.objective - 1)).toBeLessThan(1e-9);
  expect(solution.kktResidual).toBeLessThan(1e-10);
  expect(residual(program, solution)).toBeLessThan(1e-10);
}

describe('a program by factors and a diagonal', () => {
  test('is the engine’s with the matrix, for any bounds and assets without a variance of their own', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 12, max: 90 }),
        fc.integer({ min: 0, max: 6 }),
        fc.constantFrom(0, 1, 2),
        fc.constantFrom([0, 1], [0, 0.1], [-0.1, 0.15], [-Infinity, Infinity], [-0.2, Infinity]),
        fc.constantFrom(0, 1),
        (seed, n, rank, bare, [lower, upper], linear) => {
          const program = factorProgram(seed, {
            ...{ n, rank, lower, upper, linear },
            bare: Math.min(bare, rank),
          });
          const solution = solveFactorProgram(program);
          expect(solution).not.toBeNull();
          expectSame(program, solution!);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('is the same with rows, and comes to nothing where the engine finds a conflict', () => {
    const ends = { optimal: 0, infeasible: 0 };
    for (let seed = 1; seed <= 150; seed++) {
      const program = factorProgram(seed, {
        ...{ n: 8 + (seed % 60), rank: 1 + (seed % 5), rows: seed % 11 },
        ...{ lower: seed % 3 === 0 ? -0.2 : 0, upper: 0.2, linear: seed % 4 },
      });
      const solution = solveFactorProgram(program);
      const { status } = engine.solveQP(withMatrix(program));
      expect(solution !== null).toBe(status === 'optimal');
      if (solution !== null) expectSame(program, solution);
      ends[status as keyof typeof ends]++;
    }
    expect(ends.optimal).toBeGreaterThan(100);
    expect(ends.infeasible).toBeGreaterThan(3);
  });

  test('takes an earlier active set, and then exchanges nothing', () => {
    const program = factorProgram(5, { n: 80, rank: 4, rows: 2, upper: 0.1 });
    const first = solveFactorProgram(program)!;
    const again = solveFactorProgram(program, first.activeSet)!;
    expect(first.iterations).toBeGreaterThan(0);
    expect(again.iterations).toBe(0);
    expect(largestDifference(again.x, first.x)).toBeLessThan(1e-14);
    const dense = engine.solveQP(withMatrix(program));
    expect(Array.from(first.activeSet).sort()).toEqual(Array.from(dense.activeSet).sort());
  });

  test('has the multipliers of the rows and bounds', () => {
    const program = factorProgram(8, { n: 50, rank: 3, rows: 3, upper: 0.1 });
    const solution = solveFactorProgram(program)!;
    const expected = engine.solveQP(withMatrix(program));
    expect(largestDifference(solution.multipliers, expected.multipliers)).toBeLessThan(1e-14);
    expect(largestDifference(solution.boundMultipliers, expected.boundMultipliers)).toBeLessThan(1e-14);
  });

  test('does not depend on units: variances of 1e-12 and of 1e8', () => {
    const program = factorProgram(9, { n: 40, rank: 3, upper: 0.1 });
    const { x } = solveFactorProgram(program)!;
    for (const size of [1e-8, 1e12]) {
      const scaled = {
        ...program,
        factors: program.factors.map((value) => Math.sqrt(size) * value),
        diagonal: program.diagonal.map((value) => size * value),
      };
      expect(largestDifference(solveFactorProgram(scaled)!.x, x)).toBeLessThan(1e-12);
    }
  });

  test('keeps variances of their own that are far apart', () => {
    const program = factorProgram(10, { n: 60, rank: 4, upper: 0.3 });
    const diagonal = program.diagonal.map((value, i) => value * 10 ** -(i % 7));
    expectSame({ ...program, diagonal }, solveFactorProgram({ ...program, diagonal })!);
  });

  test('holds weights that bounds or equal limits fix', () => {
    const program = factorProgram(11, { n: 30, rank: 2, upper: 0.2 });
    const lower = program.lower.map((low, i) => (i < 3 ? 0.05 : low));
    const upper = program.upper.map((high, i) => (i < 3 ? 0.05 : high));
    const solution = solveFactorProgram({ ...program, lower, upper })!;
    expect(Array.from(solution.x.subarray(0, 3))).toEqual([0.05, 0.05, 0.05]);
    expectSame({ ...program, lower, upper }, solution);
  });

  test('is given up where there is no minimum to be had: limits that conflict, a singular face, crossed bounds', () => {
    const program = factorProgram(12, { n: 30, rank: 2 });
    const without = (changes: Partial<FactorProgram>): QPSolution | null =>
      solveFactorProgram({ ...program, ...changes });
    expect(without({ upper: new Float64Array(30).fill(0.01) })).toBeNull();
    expect(
      without({ diagonal: new Float64Array(30), lower: new Float64Array(30).fill(-Infinity) }),
    ).toBeNull();
    expect(without({ lower: new Float64Array(30).fill(2) })).toBeNull();
  });

  test('2,000 assets are solved to the last digits, whatever bounds hold', () => {
    for (const [lower, upper] of [
      [0, 1],
      [0, 0.01],
      [-0.01, 0.01],
    ]) {
      const program = factorProgram(13, { n: 2000, rank: 42, bare: 1, lower, upper });
      const { x, kktResidual, boundMultipliers, multipliers } = solveFactorProgram(program)!;
      expect(kktResidual).toBeLessThan(1e-12);
      expect(Math.abs(x.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(1e-12);
      // Σw = λ1 + w by the definition of the matrix
      for (let i = 0; i < 2000; i += 97) {
        let risk = program.diagonal[i] * x[i];
        for (let j = 0; j < 2000; j++)
          for (let a = 0; a < 42; a++)
            risk += program.factors[i * 42 + a] * program.factors[j * 42 + a] * x[j];
        expect(Math.abs(risk - multipliers[0] - boundMultipliers[i])).toBeLessThan(1e-16);
      }
    }
  });
});

import { describe, expect, it } from 'vitest';
import { DataError, type QuadraticProgram } from '../../src/browser.js';
import { solvers } from '../support/quadratic-program-solvers.js';
import { kktResidual, randomCovariance } from '../support/quadratic-programs.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

const vector = (...values: number[]): Float64Array => Float64Array.from(values);

/**
 * P of a rank below n/2, a budget, bounds; the variables' units differ by 10^(spread·normal).
 *
 * @param linear standard deviation of q
 */
function portfolioInUnits(seed: number, spread: number, linear: number): QuadraticProgram {
  const { uniform, normal } = randomSource(seed);
  const n = 2 + Math.floor(24 * uniform());
  const rank = Math.max(1, Math.floor(0.5 * n * uniform()));
  const units = Array.from({ length: n }, () => 10 ** (spread * normal()));
  const factors = Array.from({ length: rank * n }, (_value, k) => normal() * units[k % n]);
  const P = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < rank; k++) sum += factors[k * n + i] * factors[k * n + j];
      P[i * n + j] = P[j * n + i] = sum;
    }
  }
  return {
    ...{ n, P, q: Float64Array.from({ length: n }, () => linear * normal()) },
    ...{ A: new Float64Array(n).fill(1), l: vector(1), u: vector(1) },
    lower: Float64Array.from({ length: n }, () => (uniform() < 0.5 ? 0 : -1)),
    upper: new Float64Array(n).fill(1),
  };
}

describe.each(solvers)('Semi-definite programs, %s', (_, solve) => {
  it('solves a linear program at its vertex', () => {
    // max x₁ + 2x₂, x₁ + x₂ ≤ 4, x₁ + 3x₂ ≤ 6, x ≥ 0: the two rows meet in (3, 1)
    const solution = solve({
      ...{ n: 2, P: new Float64Array(4), q: vector(-1, -2), lower: vector(0, 0) },
      ...{ A: vector(1, 1, 1, 3), l: vector(-Infinity, -Infinity), u: vector(4, 6) },
    });
    [3, 1].forEach((value, i) => expect(solution.x[i]).toBeCloseTo(value, 13));
    [-0.5, -0.5].forEach((value, i) => expect(solution.multipliers[i]).toBeCloseTo(value, 13));
    expect([...solution.activeSet]).toEqual([-1, -2]);
  });

  it('finds a minimum in a direction without curvature that a constraint ends', () => {
    // ½(x₁ + x₂)² + x₁ − x₂, x₁ ≥ 0: x₁ = 0, then x₂ = 1
    const solution = solve({ n: 2, P: vector(1, 1, 1, 1), q: vector(1, -1), lower: vector(0, -Infinity) });
    [0, 1].forEach((value, i) => expect(solution.x[i]).toBeCloseTo(value, 12));
    expect(solution.boundMultipliers[0]).toBeCloseTo(2, 12);
    expect(solution.regularisation).toBeGreaterThan(0);
  });

  it('returns zero when there is nothing to minimise', () => {
    const solution = solve({ n: 2, P: new Float64Array(4) });
    expect([solution.status, ...solution.x]).toEqual(['optimal', 0, 0]);
  });

  it.each([
    ['a linear objective without constraints', { n: 2, P: new Float64Array(4), q: vector(1, 1) }],
    [
      'a variable without curvature or bound',
      { n: 2, P: vector(1, 0, 0, 0), q: vector(0, -1), lower: vector(0, 0) },
    ],
    [
      'a cone of rows',
      {
        ...{ n: 2, P: vector(1, -1, -1, 1), q: vector(-1, -1) },
        ...{ A: vector(1, 0, 1, -1), l: vector(0, -1), u: vector(Infinity, 1) },
      },
    ],
  ])('throws when the objective falls for ever: %s', (_name, problem: QuadraticProgram) => {
    const error = thrown(() => solve(problem));
    expect(error).toBeInstanceOf(DataError);
    expect(error.code).toBe('unbounded');
    expect(error.details).toEqual({ n: 2 });
  });

  it.each([
    ['a negative diagonal', vector(1, 0, 0, -1e-3)],
    ['zeros on the diagonal only', vector(0, 1, 1, 0)],
    ['a negative eigenvalue of 1e-8', vector(1, 1 + 1e-8, 1 + 1e-8, 1)],
  ])('refuses an indefinite P: %s', (_name, P) => {
    const solution = solve({ n: 2, P, lower: vector(0, 0), upper: vector(1, 1) });
    expect(solution.status).toBe('notPositiveDefinite');
    expect(solution.x.every(Number.isNaN)).toBe(true);
  });

  it('reports infeasibility before it worries about curvature', () => {
    const problem = {
      n: 2,
      P: new Float64Array(4),
      q: vector(1, 1),
      A: vector(1, 1),
      l: vector(3),
      upper: vector(1, 1),
    };
    const solution = solve(problem);
    expect([solution.status, ...solution.conflict!]).toEqual(['infeasible', 1, -2, -3]);
  });

  it('meets the KKT conditions of P itself with a covariance of fewer periods than assets', () => {
    for (const aversion of [0, 1, 100]) {
      const n = 40;
      const { normal } = randomSource(aversion);
      const problem: QuadraticProgram = {
        ...{
          n,
          P: randomCovariance(7, n, 15, 1e-3),
          q: Float64Array.from({ length: n }, () => 1e-2 * aversion * normal()),
        },
        ...{ A: new Float64Array(n).fill(1), l: vector(1), u: vector(1) },
        ...{ lower: new Float64Array(n), upper: new Float64Array(n).fill(0.2) },
      };
      const solution = solve(problem);
      expect(solution.status).toBe('optimal');
      expect(kktResidual(problem, solution)).toBeLessThan(1e-13);
    }
  });

  it('finds a portfolio without variance where there is one', () => {
    const problem = {
      n: 12,
      P: randomCovariance(8, 12, 5),
      A: new Float64Array(12).fill(1),
      l: vector(1),
      u: vector(1),
    };
    const solution = solve(problem);
    expect(Math.abs(solution.objective)).toBeLessThan(1e-15);
    expect(kktResidual(problem, solution)).toBeLessThan(1e-12);
  });

  it('copes with eigenvalues of every size down to rounding', () => {
    // Gram matrix of a smooth kernel: the spectrum falls off geometrically
    const n = 60;
    const { uniform } = randomSource(2);
    const points = Array.from({ length: n }, uniform);
    const P = Float64Array.from({ length: n * n }, (_value, k) =>
      Math.exp(-2 * (points[Math.floor(k / n)] - points[k % n]) ** 2),
    );
    for (const lower of [0, -1]) {
      const problem: QuadraticProgram = {
        ...{ n, P, q: Float64Array.from({ length: n }, () => uniform() - 0.5) },
        ...{
          A: new Float64Array(n).fill(1),
          l: vector(1),
          u: vector(1),
          lower: new Float64Array(n).fill(lower),
        },
      };
      problem.upper = new Float64Array(n).fill(1);
      const solution = solve(problem);
      expect(solution.status).toBe('optimal');
      expect(kktResidual(problem, solution)).toBeLessThan(1e-11);
    }
  });

  it.each([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
    [2, 0],
    [2, 1],
  ])(
    'meets the KKT conditions, cold and warm, in units 10^(%d·normal), with q %d·normal',
    (spread, linear) => {
      const missed: string[] = [];
      for (let seed = 0; seed < (spread + linear > 0 ? 250 : 1000); seed++) {
        const problem = portfolioInUnits(seed, spread, linear);
        const cold = solve(problem);
        for (const solution of [cold, solve(problem, cold)]) {
          const residual = kktResidual(problem, solution, { relative: true });
          if (solution.status !== 'optimal' || !(residual < 1e-11)) {
            missed.push(`seed ${seed}: ${solution.status}, residual ${residual}`);
          }
        }
      }
      expect(missed).toEqual([]);
    },
  );
});

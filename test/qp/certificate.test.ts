import { describe, expect, it } from 'vitest';
import type { QuadraticProgram } from '../../src/browser.js';
import { solvers } from '../support/quadratic-program-solvers.js';
import { kktResidual, randomCovariance } from '../support/quadratic-programs.js';
import { randomSource } from '../support/random.js';

const vector = (...values: number[]): Float64Array => Float64Array.from(values);

/** A covariance of n assets; `kind` says what is hard about it. */
function covarianceOf(kind: string, seed: number, n: number): Float64Array {
  const { uniform, normal } = randomSource(seed);
  if (kind === 'singular') return randomCovariance(seed, n, Math.max(1, n >> 1));
  const P = randomCovariance(seed, n, 2 * n + 3);
  if (kind === 'duplicates') {
    // half of the assets are copies of others
    const source = Array.from({ length: n }, (_, i) => (i % 2 === 1 ? i - 1 : i));
    return Float64Array.from({ length: n * n }, (_, k) => P[source[Math.floor(k / n)] * n + source[k % n]]);
  }
  if (kind === 'ill-conditioned') {
    // units apart by up to 10^±3, and nearly a copy of the first asset last
    const unit = Array.from({ length: n }, () => 10 ** (3 * (2 * uniform() - 1)));
    const near = 1e-7 * Math.abs(normal());
    return Float64Array.from({ length: n * n }, (_, k) => {
      const [i, j] = [Math.floor(k / n), k % n];
      const [a, b] = [i === n - 1 ? 0 : i, j === n - 1 ? 0 : j];
      const own = i === j && i === n - 1 ? near : 0;
      return (P[a * n + b] + own) * unit[a] * unit[b];
    });
  }
  return P;
}

/** Fully invested between bounds that leave little room, or none but one point, with groups that cover each other. */
function portfolio(kind: string, seed: number): QuadraticProgram {
  const { uniform, normal } = randomSource(seed + 7);
  const n = 2 + Math.floor(23 * uniform());
  const P = covarianceOf(kind, seed, n);
  const room = [0, 1e-12, 1e-9, 1e-3, 0.5, 5][Math.floor(6 * uniform())];
  const groups = uniform() < 0.5 ? 0 : 1 + Math.floor(3 * uniform());
  const A = new Float64Array((1 + groups) * n).fill(1, 0, n);
  for (let g = 1; g <= groups; g++) {
    for (let i = 0; i < n; i++) A[g * n + i] = uniform() < 0.5 ? 1 : 0;
  }
  const share = Array.from({ length: groups }, (_, g) => {
    let members = 0;
    for (let i = 0; i < n; i++) members += A[(g + 1) * n + i];
    return members / n;
  });
  const linear = uniform() < 0.5 ? 0 : 0.1;
  return {
    ...{ n, P, A, q: Float64Array.from({ length: n }, () => linear * normal()) },
    l: vector(1, ...share.map((value) => value * (1 - 0.1 * uniform()))),
    u: vector(1, ...share.map((value) => value * (1 + 0.2 * uniform()))),
    lower: Float64Array.from({ length: n }, () => (1 / n) * Math.max(0, 1 - room * uniform())),
    upper: Float64Array.from({ length: n }, () => (1 / n) * (1 + room * uniform())),
  };
}

const kinds = ['definite', 'singular', 'duplicates', 'ill-conditioned'];

describe.each(solvers.filter(([name]) => name.startsWith('release')))('Certificates, %s', (_, solve) => {
  it.each(kinds)('are below 1e-10 on 1,000 portfolios, cold and warm: %s', (kind) => {
    let previous: ReturnType<typeof solve> | undefined;
    for (let seed = 1; seed <= 1000; seed++) {
      const problem = portfolio(kind, seed);
      const rows = problem.l!.length;
      const fits = previous?.multipliers.length === rows && previous.boundMultipliers.length === problem.n;
      const solution = solve(problem, fits ? previous : undefined);
      expect([seed, solution.status]).toEqual([seed, 'optimal']);
      expect(kktResidual(problem, solution, { relative: kind === 'ill-conditioned' })).toBeLessThan(1e-10);
      previous = solution;
    }
  });
});
